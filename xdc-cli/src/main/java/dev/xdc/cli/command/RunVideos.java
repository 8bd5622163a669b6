package dev.xdc.cli.command;

import dev.xdc.NamedSettings;
import dev.xdc.Preset;
import dev.xdc.RunClusters;
import dev.xdc.cli.option.DataOptions;
import dev.xdc.clip.ClipSpec;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.suite.content.LeaveOut;
import dev.xdc.suite.content.RunContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The videos of a run, opened as the run did. */
public final class RunVideos {

  private RunVideos() {}

  /**
   * Opens them, for the caller to close.
   *
   * @param source where they are now; null for where the run's own settings say
   * @throws IllegalArgumentException if neither says it, as of a run that Java started
   */
  public static MediaDataset open(DataOptions data, Path run, @Nullable Path source, ClipSpec clip)
      throws IOException {
    Path settings = run.resolve(PretrainCommand.SETTINGS);
    if (!Files.isRegularFile(settings)) {
      if (source == null) {
        throw unknown(settings);
      }
      return data.open(source, clip, null, null);
    }
    FinishedRun made = ParsedPretrain.of(settings).made(source);
    data.defaultSegments(made.segments());
    return open(data, run, made, clip, clip);
  }

  /**
   * Opens them for clips of {@code spec}, for the caller to close.
   *
   * @param first the clips of the run, which decide which videos it left out as short
   */
  static MediaDataset open(
      DataOptions data, Path run, FinishedRun made, ClipSpec spec, ClipSpec first)
      throws IOException {
    MediaDataset whole =
        data.open(made.source(), spec, made.leavesOutShort() ? first : null, made.subset());
    LeaveOut leaveOut = made.leaveOut();
    if (leaveOut == null) {
      return whole;
    }
    try {
      return RunContent.trained(run, whole, leaveOut); // the whole has nothing open
    } catch (IOException | RuntimeException e) {
      whole.close();
      throw e;
    }
  }

  /** Has files cut into segments as a run had them, unless something else is asked for. */
  static void cutAsIn(DataOptions data, Path run) throws IOException {
    Path settings = run.resolve(PretrainCommand.SETTINGS);
    if (Files.isRegularFile(settings)) {
      data.defaultSegments(ParsedPretrain.of(settings).made(null).segments());
    }
  }

  /** Says how to go ahead without the settings of a run. */
  static IllegalArgumentException unknown(Path settings) {
    return new IllegalArgumentException(
        settings
            + " is missing, as of a run started from Java: give the videos of the run by --data");
  }

  /** Returns the clips of the run, which decide which files are long enough to be its videos. */
  public static ClipSpec clip(RunClusters clusters) {
    Map<String, String> settings = new LinkedHashMap<>();
    clusters
        .settings()
        .forEach(
            (name, value) -> {
              if (name.startsWith("clip.")) {
                settings.put(name, value);
              }
            });
    return NamedSettings.changed(Preset.paper(), settings).clip();
  }
}
