/**
 * JMH benchmarks of the training step and of k-means. Not {@code @NullMarked}: JMH fills the fields
 * of a state in its set-up.
 */
package dev.xdc.benchmarks;
