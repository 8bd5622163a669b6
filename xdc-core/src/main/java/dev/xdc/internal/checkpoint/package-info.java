/** What is kept of a run, and how it comes whole onto the disk. */
@NullMarked
package dev.xdc.internal.checkpoint;

import org.jspecify.annotations.NullMarked;
