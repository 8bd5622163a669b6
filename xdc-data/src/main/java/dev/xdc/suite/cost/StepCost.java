package dev.xdc.suite.cost;

import com.sun.management.OperatingSystemMXBean;
import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.Encoders;
import dev.xdc.engine.MemoryUse;
import dev.xdc.suite.run.SharedBatch;
import dev.xdc.train.HeadLoss;
import dev.xdc.train.StreamLearner;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What clips cost, measured on a CPU with batches that grow as long as they are small: a full batch
 * of the paper's clips takes tens of gigabytes, which a machine should not have to learn by trying.
 * Memory is a fixed part and a part for each clip; the time of a clip is that in the largest batch.
 *
 * @param before clips in the last batch but one; 0 if there was none
 * @param batch clips in the largest batch
 * @param seconds for a clip, of each work
 * @param peak MB of this process when it was largest, which is within a step; NaN if not known
 * @param perClip MB by which it grew for each further clip of a batch
 */
record StepCost(int before, int batch, List<Seconds> seconds, double peak, double perClip) {
  private static final Logger LOGGER = LoggerFactory.getLogger(StepCost.class);

  /** Steps that are timed, after one that warms up. */
  private static final int TIMED_STEPS = 2;

  /** Batches grow by this factor while they take little. */
  private static final int GROWTH = 4;

  /** MB from which on batches take much. */
  private static final double MUCH = 1024;

  private static final double MEGABYTE = 1 << 20;

  /** Seconds for a clip; NaN for what is not asked for. */
  record Seconds(double training, double inference) {}

  /** Returns the memory of this machine, or what a container leaves of it, in MB. */
  static double machineMegabytes() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize()
        / MEGABYTE;
  }

  /** Returns the MB of steps of {@code clips} clips. */
  double megabytes(int clips) {
    return peak + (clips - batch) * perClip;
  }

  /**
   * Takes some steps of each work. All encoders stay open, as in a training; on a GPU, of which the
   * memory cannot be read, batches have their full size at once.
   */
  static StepCost measure(DryRun run, ClipDataset clips, List<DryRun.Work> works)
      throws IOException {
    int full = run.plan().batchSize();
    SharedBatch devices = run.devices();
    int size = devices.onGpu() ? full : Math.min(full, devices.devices().size());
    List<Encoder> encoders = new ArrayList<>();
    try {
      for (DryRun.Work work : works) {
        encoders.add(
            devices
                .configure(Encoders.of(work.encoder(), run.clip()).optPrecision(run.precision()))
                .initialize(devices.first(), run.seed()));
      }
      double start = MemoryUse.peakMegabytes();
      double last = start;
      int before = 0;
      while (true) {
        List<Seconds> seconds = new ArrayList<>();
        for (int i = 0; i < works.size(); i++) {
          seconds.add(steps(run, clips, works.get(i), encoders.get(i), size));
        }
        double now = MemoryUse.peakMegabytes();
        double perClip = Math.max(0, (now - last) / (size - before));
        LOGGER.debug("batches of {}: peak {} MB, {}", size, now, seconds);
        boolean much = !(now - start < MUCH);
        int next = Math.min(full, much ? size + 1 : GROWTH * size);
        boolean tooMuch = now + (next - size) * perClip > machineMegabytes() / 2;
        if (size == full || (before > 0 && much) || tooMuch) {
          return new StepCost(before, size, seconds, now, perClip);
        }
        before = size;
        last = now;
        size = next;
      }
    } finally {
      encoders.forEach(Encoder::close);
    }
  }

  private static Seconds steps(
      DryRun run, ClipDataset clips, DryRun.Work work, Encoder encoder, int size)
      throws IOException {
    EnumSet<Modality> modality = EnumSet.of(encoder.modality());
    List<ClipRequest> requests = new ArrayList<>();
    for (int i = 0; i < size * (TIMED_STEPS + 1); i++) {
      requests.add(ClipRequest.random(i % clips.size(), run.seed() + i));
    }
    List<HeadLoss> losses = work.classes().stream().map(HeadLoss::crossEntropy).toList();
    try (StreamLearner learner =
        new StreamLearner(
            encoder, losses, run.plan().sgd(), run.plan().headDeviation(), run.seed())) {
      double training = Double.NaN;
      if (work.trained() > 0) {
        try (ClipReader reader = clips.read(modality, requests, size)) {
          training = secondsPerClip(reader, b -> learner.step(b, labels(work, b), 1e-6));
        }
      }
      try (ClipReader reader = clips.read(modality, requests, size)) {
        return new Seconds(
            training, secondsPerClip(reader, b -> learner.evaluate(b, labels(work, b))));
      }
    }
  }

  /** Something done with a batch. */
  private interface Action {
    void accept(ClipBatch batch);
  }

  /** Returns the time of a clip after the first batch, reading included. */
  private static double secondsPerClip(ClipReader reader, Action action) throws IOException {
    long start = 0;
    int done = 0;
    for (ClipBatch b = reader.next(); b != null; b = reader.next()) {
      action.accept(b);
      if (start == 0) {
        start = System.nanoTime();
      } else {
        done += b.size();
      }
    }
    return (System.nanoTime() - start) * 1e-9 / done;
  }

  private static List<int[]> labels(DryRun.Work work, ClipBatch batch) {
    return work.classes().stream().map(k -> new int[batch.size()]).toList();
  }
}
