/** Media files through FFmpeg: the programs, what a file holds, and decoded clips. */
@NullMarked
package dev.xdc.data.media;

import org.jspecify.annotations.NullMarked;
