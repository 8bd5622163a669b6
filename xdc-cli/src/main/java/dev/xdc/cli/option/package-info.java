/** Groups of options that commands share. */
@NullMarked
package dev.xdc.cli.option;

import org.jspecify.annotations.NullMarked;
