package dev.xdc.train;

import dev.xdc.engine.MemoryUse;
import dev.xdc.timing.Phase;
import dev.xdc.timing.PhaseTimes;

/**
 * What one epoch of one stream came to.
 *
 * @param round the round, from 1; 0 outside pretraining
 * @param stream the stream's name: video or audio
 * @param epoch the epoch, from 1
 * @param epochs epochs planned
 * @param learningRate rate of the last step
 * @param loss mean training loss, summed over heads
 * @param accuracy mean training accuracy on the pseudo-labels, in [0, 1]
 * @param validationLoss loss on the held-out clips; NaN without any
 * @param validationAccuracy accuracy on the held-out clips; NaN without any
 * @param clips clips trained on
 * @param failedClips clips that could not be read and were left out
 * @param seconds duration
 * @param phases what it was spent on; on a GPU see {@link dev.xdc.timing.PhaseClock}
 * @param memory what the JVM held at the end
 */
public record EpochMetrics(
    int round,
    String stream,
    int epoch,
    int epochs,
    double learningRate,
    double loss,
    double accuracy,
    double validationLoss,
    double validationAccuracy,
    int clips,
    int failedClips,
    double seconds,
    PhaseTimes phases,
    MemoryUse memory) {

  /** Returns the part of the duration spent waiting for data, in seconds. */
  public double waitSeconds() {
    return phases.seconds(Phase.WAIT);
  }

  /** Returns the share of the duration spent waiting for data, in [0, 1]. */
  public double waitShare() {
    return seconds > 0 ? waitSeconds() / seconds : 0;
  }
}
