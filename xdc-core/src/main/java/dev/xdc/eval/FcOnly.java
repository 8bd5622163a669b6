package dev.xdc.eval;

import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Labels;
import dev.xdc.clip.Seeds;
import dev.xdc.encoder.Encoder;
import dev.xdc.train.Learner;
import dev.xdc.train.StreamTraining;
import dev.xdc.train.TrainingPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The paper's "fc-only" (section 5, Table 5): the encoder is frozen, batch norm included, and one
 * fully connected layer learns by gradient descent on randomly cut clips. All learning rates of a
 * grid share one pass through the encoder, which is not changed.
 */
public final class FcOnly {
  private final EvalProtocol protocol;
  private final TrainingPlan plan;

  /** Training as {@code plan} says, its base rate excepted; judged as {@code protocol} says. */
  public FcOnly(EvalProtocol protocol, TrainingPlan plan) {
    this.protocol = protocol;
    this.plan = plan;
  }

  /**
   * Trains one layer for each learning rate on {@code train} and scores {@code test}.
   *
   * @param rates base learning rates
   * @param seed decides the first weights, order, windows and crops, for all rates alike
   * @return the result of each rate; null where its scores are not finite, as it diverged
   * @throws IllegalArgumentException if a set has no labels or their classes differ
   */
  public List<@Nullable EvalResult> run(
      Encoder encoder,
      ClipDataset train,
      ClipDataset test,
      List<Double> rates,
      long seed,
      StreamTraining.Watcher watcher)
      throws IOException {
    long start = System.nanoTime();
    LabelledSets.Known sets = LabelledSets.labels(train, test);
    Labels known = sets.train();
    double base = plan.schedule().baseRate();
    double[] factors = rates.stream().mapToDouble(rate -> rate / base).toArray();
    try (Learner learner =
        Learner.frozen(encoder, known.count(), factors, plan, Seeds.stream(seed, "head"))) {
      BitSet leftOut = protocol.leftOut(known.classes(), known.count());
      LabelledSets.learn(learner, encoder.modality(), train, known, leftOut, plan, seed, watcher);
      List<ClipRequest> scored = new ArrayList<>();
      List<List<float[]>> logits = new ArrayList<>();
      rates.forEach(rate -> logits.add(new ArrayList<>()));
      LabelledSets.forEachBatch(
          encoder.modality(),
          test,
          protocol,
          batch -> {
            List<float[][]> layers = learner.logits(batch);
            for (int i = 0; i < layers.size(); i++) {
              logits.get(i).addAll(List.of(layers.get(i)));
            }
            scored.addAll(batch.clips());
          });
      double seconds = (System.nanoTime() - start) * 1e-9;
      List<@Nullable EvalResult> results = new ArrayList<>();
      for (List<float[]> layer : logits) {
        if (!isFinite(layer)) {
          results.add(null);
          continue;
        }
        results.add(
            LabelledSets.result(
                encoder.modality(),
                scored,
                layer.toArray(float[][]::new),
                sets.test(),
                protocol.average(),
                seconds));
      }
      return results;
    }
  }

  private static boolean isFinite(List<float[]> rows) {
    for (float[] row : rows) {
      for (float value : row) {
        if (!Float.isFinite(value)) {
          return false;
        }
      }
    }
    return true;
  }
}
