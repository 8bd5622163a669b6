package dev.xdc;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xdc.clip.Modality;
import dev.xdc.clip.PerModality;
import dev.xdc.encoder.Encoder;
import dev.xdc.engine.TorchEngine;
import dev.xdc.internal.checkpoint.Checkpoint;
import dev.xdc.internal.checkpoint.CheckpointStore;
import dev.xdc.internal.checkpoint.Manifest;
import dev.xdc.internal.checkpoint.Provenance;
import dev.xdc.internal.checkpoint.RoundState;
import dev.xdc.internal.checkpoint.RunLock;
import dev.xdc.internal.checkpoint.RunState;
import dev.xdc.internal.file.JsonFile;
import dev.xdc.label.PseudoLabels;
import dev.xdc.report.MetricsJsonl;
import dev.xdc.train.HeadWeights;
import dev.xdc.train.StreamLearner;
import dev.xdc.weights.EncoderWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of a run, locked while it is open. The arrays of a checkpoint lie in {@code
 * video.safetensors} and {@code audio.safetensors}, the encoders; {@code labels.safetensors}, what
 * clustering came to; and, inside a round, {@code learner.safetensors}, heads and momentum.
 */
final class RunFolder implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(RunFolder.class);
  static final String CHECKPOINTS = "checkpoints";
  static final String LABELS = "labels";
  private static final String LEARNER = "learner";

  private final Path path;
  private final RunSettings settings;
  private final boolean changedSettings;
  private final Map<Modality, Encoder> encoders;
  private final MetricsJsonl metrics;
  private final RunLock lock;
  private final CheckpointStore store;
  private final Map<String, String> provenance;
  private @Nullable Checkpoint restored;

  /**
   * What a checkpoint holds, but for the arrays of encoders and learner.
   *
   * @param folder where it lies
   * @param clusters each clustering of the last round that was clustered
   * @param labels what the round under way is trained on; null between rounds
   * @param heads what the heads of the round under way started from
   */
  record Saved(
      Path folder,
      RunState state,
      List<ClusteredItems> clusters,
      @Nullable PerModality<PseudoLabels> labels,
      PerModality<List<HeadWeights>> heads) {}

  /**
   * Makes the folder of a run unless it exists, and locks it.
   *
   * @param described the settings of the run that is to be kept there
   * @return null if the run has none
   * @throws IllegalStateException if another run has it
   */
  static @Nullable RunFolder open(TrainerSettings run, RunSettings described) throws IOException {
    Path path = run.storage().folder();
    if (path == null) {
      return null;
    }
    Files.createDirectories(path);
    return new RunFolder(path, run, described);
  }

  private RunFolder(Path path, TrainerSettings run, RunSettings settings) throws IOException {
    this.path = path;
    this.settings = settings;
    this.changedSettings = run.storage().changedSettings();
    this.encoders = new EnumMap<>(Modality.class);
    run.streams().forEach(stream -> encoders.put(stream.slot(), stream.encoder()));
    run.streams().forEach(RunFolder::warnOfBareBlock);
    this.metrics = MetricsJsonl.ofRun(path);
    this.provenance = Provenance.of(run.encoders().get(0).devices());
    this.lock = RunLock.of(path);
    this.store =
        new CheckpointStore(path.resolve(CHECKPOINTS), run.storage().checkpoints().keepLast());
  }

  private static void warnOfBareBlock(Stream stream) {
    Encoder encoder = stream.encoder();
    if (encoder.recipe().isEmpty()) {
      LOGGER.warn(
          "the {} encoder is a {} without an EncoderRecipe: of its model only the weights are kept",
          stream,
          encoder.block().getClass().getSimpleName());
    }
  }

  /**
   * Puts the newest good checkpoint into the encoders and cuts the metrics off where it was made.
   *
   * @return the rest of it; empty if there is none
   * @throws IllegalStateException if it was made with other settings
   */
  Optional<Saved> restore() throws IOException {
    Checkpoint newest = store.newest().orElse(null);
    restored = newest;
    if (newest == null) {
      metrics.truncate(0);
      return Optional.empty();
    }
    settings.check(path, newest.manifest().settings(), changedSettings);
    store.tidy();
    try {
      return Optional.of(restore(newest));
    } catch (RuntimeException e) { // of whatever the arrays and positions are put into
      throw new IOException(
          newest.folder()
              + " does not fit the run ("
              + JsonFile.reason(e)
              + "): move it away to resume from the one before",
          e);
    }
  }

  private Saved restore(Checkpoint newest) throws IOException {
    Manifest manifest = newest.manifest();
    Provenance.differences(manifest.provenance(), provenance)
        .ifPresent(
            text -> LOGGER.warn("{}: results may differ in their last bits from here on", text));
    for (Map.Entry<Modality, Encoder> entry : encoders.entrySet()) {
      EncoderWeights.load(entry.getValue(), newest.file(entry.getKey().toString()));
    }
    metrics.truncate(manifest.state().metricsBytes());
    RoundState inside = manifest.state().inside();
    try (NDManager scratch = newManager()) {
      Map<String, NDArray> arrays = newest.arrays(LABELS, scratch);
      PerModality<PseudoLabels> labels =
          inside == null
              ? null
              : inside.heads().map((stream, heads) -> LabelArrays.labels(stream, heads, arrays));
      LOGGER.info("resuming after {}", newest.folder().getFileName());
      PerModality<List<HeadWeights>> heads = PerModality.both(arrays).map(FirstHeads::read);
      return new Saved(
          newest.folder(), manifest.state(), LabelArrays.clusters(arrays), labels, heads);
    }
  }

  /** Puts heads and momentum of the restored checkpoint into {@code learner}. */
  void restore(StreamLearner learner) throws IOException {
    if (restored == null) {
      throw new IllegalStateException("nothing was restored");
    }
    try (NDManager scratch = newManager()) {
      learner.restore(restored.arrays(LEARNER, scratch));
    }
  }

  private static NDManager newManager() {
    return TorchEngine.ready().newBaseManager(Device.cpu());
  }

  /**
   * Starts to save; see {@link CheckpointStore#save}.
   *
   * @param labelled what the round under way is trained on, or the one that ended
   */
  void save(
      RunState state,
      List<ClusteredItems> clusters,
      @Nullable Labelled labelled,
      Map<String, NDArray> learner)
      throws IOException {
    Map<String, Map<String, NDArray>> files = new LinkedHashMap<>();
    encoders.forEach((stream, encoder) -> files.put(stream.toString(), weights(encoder)));
    if (!learner.isEmpty()) {
      files.put(LEARNER, learner);
    }
    try (NDManager scratch = newManager()) {
      files.put(LABELS, LabelArrays.of(clusters, labelled, scratch));
      String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
      store.save(new Manifest(Manifest.FORMAT, now, settings.values(), provenance, state), files);
    }
  }

  private static Map<String, NDArray> weights(Encoder encoder) {
    Map<String, NDArray> weights = new LinkedHashMap<>();
    encoder.parameters().forEach((name, parameter) -> weights.put(name, parameter.getArray()));
    return weights;
  }

  /** Returns what belongs to labels besides arrays. */
  static List<RoundState.Head> heads(PseudoLabels labels) {
    return labels.heads().stream()
        .map(head -> new RoundState.Head(head.inertia(), head.iterations(), head.repaired()))
        .toList();
  }

  /** Throws if the checkpoint saved last could not be written, as far as is known by now. */
  void check() throws IOException {
    store.check();
  }

  /** Waits until the checkpoint saved last is on the disk, and returns the newest. */
  Optional<Path> lastSaved() throws IOException {
    store.await();
    return store.last();
  }

  /** Returns the run's record in this folder. */
  MetricsJsonl metrics() {
    return metrics;
  }

  /** Returns how long the metrics are. */
  long metricsBytes() throws IOException {
    return metrics.length();
  }

  @Override
  public void close() throws IOException {
    try (lock) {
      store.close();
    }
  }
}
