package dev.xdc.data.media;

import java.util.Locale;

/**
 * Why a media file cannot be used, for programs to distinguish. {@link #code} is what files hold,
 * {@link #toString} is for people.
 */
public enum RefusalKind {
  /** There is no such file. */
  MISSING("missing", false),
  /** A folder, a pipe, a device. */
  NOT_REGULAR("not a regular file", false),
  /** This user may not read it. */
  NOT_PERMITTED("not permitted to read", false),
  /** A playlist, an image, a script: a format that FFmpeg is not allowed to open here. */
  FORMAT_NOT_ALLOWED("format not allowed", true),
  /** Not media, or broken beyond use. */
  UNREADABLE("unreadable", true),
  /** Holds neither a moving picture nor sound. */
  NO_STREAMS("neither picture nor sound", true),
  /** Does not state how long it is. */
  NO_LENGTH("no length", true),
  /** A frame has more pixels than {@link FrameSize#MAX_PIXELS}, as it is or as it is needed. */
  FRAME_TOO_LARGE("too large a frame", true),
  /** FFmpeg did not come to an end with it. */
  TIMED_OUT("timed out", false),
  /** Sound is required, and there is none. */
  NO_SOUND("no sound", true),
  /** A picture is required, and there is none. */
  NO_PICTURE("no picture", true),
  /** Shorter than required. */
  TOO_SHORT("too short", true),
  /** A segment is asked for that lies outside the file. */
  NO_SUCH_SEGMENT("segment outside the file", true);

  private final String words;
  private final boolean lasting;

  RefusalKind(String words, boolean lasting) {
    this.words = words;
    this.lasting = lasting;
  }

  /** Returns the name in files, such as {@code no_sound}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns whether another look at the same, unchanged file would come to the same end: true of
   * what a file holds, false of what permissions, time or the system's state have decided.
   */
  public boolean isLasting() {
    return lasting;
  }

  @Override
  public String toString() {
    return words;
  }
}
