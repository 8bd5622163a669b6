/** Where the time of a run goes: phases, a clock that adds them up, and their events. */
@NullMarked
package dev.xdc.timing;

import org.jspecify.annotations.NullMarked;
