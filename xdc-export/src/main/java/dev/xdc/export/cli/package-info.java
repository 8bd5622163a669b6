/** The command {@code xdc export}. */
@NullMarked
package dev.xdc.export.cli;

import org.jspecify.annotations.NullMarked;
