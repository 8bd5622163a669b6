/** JMH benchmarks of the training step and of k-means. */
@NullMarked
package dev.xdc.benchmarks;

import org.jspecify.annotations.NullMarked;
