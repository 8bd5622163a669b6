package dev.xdc.data.media;

import java.io.Serializable;

/**
 * A stretch of a file.
 *
 * @param offset of its first byte, at least 0
 * @param bytes its length, at least 1
 */
public record ByteRange(long offset, long bytes) implements Serializable {

  /** Checks both numbers. */
  public ByteRange {
    if (offset < 0 || bytes < 1) {
      throw new IllegalArgumentException(
          "range of " + bytes + " bytes from " + offset + ", must be at least 1 from at least 0");
    }
  }
}
