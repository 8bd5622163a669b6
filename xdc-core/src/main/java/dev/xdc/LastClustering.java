package dev.xdc;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.Fingerprint;
import dev.xdc.clip.Modality;
import dev.xdc.clip.PerModality;
import dev.xdc.engine.TorchEngine;
import dev.xdc.internal.checkpoint.Checkpoint;
import dev.xdc.internal.checkpoint.CheckpointStore;
import dev.xdc.internal.checkpoint.RunLock;
import dev.xdc.internal.checkpoint.RunState;
import dev.xdc.internal.file.JsonFile;
import dev.xdc.label.PseudoLabels;
import dev.xdc.train.XdcConfig;
import dev.xdc.work.RoundWork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the last round of a finished run trained its video encoder on, and the weights it came to.
 *
 * @param run the run's folder
 * @param settings the run's
 * @param labels of every item, for each head of the video encoder
 * @param missing items whose clips could not be read
 * @param weights the file of the trained video encoder
 */
record LastClustering(
    Path run, Map<String, String> settings, PseudoLabels labels, BitSet missing, Path weights)
    implements LabelSource {

  /** What decides which item is which, and which are held out; as {@link RunSettings} names it. */
  private static final List<String> SAME_ITEMS =
      List.of(
          "data",
          "seed",
          "config.validationShare",
          "config.clipsPerVideo",
          "config.labelGranularity");

  /**
   * Reads the newest checkpoint of a run.
   *
   * @throws IllegalArgumentException if there is none, or the run is not finished
   */
  static LastClustering of(Path run) throws IOException {
    Path folder = checkpoints(run);
    try (CheckpointStore store = new CheckpointStore(folder, 1);
        NDManager scratch = TorchEngine.ready().newBaseManager(Device.cpu())) {
      Checkpoint newest = newest(run, store);
      Map<String, String> settings = newest.manifest().settings();
      requireClusters(run, settings);
      requireFinished(run, newest.manifest().state(), settings);
      Map<String, NDArray> arrays = newest.arrays(RunFolder.LABELS, scratch);
      return new LastClustering(
          run,
          settings,
          LabelArrays.lastLabels(Modality.VIDEO, arrays),
          LabelArrays.missing(arrays),
          newest.file(Modality.VIDEO.toString()));
    }
  }

  /**
   * Checks that a run clusters.
   *
   * @throws IllegalArgumentException if it is supervised
   */
  static void requireClusters(Path run, Map<String, String> settings) {
    if (TrueLabels.SUPERVISED.equals(settings.get(TrueLabels.METHOD))) {
      throw new IllegalArgumentException(
          run
              + " is a supervised run and has no clusters: give a run without labels, or train"
              + " supervised again with other clips, from its weights");
    }
  }

  /**
   * Returns the folder of a run's checkpoints.
   *
   * @throws IllegalArgumentException if {@code run} is no folder of a run
   */
  static Path checkpoints(Path run) {
    Path folder = run.resolve(RunFolder.CHECKPOINTS);
    if (!Files.isDirectory(folder)) {
      if (RunLock.hasRun(run)) {
        throw new IllegalArgumentException(
            run + " holds a run that has clustered nothing yet: resume the run first");
      }
      throw new IllegalArgumentException(
          run
              + " holds no run: "
              + RunFolder.CHECKPOINTS
              + " is missing; give the output folder of one that has clustered at least once");
    }
    return folder;
  }

  /**
   * Returns the newest good checkpoint of a run.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Checkpoint newest(Path run, CheckpointStore store) throws IOException {
    return store
        .newest()
        .orElseThrow(
            () -> new IllegalArgumentException(run + " holds no checkpoint: resume the run first"));
  }

  /** Returns how many rounds a run was to have. */
  static int rounds(Path run, Map<String, String> settings) throws IOException {
    String rounds = settings.getOrDefault("config.rounds", "1");
    try {
      return Integer.parseInt(rounds);
    } catch (NumberFormatException e) {
      throw new IOException(
          run + " has a damaged checkpoint: config.rounds is " + JsonFile.shown(rounds), e);
    }
  }

  private static void requireFinished(Path run, RunState state, Map<String, String> settings)
      throws IOException {
    int rounds = rounds(run, settings);
    if (state.round() <= rounds) {
      throw new IllegalArgumentException(
          run
              + " is in round "
              + state.round()
              + " of "
              + rounds
              + ", must be finished: resume it and let it finish first");
    }
  }

  /**
   * Checks that the labels are those of the items to be trained on, and the held-out ones the same.
   *
   * @throws IllegalArgumentException if not; lists what differs
   */
  void check(ClipDataset dataset, XdcConfig config, long seed) {
    Map<String, String> now =
        new RunSettings()
            .put("data", dataset.fingerprint())
            .put("seed", seed)
            .put("config", config)
            .values();
    Map<String, String> differing = new TreeMap<>();
    for (String name : SAME_ITEMS) {
      String before = settings.getOrDefault(name, "not set");
      if (!before.equals(now.get(name))) {
        differing.put(name, name + " was " + before + ", now " + now.get(name));
      }
    }
    if (!differing.isEmpty()) {
      throw new IllegalArgumentException(
          run
              + " was trained on other items ("
              + String.join("; ", differing.values())
              + "): its labels are of use only with the same data set, seed and held-out videos");
    }
    if (config.rounds() != 1) {
      throw new IllegalArgumentException(
          "XdcConfig.rounds is "
              + config.rounds()
              + ", must be 1 to train on a last clustering: use XdcConfig.longClips()");
    }
  }

  @Override
  public String work() {
    return "retrain";
  }

  @Override
  public Optional<Path> startWeights() {
    return Optional.of(weights);
  }

  @Override
  public void describe(RunSettings described) {
    described.put("labels of a finished run", fingerprint());
  }

  /** Returns what distinguishes this clustering from others. */
  String fingerprint() {
    return Fingerprint.of(
        labels.heads().size(), "heads", head -> Arrays.toString(labels.heads().get(head).labels()));
  }

  /** Returns how the run was trained, for the provenance of what is trained on its labels. */
  @Override
  public Map<String, String> origin() {
    Map<String, String> origin = new TreeMap<>();
    for (String name : List.of("exchange", "video encoder", "audio encoder")) {
      if (settings.containsKey(name)) {
        origin.put("finished run." + name, settings.getOrDefault(name, ""));
      }
    }
    return origin;
  }

  @Override
  public void label(TrainingRun training, RoundWork work) throws IOException {
    int fitted = labels.heads().get(0).labels().length - missing.cardinality();
    training.label(
        new Labelled(
            PerModality.both(labels), PerModality.both(List.of()), missing, List.of(), fitted),
        clusters());
  }

  /** Returns the labels of each head as a clustering. */
  List<ClusteredItems> clusters() {
    return labels.heads().stream().map(head -> new ClusteredItems(head.labels(), null)).toList();
  }

  @Override
  public String toString() {
    return "LastClustering[" + run + ", " + fingerprint() + "]";
  }
}
