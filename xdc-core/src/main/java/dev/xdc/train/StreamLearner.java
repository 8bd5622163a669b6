package dev.xdc.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.xdc.clip.ClipBatch;
import dev.xdc.encoder.Encoder;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.JavaRows;
import dev.xdc.internal.engine.GradientScope;
import dev.xdc.timing.Phase;
import dev.xdc.timing.PhaseClock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One encoder with fresh heads and a fresh optimizer: what is trained for a round of XDC, or for a
 * supervised run. The encoder stays the caller's.
 */
public final class StreamLearner implements Learner {
  private final Encoder encoder;
  private final List<HeadLoss> losses;
  private final ClusterHeads heads;
  private final List<String> trainedNames;
  private final SgdUpdate update;
  private final StepOutcomes outcomes;
  private PhaseClock clock = new PhaseClock();

  /**
   * Puts fresh heads with cleared momentum on {@code encoder}.
   *
   * @param losses what the labels of each head stand for
   * @param headDeviation standard deviation of the heads' fresh weights
   * @param seed decides the heads' weights
   */
  public StreamLearner(
      Encoder encoder, List<HeadLoss> losses, Sgd sgd, double headDeviation, long seed) {
    this.encoder = encoder;
    this.losses = List.copyOf(losses);
    TorchEngine.ready();
    this.heads =
        new ClusterHeads(
            encoder.manager(),
            encoder.featureWidth(),
            losses.stream().map(HeadLoss::classes).toList(),
            headDeviation,
            seed);
    Map<String, SgdUpdate.Trained> trained = new LinkedHashMap<>(heads.trained());
    encoder
        .parameters()
        .forEach(
            (name, parameter) -> {
              if (parameter.requiresGradient()) {
                trained.put(name, new SgdUpdate.Trained(parameter.getArray(), parameter.getType()));
              }
            });
    this.trainedNames = List.copyOf(trained.keySet());
    this.update = new SgdUpdate(sgd, encoder.manager(), List.copyOf(trained.values()));
    this.outcomes = new StepOutcomes(encoder.manager(), 1);
  }

  /** Sets what the times of steps are added to; default a clock of its own. */
  public StreamLearner optClock(PhaseClock clock) {
    this.clock = clock;
    return this;
  }

  /**
   * Puts other weights into the fresh heads.
   *
   * @param heads one for each head in their order, K x D each; none to change nothing
   */
  public void startFrom(List<HeadWeights> heads) {
    this.heads.set(heads);
  }

  @Override
  public void stepAhead(ClipBatch batch, List<int[]> labels, double rate) {
    try (NDManager scratch = encoder.manager().newSubManager()) {
      HeadLoss.Scored scored;
      NDArray loss;
      try (GradientScope scope = GradientScope.open(update.weights())) {
        try (PhaseClock.Span forward = clock.start(Phase.FORWARD)) {
          scored = score(scratch, batch, labels, true);
        }
        try (PhaseClock.Span backward = clock.start(Phase.BACKWARD)) {
          scope.backward(scored.loss());
        }
        try (PhaseClock.Span step = clock.start(Phase.UPDATE)) {
          loss = scored.loss().stopGradient();
          update.step(scope, rate, loss);
        }
      }
      outcomes.add(new NDList(loss), new NDList(scored.correct()));
    }
  }

  @Override
  public List<Outcome> readOut() {
    try (PhaseClock.Span span = clock.start(Phase.READ_OUT)) {
      return outcomes.read();
    }
  }

  @Override
  public Outcome evaluate(ClipBatch batch, List<int[]> labels) {
    try (NDManager scratch = encoder.manager().newSubManager()) {
      return score(scratch, batch, labels, false).read();
    }
  }

  @Override
  public List<float[][]> logits(ClipBatch batch) {
    try (NDManager scratch = encoder.manager().newSubManager()) {
      NDArray features = encoder.forward(batch.array(scratch, encoder.modality()), false);
      return ClusterHeads.read(heads.logits(features));
    }
  }

  /** Returns what the labels of each head stand for. */
  public List<HeadLoss> losses() {
    return losses;
  }

  /** Returns the weights of the first head: K rows, one for each class, of D values. */
  public float[][] headWeights() {
    return JavaRows.of(heads.weights(0));
  }

  /** Returns the biases of the first head, one for each class. */
  public float[] headBias() {
    return heads.biases(0).toFloatArray();
  }

  private HeadLoss.Scored score(
      NDManager scratch, ClipBatch batch, List<int[]> labels, boolean training) {
    NDArray clips = batch.array(scratch, encoder.modality());
    NDList logits = heads.logits(encoder.forward(clips, training));
    NDArray loss = scratch.create(0f);
    NDArray correct = scratch.create(0f);
    for (int head = 0; head < logits.size(); head++) {
      HeadLoss.Scored own = losses.get(head).score(scratch, logits.get(head), labels.get(head));
      loss = loss.add(own.loss());
      correct = correct.add(own.correct().div(logits.size()));
    }
    return new HeadLoss.Scored(loss, correct);
  }

  static long[] toLong(int[] labels) {
    long[] values = new long[labels.length];
    for (int i = 0; i < labels.length; i++) {
      values[i] = labels[i];
    }
    return values;
  }

  /**
   * Returns heads and momentum by name, owned by this learner: with the encoder's weights the whole
   * state of training between two steps.
   */
  public Map<String, NDArray> state() {
    Map<String, NDArray> state = new LinkedHashMap<>(heads.byName());
    List<NDArray> velocities = update.velocities();
    for (int i = 0; i < velocities.size(); i++) {
      state.put("momentum." + trainedNames.get(i), velocities.get(i));
    }
    return state;
  }

  /**
   * Replaces heads and momentum.
   *
   * @param saved holds at least the names and shapes of {@link #state()}
   * @throws IllegalArgumentException if one is missing
   */
  public void restore(Map<String, NDArray> saved) {
    state()
        .forEach(
            (name, array) -> {
              NDArray value = saved.get(name);
              if (value == null || !value.getShape().equals(array.getShape())) {
                throw new IllegalArgumentException(
                    "the saved training state has "
                        + (value == null ? "no " + name : name + " of shape " + value.getShape())
                        + ", the learner needs shape "
                        + array.getShape());
              }
              value.copyTo(array);
            });
  }

  @Override
  public PhaseClock clock() {
    return clock;
  }

  /** Drops heads and momentum. */
  @Override
  public void close() {
    outcomes.close();
    update.close();
    heads.close();
  }

  @Override
  public String toString() {
    return "StreamLearner[" + encoder + ", heads=" + losses.size() + "]";
  }
}
