/** Small complete programs, one for each thing that a user does first. */
@NullMarked
package dev.xdc.examples;

import org.jspecify.annotations.NullMarked;
