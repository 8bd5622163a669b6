/** Media files made from a seed, for demonstrations and tests. */
@NullMarked
package dev.xdc.data.synth;

import org.jspecify.annotations.NullMarked;
