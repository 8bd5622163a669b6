package dev.xdc.benchmarks;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xdc.clip.PerModality;
import dev.xdc.cluster.KMeans;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.FeatureRows;
import dev.xdc.feature.PcaWhitening;
import dev.xdc.label.DeepClustering;
import dev.xdc.label.PseudoLabels;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** PCA-whitening of one modality's features, and the exchange of labels between two. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
@Fork(value = 1, jvmArgsAppend = "-Dai.djl.offline=true")
public class ExchangeBenchmark {
  private static final int CHUNK_ROWS = 4096;

  /** N. */
  @Param({"10000", "100000"})
  public int rows = 10_000;

  /** D of each modality. */
  @Param("512")
  public int width = 512;

  private NDManager manager;
  private PerModality<FeatureRows> features;

  /** Draws features without structure. */
  @Setup(Level.Trial)
  public void prepare() {
    manager = TorchEngine.newManager();
    features =
        new PerModality<>(
                manager.randomNormal(new Shape(rows, width)),
                manager.randomNormal(new Shape(rows, width)))
            .map(FeatureRows::of);
  }

  /** Learns 256 components and transforms all rows. */
  @Benchmark
  public int whiten() {
    PcaWhitening learned = PcaWhitening.fit(features.video(), 256);
    features.video().forEach(CHUNK_ROWS, (chunk, first) -> learned.apply(chunk));
    return learned.components();
  }

  /** Cross-modal labels from 64 clusters each, five iterations. */
  @Benchmark
  public PerModality<PseudoLabels> exchange() {
    return exchange(DeepClustering.XDC);
  }

  /** Labels from 64 clusters of both modalities side by side, five iterations. */
  @Benchmark
  public PerModality<PseudoLabels> exchangeJoint() {
    return exchange(DeepClustering.CDC);
  }

  private PerModality<PseudoLabels> exchange(DeepClustering method) {
    KMeans kMeans = KMeans.builder().optIterations(5).optTolerance(0).build();
    return method.exchange(features, (source, rows) -> kMeans.cluster(rows, 64, 1));
  }

  /** Frees the features. */
  @TearDown(Level.Trial)
  public void free() {
    manager.close();
  }
}
