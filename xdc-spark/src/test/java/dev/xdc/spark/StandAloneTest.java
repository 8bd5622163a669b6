package dev.xdc.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.xdc.XdcTrainerBuilder;
import dev.xdc.checkpoint.CheckpointPolicy;
import dev.xdc.clip.PerModality;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.cluster.ClusterAssignment;
import dev.xdc.feature.FeatureRows;
import dev.xdc.label.Clusterer;
import dev.xdc.label.DeepClustering;
import dev.xdc.label.LabelExchanger;
import dev.xdc.label.PseudoLabels;
import dev.xdc.train.Progress;
import dev.xdc.train.XdcConfig;
import dev.xdc.train.XdcListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a stand-alone cluster of processes, some of which are killed. */
@Tag("slow")
class StandAloneTest {
  @TempDir private static Path machine;
  private static StandAlone cluster;
  private static Map<String, float[]> undisturbed;

  @TempDir private Path folder;

  @BeforeAll
  static void start(@TempDir Path shared) throws IOException, InterruptedException {
    try (SyntheticClips clips = TinyRuns.clips();
        JavaSparkContext threads = TinyRuns.context()) {
      undisturbed = TinyRuns.weights(averaged(threads, clips, shared));
    }
    cluster = new StandAlone(machine);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  /** Everything is shared out, weights are averaged after three steps. */
  private static XdcTrainerBuilder averaged(
      JavaSparkContext spark, SyntheticClips clips, Path folder) {
    return TinyRuns.trainer(clips)
        .optWorkplace(
            SparkXdc.on(spark)
                .setClips(UnluckyClips.in(folder.toString()))
                .setSharedFolder(folder.resolve("shared"))
                .optTasks(3)
                .optDriverWork(0)
                .optTraining(2, 3)
                .build());
  }

  private static void assertSame(Map<String, float[]> weights, Map<String, float[]> expected) {
    assertThat(weights.keySet()).isEqualTo(expected.keySet());
    expected.forEach((name, w) -> assertThat(weights.get(name)).as(name).isEqualTo(w));
  }

  @Test
  void featuresAndClustersAreThoseOfALocalRunAndTwentyStepsItsWeights() throws IOException {
    Seen here = new Seen(new ArrayList<>());
    Seen there = new Seen(new ArrayList<>());
    XdcConfig twentySteps = TinyRuns.steps(20, 5e-4);
    try (SyntheticClips clips = TinyRuns.clips();
        JavaSparkContext spark = cluster.context()) {
      TinyRuns.weights(TinyRuns.trainer(clips).optConfig(twentySteps).optExchanger(here));
      Map<String, float[]> local = TinyRuns.weightsInTwoParts(clips, twentySteps);
      Map<String, float[]> shared =
          TinyRuns.weights(
              TinyRuns.trainer(clips)
                  .optConfig(twentySteps)
                  .optExchanger(there)
                  .optWorkplace(
                      SparkXdc.on(spark)
                          .setClips(TinyRuns::clips)
                          .setSharedFolder(folder.resolve("shared"))
                          .optDriverWork(0)
                          .optTraining(2, 1)
                          .build()));

      assertThat(executors(spark)).as("executors").isEqualTo(2);
      local.forEach(
          (name, weights) -> {
            if (!name.contains("running")) { // those of the first part, and the average
              assertThat(shared.get(name)).as(name).containsExactly(weights, within(1e-5f));
            }
          });
    }
    assertThat(here.arrays()).hasSize(8); // for each modality features, labels, centroids, inertia
    assertThat(Arrays.deepEquals(there.arrays().toArray(), here.arrays().toArray())).isTrue();
  }

  /** Keeps all features and clusterings that a run exchanges. */
  private record Seen(List<Object> arrays) implements LabelExchanger {
    @Override
    public PerModality<PseudoLabels> exchange(
        PerModality<? extends FeatureRows> features, Clusterer clusterer) {
      return DeepClustering.XDC.exchange(
          features,
          (source, rows) -> {
            rows.forEach(rows.rows(), (all, first) -> arrays.add(all.toFloatArray()));
            ClusterAssignment found = clusterer.cluster(source, rows);
            arrays.addAll(List.of(found.labels(), found.centroids(), found.inertia()));
            return found;
          });
    }
  }

  private static long executors(JavaSparkContext spark) {
    return spark
        .parallelize(List.of(1, 2, 3, 4, 5, 6, 7, 8), 8)
        .map(
            i -> {
              Thread.sleep(200);
              return ProcessHandle.current().pid();
            })
        .distinct()
        .count();
  }

  @Test
  void aRunWhoseExecutorsAreKilledInTheMidstOfTheirTasksEndsAsAnUndisturbedOne()
      throws IOException {
    assertRunEndsTheSame(Mishap.KILL);
  }

  @Test
  void aRunWithTasksThatStallEndsAsAnUndisturbedOne() throws IOException {
    assumeThat(Hosts.present().areApart()).as("addresses of their own").isTrue();
    assertThat(assertRunEndsTheSame(Mishap.STALL)).as("speculative tasks").isPositive();
  }

  /** Has it happen in features, clustering and training; returns how many tasks were run twice. */
  private int assertRunEndsTheSame(Mishap mishap) throws IOException {
    AtomicInteger speculative;
    UnluckyKMeans kMeans = new UnluckyKMeans(folder, mishap);
    Orders orders = new Orders(folder, mishap);
    try (SyntheticClips clips = TinyRuns.clips();
        JavaSparkContext spark = cluster.context()) {
      speculative = speculativeTasks(spark);
      Map<String, float[]> weights =
          TinyRuns.weights(
              averaged(spark, clips, folder).optClustering(kMeans).addListener(orders));

      assertSame(weights, undisturbed);
    }
    assertThat(kMeans.passes()).isGreaterThan(2);
    assertThat(orders.given).containsExactlyInAnyOrder(Progress.Work.FEATURES, Progress.Work.TRAIN);
    assertThat(mishap.isPending(folder)).isFalse();
    return speculative.get();
  }

  /** Returns how many tasks were run twice until then. */
  private static AtomicInteger speculativeTasks(JavaSparkContext spark) {
    AtomicInteger tasks = new AtomicInteger();
    spark
        .sc()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onTaskStart(SparkListenerTaskStart start) {
                tasks.addAndGet(start.taskInfo().speculative() ? 1 : 0);
              }
            });
    return tasks;
  }

  /** Orders the mishap once in features and once in training. */
  private static final class Orders implements XdcListener {
    final Set<Progress.Work> given = EnumSet.noneOf(Progress.Work.class);
    private final Path folder;
    private final Mishap mishap;

    Orders(Path folder, Mishap mishap) {
      this.folder = folder;
      this.mishap = mishap;
    }

    @Override
    public void onProgress(Progress progress) {
      if (progress.done() < progress.planned() && given.add(progress.work())) {
        mishap.order(folder);
      }
    }
  }

  @Test
  void aRunWithAHostCutOffForHalfAMinuteWaitsAndEndsAsAnUndisturbedOne() throws IOException {
    assertThat(secondsWithACut(false)).isGreaterThan(Cut.SECONDS);
  }

  @Test
  void aRunWithAHostCutOffEndsAsAnUndisturbedOneOnTheOther() throws IOException {
    secondsWithACut(true);
  }

  /** With the network of {@code two-hosts.sh}; returns how long the run lasts. */
  private double secondsWithACut(boolean speculation) throws IOException {
    assumeThat(Hosts.present().areNamespaces()).as("networks of their own").isTrue();
    Cut cut = new Cut(Hosts.present().workers().get(0).namespace());
    double seconds;
    try (SyntheticClips clips = TinyRuns.clips();
        JavaSparkContext spark = StandAlone.context(cluster.master(), speculation)) {
      AtomicInteger speculative = speculativeTasks(spark);
      long start = System.nanoTime();
      assertSame(TinyRuns.weights(averaged(spark, clips, folder).addListener(cut)), undisturbed);
      seconds = (System.nanoTime() - start) * 1e-9;
      assertThat(cut.link).succeedsWithin(Duration.ofMinutes(1)).isEqualTo(0);
      assertThat(speculative.get() > 0).as("tasks run twice").isEqualTo(speculation);
    }
    return seconds;
  }

  /** Cuts a host off when training has begun, and joins it again later. */
  private static final class Cut implements XdcListener {
    static final int SECONDS = 30;
    private final String host;
    @Nullable CompletableFuture<Integer> link;

    Cut(String host) {
      this.host = host;
    }

    @Override
    public void onProgress(Progress progress) {
      if (link == null && progress.work() == Progress.Work.TRAIN && progress.done() > 0) {
        set("down");
        link =
            CompletableFuture.supplyAsync(
                () -> set("up"), CompletableFuture.delayedExecutor(SECONDS, TimeUnit.SECONDS));
      }
    }

    private int set(String state) {
      try {
        return new ProcessBuilder("ip", "link", "set", host + "-link", state)
            .inheritIO()
            .start()
            .waitFor();
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void aRunWhoseDriverIsKilledIsResumedToTheSameWeights() throws Exception {
    Path run = folder.resolve("run");
    Path log = folder.resolve("driver.log");
    Process driver =
        ChildProcesses.start(
            log,
            new Hosts.Host("", Hosts.present().driver()),
            Driver.class.getName(),
            cluster.master(),
            run.toString());
    assertThat(driver.waitFor(3, TimeUnit.MINUTES)).isTrue();
    assertThat(driver.exitValue()).as(Files.readString(log)).isEqualTo(128 + 9);

    AtomicInteger first = new AtomicInteger();
    XdcListener began =
        new XdcListener() {
          @Override
          public void onProgress(Progress progress) {
            first.compareAndSet(0, progress.round());
          }
        };
    try (SyntheticClips clips = TinyRuns.clips();
        JavaSparkContext spark = cluster.context()) {
      assertSame(
          TinyRuns.weights(averaged(spark, clips, folder).optOutputDir(run).addListener(began)),
          undisturbed);
    }
    assertThat(first).as("the round resumed in").hasValue(2);
  }

  /** A driver that is killed while it trains in the second round. */
  static final class Driver {
    public static void main(String[] args) throws IOException {
      Path run = Path.of(args[1]);
      XdcListener death =
          new XdcListener() {
            @Override
            public void onProgress(Progress progress) {
              if (progress.round() == 2
                  && progress.work() == Progress.Work.TRAIN
                  && progress.done() > progress.planned() / 2) {
                try {
                  Mishap.killThisProcess();
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              }
            }
          };
      try (SyntheticClips clips = TinyRuns.clips();
          JavaSparkContext spark = StandAlone.context(args[0], true)) {
        TinyRuns.weights(
            averaged(spark, clips, run.getParent())
                .optOutputDir(run)
                .optCheckpoints(CheckpointPolicy.standard().withEverySteps(3))
                .addListener(death));
      }
    }
  }
}
