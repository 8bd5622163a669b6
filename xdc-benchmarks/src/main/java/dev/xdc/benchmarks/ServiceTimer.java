package dev.xdc.benchmarks;

import ai.djl.Device;
import dev.xdc.Preset;
import dev.xdc.XdcModel;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoders;
import dev.xdc.feature.FeatureBank;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What a service waits for: the first feature of a model after the JVM's start, and the latency of
 * single clips on several threads that share it.
 *
 * <p>{@code save FOLDER} saves untrained encoders of preset small; {@code save FOLDER paper} those
 * of preset paper. {@code FOLDER SECONDS THREADS...}, such as {@code model 5 1 2 4 8}, measures the
 * video encoder on clips in memory. Set {@code -Dai.djl.pytorch.num_threads=1}.
 */
public final class ServiceTimer {
  private final XdcModel model;
  private final ClipSpec spec;

  private ServiceTimer(XdcModel model) {
    this.model = model;
    this.spec = model.clipSpec();
  }

  /** Saves or measures. */
  public static void main(String[] args)
      throws IOException, InterruptedException, ExecutionException {
    if (args[0].equals("save")) {
      save(Path.of(args[1]), args.length > 2 ? Preset.paper() : Preset.small());
      return;
    }
    long start = System.nanoTime();
    try (XdcModel model = XdcModel.load(Path.of(args[0]), Device.cpu())) {
      double loaded = millis(start);
      ServiceTimer timer = new ServiceTimer(model);
      try (ClipDataset clip = timer.clip(1)) {
        double first = timer.embed(clip);
        System.out.printf(
            Locale.ROOT,
            "JVM to main %d ms, load %.0f ms, first feature %.0f ms, second %.1f ms%n",
            ManagementFactory.getRuntimeMXBean().getUptime() - (long) millis(start),
            loaded,
            first,
            timer.embed(clip));
      }
      timer.latencies(1, Double.parseDouble(args[1])); // to warm up
      for (String threads : Arrays.asList(args).subList(2, args.length)) {
        double[] millis = timer.latencies(Integer.parseInt(threads), Double.parseDouble(args[1]));
        System.out.printf(
            Locale.ROOT,
            "threads %s: %.0f clips/s, median %.2f ms, p99 %.2f ms, resident %d MB%n",
            threads,
            millis.length / Double.parseDouble(args[1]),
            millis[millis.length / 2],
            millis[millis.length * 99 / 100],
            Footprint.now().residentMegabytes());
      }
    }
  }

  private static void save(Path folder, Preset preset) throws IOException {
    try (XdcModel model =
        new XdcModel(
            preset.clip(),
            List.of(Encoders.of(preset.video(), preset.clip()).initialize(Device.cpu(), 1)),
            Map.of())) {
      model.save(folder);
    }
  }

  private static double millis(long start) {
    return (System.nanoTime() - start) * 1e-6;
  }

  private ClipDataset clip(int seed) {
    float[] values = new float[(int) spec.shape(Modality.VIDEO).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(seed + 0.01 * i);
    }
    return ClipDataset.of(spec, Map.of(Modality.VIDEO, List.of(FloatBuffer.wrap(values))));
  }

  /** Returns the milliseconds that the feature of a clip took. */
  private double embed(ClipDataset clip) throws IOException {
    long start = System.nanoTime();
    try (FeatureBank bank = model.embed(clip, Modality.VIDEO, 1)) {
      bank.values().toFloatArray();
    }
    return millis(start);
  }

  /** Returns the latencies of all clips in rising order. */
  private double[] latencies(int threads, double seconds)
      throws InterruptedException, ExecutionException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      long end = System.nanoTime() + (long) (seconds * 1e9);
      List<Callable<List<Double>>> work = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int seed = i;
        work.add(() -> until(end, seed));
      }
      List<Double> all = new ArrayList<>();
      for (Future<List<Double>> one : pool.invokeAll(work)) {
        all.addAll(one.get());
      }
      return all.stream().mapToDouble(d -> d).sorted().toArray();
    } finally {
      pool.shutdown();
    }
  }

  private List<Double> until(long end, int seed) throws IOException {
    List<Double> millis = new ArrayList<>();
    try (ClipDataset own = clip(seed)) {
      while (System.nanoTime() < end) {
        millis.add(embed(own));
      }
    }
    return millis;
  }
}
