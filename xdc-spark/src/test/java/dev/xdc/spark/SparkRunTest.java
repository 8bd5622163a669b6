package dev.xdc.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import dev.xdc.RunStoppedException;
import dev.xdc.XdcTrainer;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.cluster.ClusteringStrategy;
import dev.xdc.cluster.KMeans;
import dev.xdc.cluster.SphericalKMeans;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.FeatureBank;
import dev.xdc.feature.FeatureRows;
import dev.xdc.feature.FeatureStorage;
import dev.xdc.feature.FeatureTransform;
import dev.xdc.feature.JavaRows;
import dev.xdc.feature.NpyWriter;
import dev.xdc.feature.StoredRows;
import dev.xdc.feature.TransformParts;
import dev.xdc.train.Progress;
import dev.xdc.train.XdcConfig;
import dev.xdc.train.XdcListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SparkRunTest extends OnLocalSpark {
  @TempDir private Path folder;

  private SparkXdc.Builder cluster() {
    return SparkXdc.on(spark).setClips(TinyRuns::clips).setSharedFolder(folder.resolve("shared"));
  }

  private static Stream<Arguments> clusterings() {
    return Stream.of(
        Arguments.of(KMeans.standard(), FeatureTransform.raw()),
        Arguments.of(SphericalKMeans.standard(), FeatureTransform.pcaWhitenL2(4)));
  }

  @ParameterizedTest
  @MethodSource("clusterings")
  void aRunEndsWithTheWeightsOfALocalOne(ClusteringStrategy clustering, FeatureTransform transform)
      throws IOException {
    XdcConfig config = TinyRuns.CONFIG.toBuilder().optFeatureTransform(transform).build();
    try (SyntheticClips clips = TinyRuns.clips()) {
      Map<String, float[]> local =
          TinyRuns.weights(TinyRuns.trainer(clips).optConfig(config).optClustering(clustering));
      Map<String, float[]> there =
          TinyRuns.weights(
              TinyRuns.trainer(clips)
                  .optConfig(config)
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
  void aRunBegunOnOneMachineResumesOnACluster() throws IOException {
    AtomicReference<XdcTrainer> begun = new AtomicReference<>();
    XdcListener stop =
        new XdcListener() {
          @Override
          public void onProgress(Progress progress) {
            if (progress.round() == 2) {
              begun.get().requestStop();
            }
          }
        };
    Path run = folder.resolve("run");
    try (SyntheticClips clips = TinyRuns.clips()) {
      try (XdcTrainer here = TinyRuns.trainer(clips).optOutputDir(run).addListener(stop).build()) {
        begun.set(here);
        assertThatThrownBy(here::fit).isInstanceOf(RunStoppedException.class);
      }
      Map<String, float[]> there =
          TinyRuns.weights(
              TinyRuns.trainer(clips)
                  .optOutputDir(run)
                  .optWorkplace(cluster().optDriverWork(0).build()));

      TinyRuns.weights(TinyRuns.trainer(clips))
          .forEach((name, weights) -> assertThat(there.get(name)).as(name).isEqualTo(weights));
    }
  }

  @Test
  void whitenedRowsAreThoseOfTheDriver() throws IOException {
    int rows = 40_000; // two parts
    int width = 6;
    Path file = folder.resolve("rows.npy");
    Random random = new Random(1);
    try (NpyWriter writer = new NpyWriter(file, rows, width)) {
      for (int row = 0; row < rows; row++) {
        float common = (float) random.nextGaussian();
        float[] values = new float[width];
        for (int d = 0; d < width; d++) {
          values[d] = 3 + common + (float) random.nextGaussian() / (d + 1);
        }
        writer.write(values);
      }
      writer.finish();
    }
    int[] most = IntStream.range(0, rows).filter(row -> row % 10 != 3).toArray();
    FeatureTransform whiten = FeatureTransform.pcaWhitenL2(4);
    SparkTransforms there = new SparkTransforms(spark, folder.toAbsolutePath().normalize(), 0);
    try (NDManager manager = TorchEngine.newManager();
        FeatureBank bank = StoredRows.open(manager, List.of(file))) {
      FeatureRows selected = bank.select(most);
      FeatureTransform.Fitted local = whiten.fit(selected);
      FeatureTransform.Fitted shared = there.fit(whiten, selected);

      assertThat(TransformParts.of(shared).orElseThrow().projection())
          .isEqualTo(TransformParts.of(local).orElseThrow().projection());
      try (FeatureBank stored = there.store(shared, selected, FeatureStorage.temporary())) {
        assertThat(stored.files()).hasSize(2).allMatch(part -> part.startsWith(folder));
        assertThat(JavaRows.of(stored.chunk(manager, 0, most.length)))
            .isDeepEqualTo(JavaRows.of(local.apply(selected).chunk(manager, 0, most.length)));
      }
    }
    assertThat(folder.resolve("transformed")).isEmptyDirectory();
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
  void anotherJavaIsRefusedWithTheHost() throws IOException {
    int other = Runtime.version().feature() + 1;
    RunHandle handle = new RunHandle("a run", TinyRuns::clips, "of any clips", other);
    assertThatThrownBy(() -> ExecutorRun.use(handle, run -> run))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the executor on " + Executors.host() + " runs Java " + (other - 1))
        .hasMessageContaining("the driver Java " + other);
  }

  @ParameterizedTest
  @CsvSource({
    "Reason: Command exited with code 52, spark.executor.memory",
    "java.lang.OutOfMemoryError: Java heap space, spark.executor.memory",
    "Reason: Command exited with code 137, spark.executor.memoryOverhead",
    "exited with exit code 137(SIGKILL), spark.executor.memoryOverhead",
    "Container killed for exceeding physical memory limits, spark.executor.memoryOverhead"
  })
  void executorsThatRanOutOfMemoryAreNamedAsSuch(String said, String remedy) {
    assertThat(SparkJob.failure(new SparkException("Job aborted: " + said + "\nDriver stacktrace")))
        .hasMessageStartingWith("the work on the executors failed: Job aborted: ")
        .hasMessageContaining("raise " + remedy)
        .hasMessageNotContaining("stacktrace");
  }

  @Test
  void aFullDiskIsNamedWithItsHost() {
    String said = "Lost task 0.3 in stage 6.0 (TID 12) (10.0.0.2 executor 0): java.io.IOException";
    IOException full = new IOException("No space left on device");
    assertThat(SparkJob.failure(new ExecutionException("by job", new SparkException(said, full))))
        .hasMessageStartingWith("a disk of 10.0.0.2 is full (No space left on device)")
        .hasMessageContaining("set spark.local.dir");
    IOException other = new IOException("a clip is missing");
    assertThat(SparkJob.failure(new SparkException(said, other))).isSameAs(other);
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
