package dev.xdc.benchmarks;

import ai.djl.Device;
import com.sun.management.OperatingSystemMXBean;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Times {@link XdcModel#embed} on several threads that share the small preset's video encoder, each
 * with a data set of its own, of clips in memory.
 *
 * <p>Arguments: seconds for each measurement, repetitions, and numbers of threads, such as {@code 5
 * 3 1 2 4}; they are measured in turn. Prints for each the median clips per second, with the least
 * and the most, and per second of processor time, which says more where other work runs beside it.
 * Set {@code -Dai.djl.pytorch.num_threads=1}.
 */
public final class EmbedTimer {
  private static final int VIDEOS = 64;

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final XdcModel model;
  private final List<FloatBuffer> clips;
  private final ClipSpec spec;

  private EmbedTimer(XdcModel model, ClipSpec spec) {
    this.model = model;
    this.spec = spec;
    SplittableRandom random = new SplittableRandom(1);
    clips = new ArrayList<>();
    for (int i = 0; i < VIDEOS; i++) {
      float[] values = new float[(int) spec.shape(Modality.VIDEO).size()];
      for (int at = 0; at < values.length; at++) {
        values[at] = (float) random.nextDouble(-1, 1);
      }
      clips.add(FloatBuffer.wrap(values));
    }
  }

  /** Measures all numbers of threads. */
  public static void main(String[] args)
      throws IOException, InterruptedException, ExecutionException {
    double seconds = Double.parseDouble(args[0]);
    int repetitions = Integer.parseInt(args[1]);
    Preset preset = Preset.small();
    try (XdcModel model =
        new XdcModel(
            preset.clip(),
            List.of(Encoders.of(preset.video(), preset.clip()).initialize(Device.cpu(), 1)),
            Map.of())) {
      EmbedTimer timer = new EmbedTimer(model, preset.clip());
      timer.rates(1, seconds); // to warm up
      double[][] wall = new double[args.length][repetitions];
      double[][] processor = new double[args.length][repetitions];
      for (int repetition = 0; repetition < repetitions; repetition++) {
        for (int i = 2; i < args.length; i++) {
          double[] rates = timer.rates(Integer.parseInt(args[i]), seconds);
          wall[i][repetition] = rates[0];
          processor[i][repetition] = rates[1];
        }
      }
      for (int i = 2; i < args.length; i++) {
        System.out.printf(
            "threads %s: %s clips/s, %s per second of processor time%n",
            args[i], text(wall[i]), text(processor[i]));
      }
    }
  }

  private static String text(double[] rates) {
    double[] sorted = rates.clone();
    Arrays.sort(sorted);
    return String.format(
        Locale.ROOT,
        "%.0f (%.0f to %.0f)",
        sorted[sorted.length / 2],
        sorted[0],
        sorted[sorted.length - 1]);
  }

  /** Returns clips per second, and per second of processor time. */
  private double[] rates(int threads, double planned)
      throws InterruptedException, ExecutionException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      long before = SYSTEM.getProcessCpuTime();
      long start = System.nanoTime();
      long end = start + (long) (planned * 1e9);
      Callable<Long> work = () -> embedUntil(end);
      long done = 0;
      List<Future<Long>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        all.add(pool.submit(work));
      }
      for (Future<Long> one : all) {
        done += one.get();
      }
      double seconds = (System.nanoTime() - start) * 1e-9;
      return new double[] {done / seconds, done / ((SYSTEM.getProcessCpuTime() - before) * 1e-9)};
    } finally {
      pool.shutdown();
    }
  }

  private long embedUntil(long end) throws IOException {
    long done = 0;
    try (ClipDataset own = ClipDataset.of(spec, Map.of(Modality.VIDEO, clips))) {
      while (System.nanoTime() < end) {
        try (FeatureBank bank = model.embed(own, Modality.VIDEO, 1)) {
          done += bank.rows();
        }
      }
    }
    return done;
  }
}
