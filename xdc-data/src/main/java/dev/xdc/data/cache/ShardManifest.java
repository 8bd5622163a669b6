package dev.xdc.data.cache;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.xdc.clip.Modality;
import dev.xdc.internal.file.JsonFile;
import dev.xdc.internal.file.Unfinished;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The file {@value #FILE} of a folder of shards: what they have in common, and which there are.
 *
 * @param version of the layout, {@value #VERSION}
 * @param keep {@code raw} or {@code encoded}
 * @param modalities of {@code video}, {@code audio}
 * @param shortSide see {@link ShardFormat}
 * @param framesPerSecond see {@link ShardFormat}
 * @param sampleRateHertz see {@link ShardFormat}
 * @param classes the class names, by class number; empty without labels
 * @param shardBytes size at which a new shard is begun
 * @param complete whether all videos are there
 * @param shards the complete ones, in order; empty until all are
 */
record ShardManifest(
    int version,
    String keep,
    List<String> modalities,
    int shortSide,
    double framesPerSecond,
    int sampleRateHertz,
    List<String> classes,
    long shardBytes,
    boolean complete,
    List<Shard> shards) {

  static final String FILE = "shards.json";
  static final int VERSION = 1;
  private static final Gson GSON =
      new GsonBuilder().disableHtmlEscaping().setPrettyPrinting().create();

  /** Makes the lists unmodifiable, and checks the format. */
  ShardManifest {
    modalities = List.copyOf(modalities);
    classes = List.copyOf(classes);
    shards = List.copyOf(shards);
    format(keep, modalities, shortSide, framesPerSecond, sampleRateHertz);
  }

  /**
   * One shard.
   *
   * @param file its name
   * @param bytes its length
   * @param videos how many it holds
   * @param leftOut how many files its index names as left out
   */
  record Shard(String file, long bytes, int videos, int leftOut) {}

  static ShardManifest begun(ShardFormat format, List<String> classes, long shardBytes) {
    return new ShardManifest(
        VERSION,
        format.keep().toString(),
        Arrays.stream(Modality.values())
            .filter(format.modalities()::contains)
            .map(ShardManifest::lower)
            .toList(),
        format.shortSide(),
        format.framesPerSecond(),
        format.sampleRateHertz(),
        classes,
        shardBytes,
        false,
        List.of());
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  ShardManifest completed(List<Shard> all) {
    return new ShardManifest(
        version,
        keep,
        modalities,
        shortSide,
        framesPerSecond,
        sampleRateHertz,
        classes,
        shardBytes,
        true,
        all);
  }

  ShardFormat format() {
    return format(keep, modalities, shortSide, framesPerSecond, sampleRateHertz);
  }

  private static ShardFormat format(
      String keep,
      List<String> modalities,
      int shortSide,
      double framesPerSecond,
      int sampleRateHertz) {
    return new ShardFormat(
        ShardEncoding.valueOf(keep.toUpperCase(Locale.ROOT)),
        modalities.stream().map(Modality::of).collect(Collectors.toSet()),
        shortSide,
        framesPerSecond,
        sampleRateHertz);
  }

  /**
   * Reads the manifest of {@code folder}.
   *
   * @throws IOException if there is none, or it makes no sense
   */
  static ShardManifest read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    String problem = "does not describe shards (prepare them again with xdc prepare)";
    ShardManifest manifest = JsonFile.record(file, problem, ShardManifest.class, Shard.class);
    JsonFile.requireFormat(
        file, manifest.version, VERSION, VERSION, "prepare the shards again with xdc prepare");
    return manifest;
  }

  void write(Path folder) throws IOException {
    Unfinished.write(folder.resolve(FILE), GSON.toJson(this) + "\n");
  }
}
