package dev.xdc.train;

import dev.xdc.timing.PhaseTimes;
import java.util.List;

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
   * @param chanceLoss loss of guessing: ln(k), summed over heads
   * @param accuracy pseudo-label accuracy of the last epoch
   * @param validationLoss loss on the held-out clips; NaN without any
   * @param validationAccuracy pseudo-label accuracy on the held-out clips; NaN without any
   * @param featureSpread how much the features of a few clips differ after training, from 0, the
   *     same for all, to 1; see {@link dev.xdc.feature.FeatureSpread}
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
      double featureSpread) {}
}
