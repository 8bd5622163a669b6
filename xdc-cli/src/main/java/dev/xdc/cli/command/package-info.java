/** The commands, a class each. */
@NullMarked
package dev.xdc.cli.command;

import org.jspecify.annotations.NullMarked;
