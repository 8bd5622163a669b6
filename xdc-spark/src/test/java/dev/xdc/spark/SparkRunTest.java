package dev.xdc.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xdc.XdcTrainer;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.cluster.ClusteringStrategy;
import dev.xdc.cluster.KMeans;
import dev.xdc.cluster.SphericalKMeans;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SparkRunTest {
  private static JavaSparkContext spark;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    spark = TinyRuns.context();
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  private SparkXdc.Builder cluster() {
    return SparkXdc.on(spark).setClips(TinyRuns::clips).setSharedFolder(folder.resolve("shared"));
  }

  private static Stream<ClusteringStrategy> clusterings() {
    return Stream.of(KMeans.standard(), SphericalKMeans.standard());
  }

  @ParameterizedTest
  @MethodSource("clusterings")
  void aRunEndsWithTheWeightsOfALocalOne(ClusteringStrategy clustering) throws IOException {
    try (SyntheticClips clips = TinyRuns.clips()) {
      Map<String, float[]> local =
          TinyRuns.weights(TinyRuns.trainer(clips).optClustering(clustering));
      Map<String, float[]> there =
          TinyRuns.weights(
              TinyRuns.trainer(clips)
                  .optClustering(clustering)
                  .optFeatureMemory(0)
                  .optWorkplace(cluster().optTasks(3).optDriverWork(0).build()));

      assertThat(there.keySet()).isEqualTo(local.keySet());
      local.forEach((name, weights) -> assertThat(there.get(name)).as(name).isEqualTo(weights));
    }
    try (Stream<Path> left = Files.walk(folder.resolve("shared"))) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void executorsThatSeeOtherClipsAreRefused() throws IOException {
    try (SyntheticClips clips = new SyntheticClips(TinyRuns.SPEC, 45, 4, 0.3, 1);
        XdcTrainer trainer = TinyRuns.trainer(clips).optWorkplace(cluster().build()).build()) {
      assertThatThrownBy(trainer::fit)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("are others than the driver's")
          .hasMessageContaining("44")
          .hasMessageContaining("45");
    }
  }

  @Test
  void clipsThatAnExecutorCannotOpenAreNamedWithItsHost() throws IOException {
    SparkXdc nowhere =
        cluster()
            .setClips(
                () -> {
                  throw new IOException("/videos is missing");
                })
            .build();
    try (SyntheticClips clips = TinyRuns.clips();
        XdcTrainer trainer = TinyRuns.trainer(clips).optWorkplace(nowhere).build()) {
      assertThatThrownBy(trainer::fit)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("/videos is missing")
          .hasMessageContaining(java.net.InetAddress.getLocalHost().getHostName());
    }
  }

  @Test
  void tasksBeginWhereALocalRunBeginsABatch() {
    assertThat(SparkFeatures.clipsPerTask(100, 1, 8, 3)).isEqualTo(40);
    assertThat(SparkFeatures.clipsPerTask(100, 1, 8, 1000)).isEqualTo(8);
    assertThat(SparkFeatures.clipsPerTask(90, 3, 8, 3)).isEqualTo(48);
  }

  @Test
  void partsOfRowsAreWholeChunksAndAtMost256() {
    assertThat(SparkPasses.partRows(20_000, 1216)).isEqualTo(27 * 1216);
    assertThat(SparkPasses.partRows(65_000_000, 4096)).isEqualTo(62 * 4096);
    assertThat((65_000_000 - 1) / SparkPasses.partRows(65_000_000, 4096) + 1).isLessThan(257);
  }

  @Test
  void missingSettingsAreNamed() {
    assertThatThrownBy(() -> SparkXdc.on(spark).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("setClips");
    assertThatThrownBy(() -> SparkXdc.on(spark).setClips(TinyRuns::clips).build())
        .hasMessageContaining("setSharedFolder");
  }
}
