package dev.xdc.cli.command;

import dev.xdc.NamedSettings;
import dev.xdc.Preset;
import dev.xdc.RunClusters;
import dev.xdc.cli.option.DataOptions;
import dev.xdc.clip.ClipSpec;
import dev.xdc.data.reader.MediaDataset;
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
    PretrainCommand pretrain = PretrainCommand.of(settings);
    data.defaultSegments(pretrain.segments());
    return data.open(
        source == null ? pretrain.source() : source,
        clip,
        pretrain.leavesOutShort() ? clip : null,
        pretrain.subset());
  }

  /** Has files cut into segments as a run had them, unless something else is asked for. */
  static void cutAsIn(DataOptions data, Path run) throws IOException {
    Path settings = run.resolve(PretrainCommand.SETTINGS);
    if (Files.isRegularFile(settings)) {
      data.defaultSegments(PretrainCommand.of(settings).segments());
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
