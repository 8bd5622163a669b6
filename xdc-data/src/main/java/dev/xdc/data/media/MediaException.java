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
  private final @Nullable RefusalKind kind;
  private final String problem;
  private final List<String> command;
  private final String lastLines;

  /** Makes an exception that is about no particular file. */
  public MediaException(String message) {
    super(message);
    this.path = null;
    this.kind = null;
    this.problem = message;
    this.command = List.of();
    this.lastLines = "";
  }

  /** Makes an exception that is about no particular file. */
  public MediaException(String message, Throwable cause) {
    super(message, cause);
    this.path = null;
    this.kind = null;
    this.problem = message;
    this.command = List.of();
    this.lastLines = "";
  }

  private MediaException(
      Path path,
      @Nullable RefusalKind kind,
      String problem,
      List<String> command,
      String lastLines,
      @Nullable Throwable cause) {
    super(FileNames.shown(path) + ": " + problem, cause);
    this.path = path;
    this.kind = kind;
    this.problem = problem;
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
    return new MediaException(path, null, problem, List.of(), "", null);
  }

  /**
   * Returns an exception that says why {@code path} cannot be used, found without FFmpeg.
   *
   * @param path the media file
   * @param kind of the refusal
   * @param problem what is wrong with it, such as {@code "no such file"}
   */
  public static MediaException of(Path path, RefusalKind kind, String problem) {
    return new MediaException(path, kind, problem, List.of(), "", null);
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
    return ofRun(path, null, problem, command, lastLines, cause);
  }

  /** Returns such an exception that says why the file cannot be used. */
  static MediaException ofRun(
      Path path,
      @Nullable RefusalKind kind,
      String problem,
      List<String> command,
      String lastLines,
      @Nullable Throwable cause) {
    String words = lastLines.strip();
    String lastLine = words.substring(words.lastIndexOf('\n') + 1).strip();
    String whole = problem + (lastLine.isEmpty() ? "" : " (" + lastLine + ")");
    return new MediaException(path, kind, whole, command, words, cause);
  }

  /** Returns the media file, or null if the exception is about none. */
  public @Nullable Path path() {
    return path;
  }

  /** Returns why the file cannot be used, or null if this is not about using a file. */
  public @Nullable RefusalKind kind() {
    return kind;
  }

  /** Returns the message without the file's name. */
  public String problem() {
    return problem;
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
