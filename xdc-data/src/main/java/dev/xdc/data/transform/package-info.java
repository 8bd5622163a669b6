/** Decoded pictures and sound to the numbers that encoders read. */
@NullMarked
package dev.xdc.data.transform;

import org.jspecify.annotations.NullMarked;
