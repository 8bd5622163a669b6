package dev.xdc.work;

import dev.xdc.clip.ClipDataset;
import dev.xdc.train.TrainingClips;

/**
 * What the work of a run is about.
 *
 * @param dataset the clips; stays the caller's
 * @param clips which of them are described, trained on and held out
 * @param batchSize clips of a batch whose features are computed
 * @param readOutSteps after how many training steps their losses are read
 */
public record WorkPlan(ClipDataset dataset, TrainingClips clips, int batchSize, int readOutSteps) {}
