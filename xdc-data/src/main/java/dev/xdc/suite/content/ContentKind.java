package dev.xdc.suite.content;

import java.util.Locale;

/** What a video may hold that teaches nothing. */
public enum ContentKind {
  /** The sound has the same value everywhere, in all clips that were looked at. */
  SILENT,

  /** All frames are the same, within each clip and from clip to clip. */
  STILL,

  /** Picture and sound are those of an earlier video; one that is silent and still is no such. */
  DUPLICATE;

  /** Returns the name in options and files, such as {@code silent}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
