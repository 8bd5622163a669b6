/** Decoded videos, kept in memory or prepared in shards on disk. */
@NullMarked
package dev.xdc.data.cache;

import org.jspecify.annotations.NullMarked;
