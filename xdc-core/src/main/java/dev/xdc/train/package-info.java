/** Training: the schedule, the optimizer and the step, and what a run reports. */
@NullMarked
package dev.xdc.train;

import org.jspecify.annotations.NullMarked;
