package dev.xdc.train;

import dev.xdc.timing.PhaseTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one round came to.
 *
 * @param round the round, from 1
 * @param rounds rounds planned
 * @param clusterings what was clustered
 * @param streams how each encoder was trained
 * @param clips clips that took part
 * @param missingClips clips left out because they could not be read
 * @param featureSeconds time for feature extraction
 * @param clusterSeconds time for clustering
 * @param trainSeconds time for training
 * @param phases what all of it was spent on; the checkpoint that follows the round is not in it
 * @param labelInformation what the encoders can predict of the pseudo-labels of clips that they
 *     were not trained on, in nats, mean over streams; see {@link StreamMetrics#labelInformation}.
 *     The first sign that learning has begun, and one that needs no labels. NaN without held-out
 *     clips
 * @param crossModalAmi adjusted mutual information of this round's video and audio clusters: 0 for
 *     what chance gives, 1 for the same partition. The features come from different signals, so
 *     that what their clusters share is what the clips are about, or what the encoders took over
 *     from each other's labels in the rounds before, learned by heart included. NaN unless each of
 *     two modalities was clustered by itself
 * @param warnings what is wrong, such as a collapse, each a sentence
 * @param notes what is worth knowing and no fault, such as a slow start, each a sentence
 */
public record RoundMetrics(
    int round,
    int rounds,
    List<ClusterMetrics> clusterings,
    List<StreamMetrics> streams,
    int clips,
    int missingClips,
    double featureSeconds,
    double clusterSeconds,
    double trainSeconds,
    PhaseTimes phases,
    double labelInformation,
    double crossModalAmi,
    List<String> warnings,
    List<String> notes) {

  /**
   * How one encoder was trained.
   *
   * @param stream video or audio
   * @param classes number of classes of each head
   * @param epochs epochs trained
   * @param stoppedEarly whether the validation loss ended the round
   * @param loss training loss of the last epoch, summed over heads
   * @param chanceLoss loss of guessing, summed over heads: ln(k), of tags the mean entropy of how
   *     frequent each is
   * @param accuracy pseudo-label accuracy of the last epoch
   * @param validationLoss loss on the held-out clips; NaN without any
   * @param validationAccuracy pseudo-label accuracy on the held-out clips; NaN without any
   * @param labelEntropy entropy of the pseudo-labels trained on, in nats, mean over heads; at most
   *     ln(k)
   * @param labelInformation loss on the held-out clips of a guess by the sizes of clusters, less
   *     the encoder's, in nats, mean over heads: in expectation a lower bound of the mutual
   *     information between clip and label. About 0 or below if nothing was learned that carries
   *     over, at most about {@code labelEntropy}; NaN without held-out clips
   * @param featureSpread how much the features of a few clips differ after training: the root of
   *     the mean squared distance to the mean feature over the root of the mean squared length.
   *     From 0, the same for all, to 1
   * @param heldOut what a supervised encoder and its head scored on other videos; null if they were
   *     not tested
   */
  public record StreamMetrics(
      String stream,
      List<Integer> classes,
      int epochs,
      boolean stoppedEarly,
      double loss,
      double chanceLoss,
      double accuracy,
      double validationLoss,
      double validationAccuracy,
      double labelEntropy,
      double labelInformation,
      double featureSpread,
      @Nullable HeldOutScore heldOut) {}

  /** Returns the mean of the streams' {@link StreamMetrics#labelEntropy}; NaN without streams. */
  public double labelEntropy() {
    return streams.stream().mapToDouble(StreamMetrics::labelEntropy).average().orElse(Double.NaN);
  }

  /**
   * Returns {@link #labelInformation} and {@link #crossModalAmi} as a text, such as {@code label
   * information 0.52 of 4.03 nats (video 0.43, audio 0.61), cross-modal AMI 0.131}; empty if
   * neither is known.
   */
  public String signs() {
    List<String> signs = new ArrayList<>();
    if (!Double.isNaN(labelInformation)) {
      String each =
          streams.stream()
              .map(s -> String.format(Locale.ROOT, "%s %.2f", s.stream(), s.labelInformation()))
              .collect(Collectors.joining(", "));
      signs.add(
          String.format(
              Locale.ROOT,
              "label information %.2f of %.2f nats (%s)",
              labelInformation,
              labelEntropy(),
              each));
    }
    if (!Double.isNaN(crossModalAmi)) {
      signs.add(String.format(Locale.ROOT, "cross-modal AMI %.3f", crossModalAmi));
    }
    return String.join(", ", signs);
  }
}
