/** What is kept of a run for people and tools to read. */
@NullMarked
package dev.xdc.report;

import org.jspecify.annotations.NullMarked;
