package dev.xdc.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.XdcTrainerBuilder;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.train.Progress;
import dev.xdc.train.XdcConfig;
import dev.xdc.train.XdcListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On two executors, each a JVM of its own. */
class ExecutorsTest {
  @TempDir private Path folder;

  /** Starts what a cluster starts; it looks for a Spark distribution at SPARK_HOME. */
  private static JavaSparkContext twoExecutors() throws IOException {
    Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
    String classes =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return new JavaSparkContext(
        TinyRuns.conf("local-cluster[2,1,1024]")
            .set("spark.executor.memory", "1g")
            .set("spark.executor.extraClassPath", absolute(classes))
            .set(
                "spark.executor.extraJavaOptions",
                "-Dai.djl.offline=true -Dai.djl.pytorch.num_threads=1"));
  }

  private static String absolute(String classPath) {
    return Arrays.stream(classPath.split(java.io.File.pathSeparator))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry).toAbsolutePath().normalize().toString())
        .collect(Collectors.joining(java.io.File.pathSeparator));
  }

  private SparkXdc.Builder on(JavaSparkContext spark) {
    return SparkXdc.on(spark)
        .setClips(TinyRuns::clips)
        .setSharedFolder(folder.resolve("shared"))
        .optTasks(3)
        .optDriverWork(0);
  }

  @Test
  void featuresAndClustersAreThoseOfALocalRun() throws IOException {
    XdcConfig oneRound = TinyRuns.CONFIG.toBuilder().optRounds(1).build();
    try (SyntheticClips clips = TinyRuns.clips();
        JavaSparkContext executors = twoExecutors()) {
      Map<String, float[]> expected = TinyRuns.weights(TinyRuns.trainer(clips).optConfig(oneRound));
      Map<String, float[]> weights =
          TinyRuns.weights(
              TinyRuns.trainer(clips).optConfig(oneRound).optWorkplace(on(executors).build()));

      expected.forEach((name, w) -> assertThat(weights.get(name)).as(name).isEqualTo(w));
    }
  }

  @Test
  @Tag("slow")
  void aRunWhoseExecutorsAreKilledEndsAsAnUndisturbedOne() throws IOException {
    Map<String, float[]> expected;
    try (SyntheticClips clips = TinyRuns.clips()) {
      try (JavaSparkContext threads = TinyRuns.context()) {
        expected = TinyRuns.weights(shared(threads, clips));
      }
      try (JavaSparkContext executors = twoExecutors()) {
        Killer killer = new Killer(executors);
        Map<String, float[]> weights =
            TinyRuns.weights(shared(executors, clips).addListener(killer));

        assertThat(killer.killed)
            .containsExactlyInAnyOrder(Progress.Work.FEATURES, Progress.Work.TRAIN);
        expected.forEach((name, w) -> assertThat(weights.get(name)).as(name).isEqualTo(w));
      }
    }
  }

  private XdcTrainerBuilder shared(JavaSparkContext spark, SyntheticClips clips) {
    return TinyRuns.trainer(clips).optWorkplace(on(spark).optTraining(2, 3).build());
  }

  /** Kills an executor once in each kind of work. */
  private static final class Killer implements XdcListener {
    final Set<Progress.Work> killed = EnumSet.noneOf(Progress.Work.class);
    private final JavaSparkContext spark;

    Killer(JavaSparkContext spark) {
      this.spark = spark;
    }

    @Override
    public void onProgress(Progress progress) {
      if (progress.done() < progress.planned() && killed.add(progress.work())) {
        // processes, as threads are those of this JVM
        List<Long> executors =
            spark
                .parallelize(List.of(1, 2, 3, 4), 4)
                .map(i -> ProcessHandle.current().pid())
                .distinct()
                .collect();
        ProcessHandle.of(executors.get(0)).orElseThrow().destroyForcibly();
      }
    }
  }
}
