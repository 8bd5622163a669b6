package dev.xdc;

import dev.xdc.cluster.ClusterQuality;
import dev.xdc.train.HeadLoss;
import java.util.List;

/**
 * What can be said of a clip's pseudo-labels without looking at the clip: how often each occurs.
 *
 * @param entropy of the labels of the items trained on, in nats, mean over heads: the loss on them
 *     of a head that predicts these frequencies
 * @param heldOutLoss the loss of such a head on the held-out items, mean over heads; NaN without
 *     any
 */
record LabelGuess(double entropy, double heldOutLoss) {

  /**
   * Counts the labels.
   *
   * @param labels for each head the label of every item
   * @param losses what the labels of each head stand for
   * @param training the items trained on
   * @param held the held-out items
   * @return unknown, NaN, if a clip may have several classes
   */
  static LabelGuess of(List<int[]> labels, List<HeadLoss> losses, int[] training, int[] held) {
    if (!losses.stream().allMatch(HeadLoss::isExclusive)) {
      return new LabelGuess(Double.NaN, Double.NaN);
    }
    double entropy = 0;
    double loss = 0;
    int heads = losses.size();
    for (int head = 0; head < heads; head++) {
      int[] own = labels.get(head);
      int[] sizes = new int[losses.get(head).classes()];
      for (int item : training) {
        sizes[own[item]]++;
      }
      entropy += ClusterQuality.entropy(sizes) / heads;
      for (int item : held) {
        // One more of each: a label that only held-out items have must not cost infinitely much.
        double share = (sizes[own[item]] + 1.0) / (training.length + sizes.length);
        loss -= Math.log(share) / held.length / heads;
      }
    }
    return new LabelGuess(entropy, held.length == 0 ? Double.NaN : loss);
  }

  /**
   * Returns by how much a trained head beats guessing on the held-out items, in nats.
   *
   * @param validationLoss its loss there, summed over {@code heads}
   */
  double information(double validationLoss, int heads) {
    return heldOutLoss - validationLoss / heads;
  }
}
