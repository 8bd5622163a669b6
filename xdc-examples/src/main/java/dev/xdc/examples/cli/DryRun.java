package dev.xdc.examples.cli;

import ai.djl.Device;
import dev.xdc.Preset;
import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.engine.MemoryUse;
import dev.xdc.train.Schedule;
import dev.xdc.train.StreamLearner;
import dev.xdc.train.TrainingClips;
import dev.xdc.train.XdcConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/**
 * What a pretraining would do and cost, before anything is spent. The time is that of three steps
 * of each encoder on the first clips, decoding included, times all clips of all epochs; an early
 * stop makes it less.
 */
record DryRun(Preset preset, long seed, Device device) {
  private static final int MEASURED_STEPS = 3;

  /** Seconds for a clip. */
  private record Cost(double training, double inference) {}

  void print(ClipDataset clips, PrintWriter out) throws IOException {
    XdcConfig config = preset.config();
    TrainingClips split = new TrainingClips(clips.size(), config, seed);
    int training = split.training(new BitSet()).length;
    long perEpoch = config.clipsPerEpoch() == 0 ? training : config.clipsPerEpoch();
    long steps = (perEpoch + config.batchSize() - 1) / config.batchSize();
    out.printf(
        "%d videos, %d to train on; %s and %s, K = %d%n",
        clips.size(), training, preset.video(), preset.audio(), preset.clusters());
    out.printf("%s%n", config);
    long epochs = 0;
    for (int round = 1; round <= config.rounds(); round++) {
      Schedule schedule = config.schedule(round);
      epochs += schedule.epochs();
      if (round == 1 || !schedule.equals(config.schedule(round - 1))) {
        out.printf("from round %d:%n", round);
        rates(schedule, steps, config.rateScale(), out);
      }
    }
    long trained = epochs * perEpoch;
    long described = (long) config.rounds() * clips.size() * config.clipsPerVideo();
    long watched = epochs * (clips.size() - training);
    out.printf(
        Locale.ROOT,
        "%d rounds, %d epochs of %,d steps; per encoder %,d clips to train on, %,d to describe or watch%n",
        config.rounds(),
        epochs,
        steps,
        trained,
        described + watched);
    double seconds = 0;
    for (Modality modality : Modality.values()) {
      Cost cost = measure(clips, modality);
      out.printf(
          Locale.ROOT,
          "%s: %.1f clips/s trained, %.1f described%n",
          modality,
          1 / cost.training(),
          1 / cost.inference());
      seconds += trained * cost.training() + (described + watched) * cost.inference();
    }
    out.printf(
        Locale.ROOT,
        "memory of this process %.0f MB after these steps, features %,d MB more; expected %s without clustering%n",
        MemoryUse.now().residentMegabytes(),
        featureMegabytes(split.size()),
        ProgressOutput.duration(seconds));
    out.flush();
  }

  private long featureMegabytes(int items) {
    long width = (long) preset.video().featureWidth() + preset.audio().featureWidth();
    return (width * Float.BYTES * items) >> 20;
  }

  private static void rates(Schedule schedule, long steps, double scale, PrintWriter out) {
    for (int epoch = 1; epoch <= schedule.epochs(); epoch++) {
      out.printf(
          Locale.ROOT,
          "  epoch %d: learning rate %.6g at its end%n",
          epoch,
          scale * schedule.rate(epoch * steps - 1, steps));
    }
  }

  private Cost measure(ClipDataset clips, Modality modality) throws IOException {
    EncoderSpec spec = modality == Modality.VIDEO ? preset.video() : preset.audio();
    int batch = preset.config().batchSize();
    List<ClipRequest> requests = new ArrayList<>();
    for (int i = 0; i < batch * (MEASURED_STEPS + 1); i++) {
      requests.add(ClipRequest.random(i % clips.size(), seed + i));
    }
    double training = Double.NaN;
    double inference = Double.NaN;
    try (Encoder encoder = Encoders.of(spec, preset.clip()).initialize(device, seed);
        StreamLearner learner =
            new StreamLearner(
                encoder, List.of(preset.clusters()), preset.config().sgd(), 0.01, seed);
        ClipReader reader = clips.read(EnumSet.of(modality), requests, batch)) {
      long start = 0;
      int done = 0;
      for (ClipBatch b = reader.next(); b != null; b = reader.next()) {
        learner.step(b, List.of(new int[b.size()]), 1e-6);
        if (start == 0) {
          start = System.nanoTime(); // the first step warms up
          continue;
        }
        done += b.size();
        training = (System.nanoTime() - start) * 1e-9 / done;
      }
      try (ClipReader again = clips.read(EnumSet.of(modality), requests.subList(0, batch), batch)) {
        long begin = System.nanoTime();
        ClipBatch b = again.next();
        if (b != null) {
          learner.evaluate(b, List.of(new int[b.size()]));
          inference = (System.nanoTime() - begin) * 1e-9 / b.size();
        }
      }
    }
    return new Cost(training, inference);
  }
}
