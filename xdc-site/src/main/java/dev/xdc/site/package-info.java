/** Writes the documentation as a static site. */
@NullMarked
package dev.xdc.site;

import org.jspecify.annotations.NullMarked;
