/** Labels from clusters: which encoder learns from whose clusters. */
@NullMarked
package dev.xdc.label;

import org.jspecify.annotations.NullMarked;
