/** JMH benchmarks. */
@NullMarked
package dev.xdc.benchmarks;

import org.jspecify.annotations.NullMarked;
