/** Where the work of a run is done: on this machine, or elsewhere. */
@NullMarked
package dev.xdc.work;

import org.jspecify.annotations.NullMarked;
