package dev.xdc.data.media;

import com.github.kokorin.jaffree.ffmpeg.FFmpeg;
import com.github.kokorin.jaffree.ffmpeg.FFmpegResult;
import com.github.kokorin.jaffree.ffmpeg.Output;
import com.github.kokorin.jaffree.process.ProcessHandler;
import com.github.kokorin.jaffree.process.ProcessHelper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** One run of {@code ffmpeg} under the rules of {@link BoundedProcess}. */
final class FfmpegRun extends FFmpeg {

  private static final String NO_PROGRESS = "none";

  private final Path executable;
  private final ByteSink output;
  private final ErrorTail<FFmpegResult> errors = new ErrorTail<>();
  private final BooleanSupplier complete;
  private final Duration limit;
  private final List<ProcessHelper> helpers = new ArrayList<>();

  FfmpegRun(Path executable, ByteSink output, BooleanSupplier complete, Duration limit) {
    super(executable);
    this.executable = executable;
    this.output = output;
    this.complete = complete;
    this.limit = limit;
    addArgument("-nostdin");
    addArgument("-hide_banner");
    addArguments("-filter_threads", "1");
    setLogLevel(com.github.kokorin.jaffree.LogLevel.ERROR);
    setProgress(NO_PROGRESS);
  }

  @Override
  public FFmpeg addOutput(Output added) {
    ProcessHelper helper = added.helperThread();
    if (helper != null) {
      helpers.add(helper);
    }
    return super.addOutput(added);
  }

  @Override
  protected ProcessHandler<FFmpegResult> createProcessHandler() {
    return new BoundedProcess<>(
        executable, buildArguments(), output, errors, helpers, complete, limit);
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
    return errors.text();
  }
}
