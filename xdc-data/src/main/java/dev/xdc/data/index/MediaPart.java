package dev.xdc.data.index;

import dev.xdc.data.media.Segment;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What one line of a list names: a media file or a segment of one.
 *
 * @param path the file
 * @param segment the segment; null for the whole file
 */
public record MediaPart(Path path, @Nullable Segment segment) {}
