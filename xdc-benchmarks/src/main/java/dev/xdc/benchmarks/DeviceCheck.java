package dev.xdc.benchmarks;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xdc.cluster.ClusterAssignment;
import dev.xdc.cluster.KMeans;
import dev.xdc.encoder.BatchStatistics;
import dev.xdc.encoder.Precision;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.FeatureRows;
import dev.xdc.feature.PcaWhitening;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Whether every path of training computes on a device what it computes on the CPU: see {@code
 * xdc-benchmarks/gpu/run.sh}.
 *
 * <p>Argument: the device, such as {@code gpu0}. Prints a line for each check: name, largest
 * difference relative to the largest value, the difference allowed, {@code ok} or {@code FAILED}.
 * Ends with status 1 if one failed.
 */
public final class DeviceCheck {
  private static final Map<Precision, Double> ALLOWED =
      Map.of(Precision.FLOAT32, 1e-3, Precision.BFLOAT16, 3e-2);
  private static final int ROWS = 20_000;
  private static final int WIDTH = 64;
  private static final int CLUSTERS = 32;

  private final Device device;
  private boolean failed;

  private DeviceCheck(Device device) {
    this.device = device;
  }

  /** Runs all checks. */
  public static void main(String[] args) throws IOException {
    DeviceCheck check = new DeviceCheck(Device.fromName(args[0]));
    check.stepsAndFeatures();
    check.clusters();
    check.runs();
    System.exit(check.failed ? 1 : 0);
  }

  private void report(String name, double difference, double allowed) {
    boolean good = difference <= allowed; // not if it is NaN
    failed |= !good;
    System.out.printf(
        Locale.ROOT, "check %s %.2e %.0e %s%n", name, difference, allowed, good ? "ok" : "FAILED");
  }

  private void stepsAndFeatures() throws IOException {
    for (DeviceSteps.Network network : DeviceSteps.Network.values()) {
      for (Precision precision : Precision.values()) {
        DeviceSteps.Result cpu = DeviceSteps.of(network, precision, List.of(Device.cpu()));
        DeviceSteps.Result here = DeviceSteps.of(network, precision, List.of(device));
        String of = (network + "-" + precision).toLowerCase(Locale.ROOT);
        double allowed = ALLOWED.get(precision);
        report("features-" + of, difference(here.features(), cpu.features()), allowed);
        report("single-features-" + of, difference(here.single(), cpu.single()), allowed);
        double trained = 10 * allowed; // rounding grows from step to step
        report("losses-" + of, difference(here.losses(), cpu.losses()), trained);
        report("weights-" + of, difference(here.weights(), cpu.weights()), trained);
        System.out.printf(
            Locale.ROOT,
            "ahead %s %.2f%n",
            of,
            here.callSeconds() / here.stepSeconds()); // 1: each call waits for its step
        if (precision == Precision.FLOAT32) {
          DeviceSteps.Result two = DeviceSteps.of(network, precision, List.of(device, device));
          report("replicas-features-" + of, difference(two.features(), cpu.features()), allowed);
          report("replicas-losses-" + of, difference(two.losses(), cpu.losses()), trained);
          report("replicas-weights-" + of, difference(two.weights(), cpu.weights()), trained);
        }
      }
    }
  }

  /** k-means, distances and whitening on rows around overlapping centres. */
  private void clusters() {
    Random random = new Random(1);
    float[] rows = new float[ROWS * WIDTH];
    float[][] first = new float[CLUSTERS][WIDTH];
    for (float[] centre : first) {
      for (int d = 0; d < WIDTH; d++) {
        centre[d] = (float) random.nextGaussian();
      }
    }
    for (int i = 0; i < rows.length; i++) {
      float spread = 1 + i % WIDTH * 0.1f; // so that principal axes are told apart
      rows[i] = first[i / WIDTH % CLUSTERS][i % WIDTH] + spread * (float) random.nextGaussian();
    }
    KMeans kMeans = KMeans.builder().optCentroids(first).optIterations(5).build();
    try (NDManager host = TorchEngine.newManager().newSubManager(Device.cpu());
        NDManager there = TorchEngine.newManager().newSubManager(device)) {
      FeatureRows onHost = FeatureRows.of(host.create(rows, new Shape(ROWS, WIDTH)));
      FeatureRows onDevice = FeatureRows.of(there.create(rows, new Shape(ROWS, WIDTH)));
      ClusterAssignment cpu = kMeans.cluster(onHost, CLUSTERS, 1);
      ClusterAssignment here = kMeans.cluster(onDevice, CLUSTERS, 1);
      int[] wanted = cpu.labels();
      int[] found = here.labels();
      int others = 0;
      for (int i = 0; i < ROWS; i++) {
        others += wanted[i] == found[i] ? 0 : 1;
      }
      report("k-means-other-labels", others / (double) ROWS, 1e-3);
      report("k-means-inertia", Math.abs(here.inertia() / cpu.inertia() - 1), 1e-5);
      report("distances", difference(here.distances(onDevice), cpu.distances(onHost)), 1e-3);
      report("whitening", difference(likeness(onDevice), likeness(onHost)), 1e-3);
    }
  }

  /** Returns the products of the first hundred whitened rows, which signs of axes leave alone. */
  private static float[] likeness(FeatureRows rows) {
    PcaWhitening whitening = PcaWhitening.fit(rows, WIDTH / 2);
    try (NDManager scope = rows.manager().newSubManager()) {
      NDArray white = whitening.apply(rows.chunk(scope, 0, 100));
      return white.matMul(white.transpose()).toFloatArray();
    }
  }

  /** Whole runs: clusters, exchange, heads, both encoders; stopped and resumed; on two replicas. */
  private void runs() throws IOException {
    DeviceRuns.Result cpu = DeviceRuns.whole(List.of(Device.cpu()), BatchStatistics.JOINT, null);
    DeviceRuns.Result once = DeviceRuns.whole(List.of(device), BatchStatistics.JOINT, null);
    report("run-first-epochs", difference(once.firstLosses(), cpu.firstLosses()), 1e-2);
    Path folder = Files.createTempDirectory("xdc-device");
    try {
      DeviceRuns.Result resumed = DeviceRuns.whole(List.of(device), BatchStatistics.JOINT, folder);
      report("resumed-twice", Math.abs(2 - resumed.stops()), 0);
      // bits on a CPU; on a GPU sums are made in any order, and later rounds may cluster otherwise
      report("resume", difference(resumed.weights(), once.weights()), device.isGpu() ? 0.1 : 0);
    } finally {
      delete(folder);
    }
    DeviceRuns.Result two =
        DeviceRuns.whole(List.of(device, device), BatchStatistics.PER_DEVICE, null);
    // statistics of half a batch are another training
    report("run-replicas-per-device", difference(two.firstLosses(), once.firstLosses()), 0.2);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  private static double difference(float[] found, float[] wanted) {
    if (found.length != wanted.length) {
      return Double.NaN;
    }
    double most = 0;
    double largest = 0;
    for (int i = 0; i < wanted.length; i++) {
      double difference = Math.abs(found[i] - wanted[i]);
      most = Double.isNaN(difference) ? Double.NaN : Math.max(most, difference);
      largest = Math.max(largest, Math.abs(wanted[i]));
    }
    return most / largest;
  }
}
