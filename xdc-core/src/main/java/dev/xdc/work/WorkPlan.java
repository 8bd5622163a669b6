package dev.xdc.work;

import dev.xdc.clip.ClipDataset;
import dev.xdc.encoder.Encoder;
import dev.xdc.train.TrainingClips;
import java.util.List;

/**
 * What the work of a run is about.
 *
 * @param dataset the clips; stays the caller's
 * @param clips which of them are described, trained on and held out
 * @param batchSize clips of a batch whose features are computed
 * @param readOutSteps after how many training steps their losses are read
 * @param encoders what is trained; they have weights, and stay the caller's
 */
public record WorkPlan(
    ClipDataset dataset,
    TrainingClips clips,
    int batchSize,
    int readOutSteps,
    List<Encoder> encoders) {

  /** Makes the list unmodifiable. */
  public WorkPlan {
    encoders = List.copyOf(encoders);
  }
}
