/** Weights of encoders in files that other tools read. */
@NullMarked
package dev.xdc.weights;

import org.jspecify.annotations.NullMarked;
