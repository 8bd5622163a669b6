package dev.xdc.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xdc.XdcTrainer;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.train.XdcConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On two executors, each a JVM of its own. */
class ExecutorsTest {
  @TempDir private Path folder;

  private static JavaSparkContext twoExecutors() throws IOException {
    return new JavaSparkContext(ChildProcesses.executors(TinyRuns.conf("local-cluster[2,1,1024]")));
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
  void anExecutorWithoutPyTorchIsRefusedWithItsHost() throws IOException {
    String options = "spark.executor.extraJavaOptions";
    SparkConf conf = ChildProcesses.executors(TinyRuns.conf("local-cluster[1,1,1024]"));
    conf.set(options, conf.get(options) + " -DPYTORCH_LIBRARY_PATH=" + folder);
    try (SyntheticClips clips = TinyRuns.clips();
        JavaSparkContext executor = new JavaSparkContext(conf);
        XdcTrainer trainer = TinyRuns.trainer(clips).optWorkplace(on(executor).build()).build()) {
      assertThatThrownBy(trainer::fit)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("on " + Executors.host() + ": ")
          .hasMessageContaining("PyTorch");
    }
  }
}
