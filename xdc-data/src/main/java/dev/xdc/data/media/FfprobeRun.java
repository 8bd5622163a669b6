package dev.xdc.data.media;

import com.github.kokorin.jaffree.LogLevel;
import com.github.kokorin.jaffree.ffprobe.FFprobe;
import com.github.kokorin.jaffree.ffprobe.FFprobeResult;
import com.github.kokorin.jaffree.ffprobe.FFprobeResultReader;
import com.github.kokorin.jaffree.ffprobe.data.JsonFormatParser;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of {@code ffprobe} under the rules of {@link BoundedProcess}. */
final class FfprobeRun extends FFprobe {

  private final Path executable;
  private final Duration limit;
  private @Nullable BoundedProcess process;

  FfprobeRun(Path executable, Duration limit) {
    super(executable);
    this.executable = executable;
    this.limit = limit;
    addArgument("-hide_banner");
    setLogLevel(LogLevel.ERROR);
  }

  @Override
  public FFprobeResult execute() {
    process = new BoundedProcess(command(), null, limit);
    process.execute();
    return new FFprobeResultReader(new JsonFormatParser())
        .read(new ByteArrayInputStream(process.output()));
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
