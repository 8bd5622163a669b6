package dev.xdc.eval;

import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.Labels;
import dev.xdc.clip.Seeds;
import dev.xdc.encoder.Encoder;
import dev.xdc.train.HeadLoss;
import dev.xdc.train.StreamLearner;
import dev.xdc.train.StreamTraining;
import dev.xdc.train.TrainingPlan;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;

/**
 * Full fine-tuning: one fully connected layer on the feature, and all of the network trained on
 * labels (paper §4.1, Tables 10 and 11). On an encoder with fresh weights it is training from
 * scratch, on all labels supervised pretraining. The encoder is changed.
 */
public final class FineTune {
  private final EvalProtocol protocol;
  private final TrainingPlan plan;

  /** Fine-tuning as {@code plan} says, judged as {@code protocol} says. */
  public FineTune(EvalProtocol protocol, TrainingPlan plan) {
    this.protocol = protocol;
    this.plan = plan;
  }

  /**
   * Trains on {@code train} and scores {@code test}.
   *
   * @param seed decides the head's first weights, order, windows and crops
   * @throws IllegalArgumentException if a set has no labels or their classes differ
   */
  public EvalResult run(
      Encoder encoder,
      ClipDataset train,
      ClipDataset test,
      long seed,
      StreamTraining.Watcher watcher)
      throws IOException {
    return learn(encoder, train, test, seed, watcher).result();
  }

  /**
   * Does what {@link #run} does and returns the head as well. It is calibrated on the test clips,
   * as an encoder is too sure of those it was trained on; no accuracy depends on that.
   */
  public TrainedHead learn(
      Encoder encoder,
      ClipDataset train,
      ClipDataset test,
      long seed,
      StreamTraining.Watcher watcher)
      throws IOException {
    long start = System.nanoTime();
    LabelledSets.Known sets = LabelledSets.labels(train, test);
    Labels known = sets.train();
    Labels truth = sets.test();
    BitSet leftOut = protocol.leftOut(known.classes(), known.count());
    try (StreamLearner learner =
        new StreamLearner(
            encoder,
            List.of(HeadLoss.crossEntropy(known.count())),
            plan.sgd(),
            plan.headDeviation(),
            Seeds.stream(seed, "head"))) {
      LabelledSets.learn(learner, encoder.modality(), train, known, leftOut, plan, seed, watcher);
      LabelledSets.Logits scored =
          LabelledSets.logits(learner, encoder.modality(), test, protocol, clips -> {});
      EvalResult result =
          LabelledSets.result(
              encoder.modality(),
              scored,
              truth,
              protocol.average(),
              (System.nanoTime() - start) * 1e-9);
      int[] classes =
          scored.clips().stream().mapToInt(clip -> truth.classes()[clip.index()]).toArray();
      return new TrainedHead(
          result,
          LinearModel.plain(learner.headWeights(), learner.headBias()),
          Calibration.fit(scored.values(), classes, "the test clips"));
    }
  }
}
