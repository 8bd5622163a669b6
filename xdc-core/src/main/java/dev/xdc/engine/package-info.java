/**
 * The one place that knows the deep-learning engine: start-up and what each thread must do before
 * using it.
 */
@NullMarked
package dev.xdc.engine;

import org.jspecify.annotations.NullMarked;
