/** Search by picture and sound: an index on disk, on Apache Lucene. */
@NullMarked
package dev.xdc.search;

import org.jspecify.annotations.NullMarked;
