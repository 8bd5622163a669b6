package dev.xdc.suite.compare;

import dev.xdc.suite.store.FolderSettings;
import dev.xdc.suite.store.ResultStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a comparison. Each result is written when it is there, so that an interrupted
 * comparison loses only the result under way.
 */
public final class ComparisonStore {
  /** The protocol of a line that says how long encoders were trained before they were judged. */
  static final String TRAINING = "train";

  private final Path folder;
  private final ResultStore<Line> results;

  /**
   * One line of {@code results.jsonl}.
   *
   * @param modality absent for training
   * @param top1 absent for training
   * @param clipTop1 absent for training, and in results of older versions
   * @param features how features were transformed; absent for those of encoders
   */
  public record Line(
      String method,
      long seed,
      String protocol,
      @Nullable String modality,
      @Nullable Double top1,
      @Nullable Double top5,
      @Nullable Double clipTop1,
      @Nullable String features,
      double seconds) {

    /** A line about encoders. */
    public Line(
        String method,
        long seed,
        String protocol,
        @Nullable String modality,
        @Nullable Double top1,
        @Nullable Double top5,
        @Nullable Double clipTop1,
        double seconds) {
      this(method, seed, protocol, modality, top1, top5, clipTop1, null, seconds);
    }

    boolean is(Row row, long seed, String protocol, @Nullable String modality) {
      return method.equals(row.toString())
          && this.seed == seed
          && this.protocol.equals(protocol)
          && (modality == null || modality.equals(this.modality));
    }
  }

  /**
   * Opens the folder of a comparison and reads what is there.
   *
   * @throws IllegalStateException if it holds one with other settings; names them
   */
  public ComparisonStore(Path folder, Map<String, String> settings) throws IOException {
    this.folder = folder;
    results =
        new ResultStore<>(
            folder, settings, Line.class, line -> line.method() != null && line.protocol() != null);
  }

  /** Returns whether a folder holds a comparison with these settings, or none. */
  public static boolean fits(Path folder, Map<String, String> settings) throws IOException {
    return FolderSettings.fits(folder, settings);
  }

  /** Returns all lines. */
  List<Line> lines() {
    return results.lines();
  }

  /** Returns the line of a result, if it is there. */
  Optional<Line> find(Row row, long seed, String protocol, @Nullable String modality) {
    return lines().stream().filter(l -> l.is(row, seed, protocol, modality)).findFirst();
  }

  /** Adds a line to the file. */
  void append(Line line) throws IOException {
    results.append(line);
  }

  /** Returns the run folder of a row. */
  Path run(Row row, long seed) {
    return folder.resolve(row + "-seed" + seed);
  }
}
