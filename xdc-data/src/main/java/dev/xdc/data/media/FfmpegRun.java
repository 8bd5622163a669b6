package dev.xdc.data.media;

import com.github.kokorin.jaffree.LogLevel;
import com.github.kokorin.jaffree.ffmpeg.FFmpeg;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of {@code ffmpeg} in a folder of its own, under the rules of {@link BoundedProcess}. */
final class FfmpegRun extends FFmpeg {

  private static final String NO_PROGRESS = "none";

  private final Path executable;
  private final TempFolder folder;
  private final Duration limit;
  private @Nullable BoundedProcess process;

  FfmpegRun(Path executable, TempFolder folder, Duration limit) {
    super(executable);
    this.executable = executable;
    this.folder = folder;
    this.limit = limit;
    addArgument("-nostdin");
    addArgument("-hide_banner");
    addArguments("-filter_threads", "1");
    // Ends a program that spins, even if nobody is left to kill it.
    addArguments("-timelimit", Long.toString(Math.max(1, limit.toSeconds())));
    setLogLevel(LogLevel.ERROR);
    setProgress(NO_PROGRESS);
    setOverwriteOutput(true); // by a second attempt
  }

  /** Runs the program to its end, see {@link BoundedProcess#execute()}. */
  void run() {
    process = new BoundedProcess(command(), folder.path(), limit);
    process.execute();
  }

  /**
   * The address of a progress report is set only because Jaffree warns on every run without one.
   */
  @Override
  protected List<String> buildArguments() {
    List<String> arguments = new ArrayList<>(super.buildArguments());
    int progress = arguments.indexOf("-progress");
    arguments.subList(progress, progress + 2).clear();
    return arguments;
  }

  List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(executable.toString());
    command.addAll(buildArguments());
    return command;
  }

  String errorText() {
    return process == null ? "" : process.errorText();
  }
}
