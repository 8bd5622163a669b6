package dev.xdc.data.index;

import java.nio.file.Path;

/**
 * The first line of an index.
 *
 * @param root folder from which the paths of the rows count, absolute
 * @param rules that every usable file has met
 * @param files how many rows follow
 */
public record IndexHeader(Path root, FileRules rules, int files) {

  /** Checks the number of rows and makes the root absolute. */
  public IndexHeader {
    root = root.toAbsolutePath().normalize();
    if (files < 0) {
      throw new IllegalArgumentException("files is " + files + ", must be at least 0");
    }
  }
}
