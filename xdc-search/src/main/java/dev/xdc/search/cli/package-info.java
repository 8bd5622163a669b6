/** The command {@code xdc search}; the only part of this module that needs the command line. */
@NullMarked
package dev.xdc.search.cli;

import org.jspecify.annotations.NullMarked;
