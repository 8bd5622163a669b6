package dev.xdc.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xdc.cluster.ClusterAssignment;
import dev.xdc.cluster.KMeans;
import dev.xdc.engine.TorchEngine;
import java.util.SplittableRandom;
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

/** A whole k-means of ten iterations, seeding included. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
@Fork(value = 1, jvmArgsAppend = "-Dai.djl.offline=true")
public class KMeansBenchmark {

  /** N. */
  @Param({"10000", "100000"})
  public int rows = 10_000;

  /** D. */
  @Param("512")
  public int width = 512;

  /** K. */
  @Param({"64", "256", "1024"})
  public int k = 64;

  private NDManager manager;
  private NDArray features;

  /** Draws rows around as many centres as there are clusters. */
  @Setup(Level.Trial)
  public void prepare() {
    manager = TorchEngine.newManager();
    SplittableRandom random = new SplittableRandom(1);
    float[] centres = new float[k * width];
    for (int i = 0; i < centres.length; i++) {
      centres[i] = (float) random.nextGaussian();
    }
    float[] values = new float[rows * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = centres[i / width % k * width + i % width] + (float) random.nextGaussian();
    }
    features = manager.create(values, new Shape(rows, width));
  }

  /** Ten iterations at most. */
  @Benchmark
  public ClusterAssignment cluster() {
    return KMeans.builder().optIterations(10).optTolerance(0).build().cluster(features, k, 1);
  }

  /** Frees the rows. */
  @TearDown(Level.Trial)
  public void free() {
    manager.close();
  }
}
