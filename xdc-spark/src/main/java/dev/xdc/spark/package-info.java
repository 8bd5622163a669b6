/**
 * The loop of the paper on Apache Spark: features, clusterings and, if asked for, training of a run
 * are shared out among the executors of a cluster.
 */
@NullMarked
package dev.xdc.spark;

import org.jspecify.annotations.NullMarked;
