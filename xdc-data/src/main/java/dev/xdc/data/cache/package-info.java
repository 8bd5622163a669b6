/** Decoded small videos kept in memory. */
@NullMarked
package dev.xdc.data.cache;

import org.jspecify.annotations.NullMarked;
