/** Estimates of what a training takes, before it is started. */
@NullMarked
package dev.xdc.suite.cost;

import org.jspecify.annotations.NullMarked;
