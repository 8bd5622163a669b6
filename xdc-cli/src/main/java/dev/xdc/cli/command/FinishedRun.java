package dev.xdc.cli.command;

import dev.xdc.NamedSettings;
import dev.xdc.Preset;
import dev.xdc.RunClusters;
import dev.xdc.clip.RandomSubset;
import dev.xdc.data.index.SegmentRule;
import dev.xdc.encoder.Precision;
import dev.xdc.suite.content.LeaveOut;
import dev.xdc.suite.run.Method;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a run was made that is to be trained on: as its run.yaml says, or, of a run started from
 * Java, its checkpoints.
 *
 * @param source its videos
 * @param leavesOutShort whether videos shorter than a clip were left out
 * @param subset which of the videos; null for all
 * @param segments what files were cut into; null if they were not
 * @param leaveOut which kinds of videos were left out; null for none
 */
record FinishedRun(
    Path source,
    Preset preset,
    Method method,
    long seed,
    Precision precision,
    boolean leavesOutShort,
    @Nullable RandomSubset subset,
    @Nullable SegmentRule segments,
    @Nullable LeaveOut leaveOut) {

  /**
   * Reads it.
   *
   * @param source where the videos are now; null for where run.yaml says
   * @throws IllegalArgumentException if the folder holds no run, or nothing says where its videos
   *     are
   */
  static FinishedRun of(Path run, @Nullable Path source) throws IOException {
    Path settings = run.resolve(PretrainCommand.SETTINGS);
    if (Files.isRegularFile(settings)) {
      return ParsedPretrain.of(settings).made(source);
    }
    Map<String, String> saved = RunClusters.of(run).settings();
    if (source == null) {
      throw RunVideos.unknown(settings);
    }
    return new FinishedRun(
        source,
        NamedSettings.changed(Preset.paper(), pretraining(saved)),
        method(saved),
        Long.parseLong(saved.getOrDefault("seed", "0")),
        Precision.valueOf(saved.getOrDefault("precision", "FLOAT32").split(",", 2)[0]),
        false,
        null,
        null,
        null);
  }

  /** Returns the settings of clips and training. */
  private static Map<String, String> pretraining(Map<String, String> saved) {
    Set<String> known = NamedSettings.of(Preset.paper()).keySet();
    Map<String, String> settings = new LinkedHashMap<>(saved);
    settings
        .keySet()
        .removeIf(
            name ->
                !known.contains(name) || !(name.startsWith("clip.") || name.startsWith("config.")));
    String k = saved.get("clusters"); // of both streams
    if (k != null) {
      settings.put("clusters", k.split(",", 2)[0]);
    }
    return settings;
  }

  /** Returns the method of an exchange; that of an exchange of one's own has one head, too. */
  private static Method method(Map<String, String> saved) {
    String exchange = saved.getOrDefault("exchange", "");
    for (Method method : Method.values()) {
      if (method.toString().equalsIgnoreCase(exchange)) {
        return method;
      }
    }
    return Method.XDC;
  }
}
