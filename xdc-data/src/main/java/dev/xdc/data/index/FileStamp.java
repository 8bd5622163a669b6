package dev.xdc.data.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * By which a file is known to be the same as before: a file is read again only if one of both has
 * changed.
 *
 * @param bytes its size
 * @param modified when its content was last changed, as finely as the file system records it
 */
public record FileStamp(long bytes, Instant modified) {

  /** Returns the stamp of {@code file}, or null if there is no such regular file. */
  public static @Nullable FileStamp of(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.isRegularFile()
          ? new FileStamp(attributes.size(), attributes.lastModifiedTime().toInstant())
          : null;
    } catch (IOException e) {
      return null;
    }
  }
}
