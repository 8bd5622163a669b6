/** The command {@code xdc report}. */
@NullMarked
package dev.xdc.page.cli;

import org.jspecify.annotations.NullMarked;
