package dev.xdc.data.media;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A media file that cannot be read or written, or FFmpeg that cannot be run.
 *
 * <p>The message is one line that a user can act on. What FFmpeg was asked and its own last words
 * are kept beside it, for logs and bug reports.
 */
public final class MediaException extends IOException {

  private static final long serialVersionUID = 1L;

  private final transient @Nullable Path path;
  private final List<String> command;
  private final String lastLines;

  /** Makes an exception that is about no particular file. */
  public MediaException(String message) {
    super(message);
    this.path = null;
    this.command = List.of();
    this.lastLines = "";
  }

  /** Makes an exception that is about no particular file. */
  public MediaException(String message, Throwable cause) {
    super(message, cause);
    this.path = null;
    this.command = List.of();
    this.lastLines = "";
  }

  private MediaException(
      Path path,
      String message,
      List<String> command,
      String lastLines,
      @Nullable Throwable cause) {
    super(message, cause);
    this.path = path;
    this.command = List.copyOf(command);
    this.lastLines = lastLines.strip();
  }

  /**
   * Returns an exception about {@code path}, found without FFmpeg.
   *
   * @param path the media file
   * @param problem what is wrong with it, such as {@code "no such file"}
   */
  public static MediaException of(Path path, String problem) {
    return new MediaException(path, path + ": " + problem, List.of(), "", null);
  }

  /**
   * Returns an exception about {@code path} after a run of FFmpeg. The message ends with the last
   * line that FFmpeg printed.
   *
   * @param path the media file
   * @param problem what went wrong, such as {@code "7 of 8 frames decoded"}
   * @param command the program and its arguments
   * @param lastLines the last lines FFmpeg printed; may be empty
   * @param cause what FFmpeg's run threw, if anything
   */
  public static MediaException ofRun(
      Path path,
      String problem,
      List<String> command,
      String lastLines,
      @Nullable Throwable cause) {
    String words = lastLines.strip();
    String lastLine = words.substring(words.lastIndexOf('\n') + 1).strip();
    String message = path + ": " + problem + (lastLine.isEmpty() ? "" : " (" + lastLine + ")");
    return new MediaException(path, message, command, words, cause);
  }

  /** Returns the media file, or null if the exception is about none. */
  public @Nullable Path path() {
    return path;
  }

  /** Returns the program and its arguments; empty if none was run. */
  public List<String> command() {
    return command;
  }

  /** Returns the last lines that FFmpeg printed; empty if it was not run or printed nothing. */
  public String lastLines() {
    return lastLines;
  }
}
