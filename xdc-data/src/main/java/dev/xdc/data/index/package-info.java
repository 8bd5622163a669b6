/** One scan of all files: what they hold, and why some are refused. */
@NullMarked
package dev.xdc.data.index;

import org.jspecify.annotations.NullMarked;
