/** Lists and folders of media files as a {@link dev.xdc.clip.ClipDataset}. */
@NullMarked
package dev.xdc.data.reader;

import org.jspecify.annotations.NullMarked;
