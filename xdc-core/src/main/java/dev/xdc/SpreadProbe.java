package dev.xdc;

import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipRequest;
import dev.xdc.encoder.Encoder;
import dev.xdc.feature.FeatureBank;
import dev.xdc.feature.FeatureExtractor;
import dev.xdc.feature.JavaRows;
import dev.xdc.timing.Phase;
import dev.xdc.timing.PhaseClock;
import dev.xdc.train.TrainingClips;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Measures whether an encoder still distinguishes clips, by the middle clips of a few training
 * items from all over the set.
 */
record SpreadProbe(ClipDataset dataset, TrainingClips clips, int batchSize, PhaseClock clock) {
  /** Enough to see equal features, and little beside an epoch. */
  private static final int CLIPS = 32;

  /** Probes the clips of a run. */
  static SpreadProbe of(TrainerSettings run, PhaseClock clock) {
    return new SpreadProbe(run.dataset(), run.clips(), run.config().batchSize(), clock);
  }

  /**
   * Measures in inference mode.
   *
   * @param missing items whose clips cannot be read
   * @return see {@link FeatureSpread}
   */
  double of(Encoder encoder, BitSet missing) throws IOException {
    int[] items = clips.training(missing);
    int count = Math.min(CLIPS, items.length);
    List<ClipRequest> some =
        IntStream.range(0, count)
            .mapToObj(i -> clips.validationClip(items[(int) ((long) i * items.length / count)]))
            .toList();
    FeatureExtractor extractor = new FeatureExtractor(dataset, batchSize);
    try (PhaseClock.Span span = clock.start(Phase.VALIDATION);
        FeatureBank bank = extractor.extract(encoder, some, 1, done -> {})) {
      return FeatureSpread.of(JavaRows.of(bank.values()), bank.missing());
    }
  }
}
