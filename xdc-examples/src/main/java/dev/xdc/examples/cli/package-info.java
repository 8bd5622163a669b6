/** The command line. */
@NullMarked
package dev.xdc.examples.cli;

import org.jspecify.annotations.NullMarked;
