package dev.xdc.benchmarks;

import ai.djl.Device;
import dev.xdc.encoder.Precision;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/**
 * Times the training step and the feature pass of {@link TrainingStepBenchmark} in one short run,
 * to be alternated with a peer: see {@code xdc-benchmarks/peers/training_step.sh}.
 *
 * <p>Arguments: case, precision and seconds for each of the two, such as {@code small_video float32
 * 5}, or 0 seconds for a single step without features; then {@code false} for features by single
 * operations, the device, and {@code true} for steps that compute activations again. Prints a line
 * with the median milliseconds of a step and of a feature pass, and with the most memory that steps
 * took in MB, on Linux.
 */
public final class StepTimer {
  private static final int LEAST = 3;
  private static final int MOST = 10_000;

  private StepTimer() {}

  /** Runs both. */
  public static void main(String[] args) throws IOException {
    TrainingStepBenchmark benchmark = new TrainingStepBenchmark();
    benchmark.what = TrainingStepBenchmark.Case.valueOf(args[0].toUpperCase(Locale.ROOT));
    benchmark.precision = Precision.valueOf(args[1].toUpperCase(Locale.ROOT));
    double seconds = Double.parseDouble(args[2]);
    benchmark.folded = args.length < 4 || Boolean.parseBoolean(args[3]);
    benchmark.device = args.length < 5 ? "cpu" : args[4];
    benchmark.recomputed = args.length > 5 && Boolean.parseBoolean(args[5]);
    benchmark.prepare();
    boolean once = seconds == 0;
    double step = once ? times(benchmark::step, 1, 0)[0] : medianMillis(benchmark::step, seconds);
    long memory = PeakMemory.megabytes(Device.fromName(benchmark.device));
    double features = once ? Double.NaN : medianMillis(benchmark::features, seconds);
    benchmark.free();
    System.out.printf(
        Locale.ROOT, "%s xdc %s %.2f %.2f %d%n", args[0], args[1], step, features, memory);
  }

  private static double medianMillis(Runnable action, double seconds) {
    times(action, 2, seconds / 2); // to warm up
    double[] millis = times(action, LEAST, seconds);
    return Arrays.stream(millis).sorted().toArray()[millis.length / 2];
  }

  private static double[] times(Runnable action, int least, double seconds) {
    double[] millis = new double[MOST];
    int count = 0;
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (count < least || (count < MOST && System.nanoTime() < end)) {
      long start = System.nanoTime();
      action.run();
      millis[count++] = (System.nanoTime() - start) * 1e-6;
    }
    return Arrays.copyOf(millis, count);
  }
}
