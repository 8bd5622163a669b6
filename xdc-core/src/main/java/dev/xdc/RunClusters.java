package dev.xdc;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.Labels;
import dev.xdc.engine.TorchEngine;
import dev.xdc.eval.ClusterReport;
import dev.xdc.internal.checkpoint.Checkpoint;
import dev.xdc.internal.checkpoint.CheckpointStore;
import dev.xdc.internal.checkpoint.RoundState;
import dev.xdc.internal.checkpoint.RunState;
import dev.xdc.report.MetricsJsonl;
import dev.xdc.train.InitialFeatures;
import dev.xdc.train.LabelGranularity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The clustering that a run made last, as its newest checkpoint keeps it: the assignments that its
 * encoders were trained on, which the paper's Tables 6, 12 and 13 show. The run may be finished,
 * interrupted or under way; its folder is only read.
 */
public final class RunClusters {
  private static final String DATA = "data";
  private static final String FINISHED_RUN = "labels of a finished run";

  /** A clustering and its number of clusters, which empty ones belong to. */
  private record Clustered(int k, ClusteredItems items) {}

  private final Path run;
  private final int round;
  private final int rounds;
  private final boolean finished;
  private final Map<String, String> settings;
  private final Map<String, Clustered> bySource;
  private final BitSet missing;

  private RunClusters(
      Path run,
      int round,
      int rounds,
      boolean finished,
      Map<String, String> settings,
      Map<String, Clustered> bySource,
      BitSet missing) {
    this.run = run;
    this.round = round;
    this.rounds = rounds;
    this.finished = finished;
    this.settings = settings;
    this.bySource = bySource;
    this.missing = missing;
  }

  /**
   * Reads the newest checkpoint of a run.
   *
   * @param run the run's output folder
   * @throws IllegalArgumentException if that is no folder of a run, or nothing was clustered yet
   * @throws IOException if a file is damaged; names it
   */
  public static RunClusters of(Path run) throws IOException {
    Path folder = LastClustering.checkpoints(run);
    try {
      return read(run, folder);
    } catch (IOException e) {
      // A run under way may have deleted the checkpoint meanwhile, having saved another.
      return read(run, folder);
    }
  }

  private static RunClusters read(Path run, Path folder) throws IOException {
    try (CheckpointStore store = new CheckpointStore(folder, 1);
        NDManager scratch = TorchEngine.ready().newBaseManager(Device.cpu())) {
      Checkpoint newest = LastClustering.newest(run, store);
      Map<String, String> settings = newest.manifest().settings();
      LastClustering.requireClusters(run, settings);
      if (settings.containsKey(FINISHED_RUN)) {
        throw new IllegalArgumentException(
            run + " was trained on the labels of another run and clustered nothing: give that one");
      }
      RunState state = newest.manifest().state();
      RoundState inside = state.inside();
      int round = inside == null ? state.round() - 1 : state.round();
      if (round < 1) {
        throw new IllegalArgumentException(
            run + " has not clustered anything yet: resume the run first");
      }
      Map<String, NDArray> arrays = newest.arrays(RunFolder.LABELS, scratch);
      List<ClusteredItems> clusters = LabelArrays.clusters(arrays);
      List<MetricsJsonl.Clustering> made = made(run, round, inside);
      if (clusters.isEmpty() || clusters.size() != made.size()) {
        throw new IOException(
            newest.folder()
                + " holds "
                + clusters.size()
                + " clusterings, round "
                + round
                + " made "
                + made.size());
      }
      Map<String, Clustered> bySource = new LinkedHashMap<>();
      for (int i = 0; i < made.size(); i++) {
        bySource.put(made.get(i).source(), new Clustered(made.get(i).k(), clusters.get(i)));
      }
      BitSet missing =
          inside == null ? LabelArrays.missing(arrays) : Labelled.set(inside.missing());
      int rounds = LastClustering.rounds(run, settings);
      return new RunClusters(
          run, round, rounds, state.round() > rounds, settings, bySource, missing);
    }
  }

  private static List<MetricsJsonl.Clustering> made(
      Path run, int round, @Nullable RoundState inside) throws IOException {
    return inside == null
        ? MetricsJsonl.ofRun(run).clusterings(round)
        : inside.clusterings().stream()
            .map(c -> new MetricsJsonl.Clustering(c.source(), c.k()))
            .toList();
  }

