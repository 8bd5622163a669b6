/** The command line. */
@NullMarked
package dev.xdc.cli;

import org.jspecify.annotations.NullMarked;
