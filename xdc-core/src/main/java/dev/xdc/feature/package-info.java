/** Features: what the encoders make of the clips, and how they are prepared for clustering. */
@NullMarked
package dev.xdc.feature;

import org.jspecify.annotations.NullMarked;