  /** Returns the round that the clustering is of, from 1. */
  public int round() {
    return round;
  }

  /** Returns how many rounds are planned. */
  public int rounds() {
    return rounds;
  }

  /** Returns whether the run is finished, so that this is its very last clustering. */
  public boolean isFinished() {
    return finished;
  }

  /** Returns every setting of the run by name, such as {@code clip.frames} or {@code data}. */
  public Map<String, String> settings() {
    return Map.copyOf(settings);
  }

  /** Returns what was clustered: some of video, audio and joint. */
  public List<String> sources() {
    return List.copyOf(bySource.keySet());
  }

  /** Returns in words which features were clustered and how. */
  public String origin() {
    String features =
        round > 1
            ? "features of the encoders after round " + (round - 1)
            : InitialFeatures.HAND_CRAFTED.name().equals(settings.get("config.initialFeatures"))
                ? "hand-crafted features"
                : "features of the first encoders";
    return features
        + ", transform "
        + settings.getOrDefault("config.featureTransform", "unknown")
        + ", clustering "
        + settings.getOrDefault("clustering", "unknown");
  }

  /**
   * Checks that a data set holds the videos of the run, in their order.
   *
   * @throws IllegalArgumentException if not; says what differs
   */
  public void check(ClipDataset dataset) {
    String before = settings.getOrDefault(DATA, "not set");
    String now = dataset.fingerprint();
    if (!before.equals(now)) {
      throw new IllegalArgumentException(
          run
              + " clustered other videos (data was "
              + before
              + ", now "
              + now
              + "): give the data set of the run, with the same files in the same order");
    }
  }

  /**
   * Reports what the clusters hold.
   *
   * @param source one of {@link #sources()}
   * @param dataset the videos of the run, see {@link #check}; its labels, if it has some, are read
   *     for the report
   * @param top how many labels are listed of a cluster (paper: 3 and 5)
   * @param nearest how many items nearest to the centroid (paper: 10); none where the checkpoint is
   *     of an earlier version, which kept no distances
   * @throws IllegalArgumentException if the data set is another or there is no such source
   */
  public ClusterReport report(String source, ClipDataset dataset, int top, int nearest) {
    check(dataset);
    Clustered clustered = bySource.get(source);
    if (clustered == null) {
      throw new IllegalArgumentException(
          "source is " + source + ", must be one of " + bySource.keySet());
    }
    int[] all = clustered.items().labels();
    float[] allDistances = clustered.items().distances();
    int perVideo = all.length / dataset.size();
    int[] kept = new int[all.length - missing.cardinality()];
    double[] distances = new double[kept.length];
    int[] clusters = new int[kept.length];
    List<String> ids = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    for (int item = 0; item < all.length; item++) {
      String id = id(dataset, item, perVideo);
      if (missing.get(item)) {
        failed.add(id);
      } else {
        int row = ids.size();
        kept[row] = item;
        clusters[row] = all[item];
        distances[row] = allDistances == null ? Double.NaN : allDistances[item];
        ids.add(id);
      }
    }
    Optional<Labels> labels = dataset.labels().map(l -> perItem(l, kept, perVideo));
    return ClusterReport.of(
        clustered.k(),
        clusters,
        allDistances == null ? null : distances,
        new ClusterReport.Items(ids, labels, failed),
        top,
        nearest);
  }

  /** Names an item: its video, and which clip of it if each clip has a label of its own. */
  private String id(ClipDataset dataset, int item, int perVideo) {
    boolean perClip = LabelGranularity.CLIP.name().equals(settings.get("config.labelGranularity"));
    return dataset.id(item / perVideo) + (perClip ? "#" + (item % perVideo + 1) : "");
  }

  private static Labels perItem(Labels labels, int[] items, int perVideo) {
    int[] classes = new int[items.length];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = labels.classes()[items[i] / perVideo];
    }
    return new Labels(classes, labels.names());
  }

  @Override
  public String toString() {
    return "RunClusters[" + run + ", round " + round + " of " + rounds() + ", " + sources() + "]";
  }
}
