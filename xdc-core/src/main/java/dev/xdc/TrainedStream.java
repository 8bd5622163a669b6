package dev.xdc;

import dev.xdc.train.EpochMetrics;
import dev.xdc.train.HeadLoss;
import dev.xdc.train.HeldOutScore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a round went for one stream.
 *
 * @param losses of its heads
 * @param targets the labels of each head
 * @param epochs the metrics of its epochs
 * @param guess what its labels reveal without the clips
 * @param featureSpread see {@link dev.xdc.feature.FeatureSpread}
 * @param score on videos it was not trained on; null without any
 */
record TrainedStream(
    List<HeadLoss> losses,
    List<int[]> targets,
    List<EpochMetrics> epochs,
    LabelGuess guess,
    double featureSpread,
    @Nullable HeldOutScore score) {

  /** Returns the loss by guessing, summed over heads. */
  double chance() {
    double chance = 0;
    for (int head = 0; head < losses.size(); head++) {
      chance += losses.get(head).chance(targets.get(head));
    }
    return chance;
  }
}
