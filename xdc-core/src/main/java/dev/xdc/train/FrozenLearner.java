package dev.xdc.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.xdc.clip.ClipBatch;
import dev.xdc.encoder.Encoder;
import dev.xdc.engine.TorchEngine;
import dev.xdc.internal.engine.GradientScope;
import dev.xdc.timing.Phase;
import dev.xdc.timing.PhaseClock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Fully connected layers on the features of a frozen encoder, batch norm in inference mode: the
 * paper's "fc-only". Several layers with the same first weights learn side by side at learning
 * rates of their own, so that a grid of rates costs one pass through the encoder. The encoder is
 * not changed.
 */
public final class FrozenLearner implements Learner {
  private final Encoder encoder;
  private final double[] factors;
  private final List<ClusterHeads> heads = new ArrayList<>();
  private final List<SgdUpdate> updates = new ArrayList<>();
  private final List<NDArray> trained;
  private final StepOutcomes outcomes;
  private final PhaseClock clock = new PhaseClock();

  /**
   * Puts fresh layers on {@code encoder}.
   *
   * @param classes K
   * @param factors for each layer its learning rate relative to the one a step is given
   * @param headDeviation standard deviation of the layers' fresh weights
   * @param seed decides the weights
   */
  public FrozenLearner(
      Encoder encoder, int classes, double[] factors, Sgd sgd, double headDeviation, long seed) {
    this.encoder = encoder;
    TorchEngine.ready();
    this.factors = factors.clone();
    this.outcomes = new StepOutcomes(encoder.manager(), factors.length);
    for (int i = 0; i < factors.length; i++) {
      ClusterHeads head =
          new ClusterHeads(
              encoder.manager(), encoder.featureWidth(), List.of(classes), headDeviation, seed);
      heads.add(head);
      updates.add(new SgdUpdate(sgd, encoder.manager(), List.copyOf(head.trained().values())));
    }
    this.trained = updates.stream().flatMap(update -> update.weights().stream()).toList();
  }

  /**
   * {@inheritDoc}
   *
   * @param labels the labels of the batch's clips, one array for all layers
   */
  @Override
  public void stepAhead(ClipBatch batch, List<int[]> labels, double rate) {
    try (NDManager scratch = encoder.manager().newSubManager()) {
      NDArray features;
      NDArray target;
      try (PhaseClock.Span forward = clock.start(Phase.FORWARD)) {
        features = features(scratch, batch);
        target = target(scratch, labels);
      }
      NDList logits;
      NDList losses = new NDList();
      try (GradientScope scope = GradientScope.open(trained)) {
        try (PhaseClock.Span layers = clock.start(Phase.BACKWARD)) {
          logits = logits(features);
          NDArray sum = scratch.create(0f);
          for (NDArray own : logits) {
            NDArray loss = loss(own, target);
            losses.add(loss.stopGradient());
            sum = sum.add(loss);
          }
          scope.backward(sum);
        }
        try (PhaseClock.Span step = clock.start(Phase.UPDATE)) {
          for (int i = 0; i < factors.length; i++) {
            updates.get(i).step(scope, rate * factors[i], losses.get(i));
          }
        }
      }
      outcomes.add(losses, accuracies(logits, target));
    }
  }

  /**
   * {@inheritDoc}
   *
   * @return loss and accuracy of the layer with the lowest loss, so that a rate at which the loss
   *     grows without bound does not end the others
   */
  @Override
  public List<Outcome> readOut() {
    try (PhaseClock.Span span = clock.start(Phase.READ_OUT)) {
      return outcomes.read();
    }
  }

  @Override
  public Outcome evaluate(ClipBatch batch, List<int[]> labels) {
    try (NDManager scratch = encoder.manager().newSubManager()) {
      NDList logits = logits(features(scratch, batch));
      NDArray target = target(scratch, labels);
      try (StepOutcomes own = new StepOutcomes(scratch, factors.length)) {
        NDList losses = new NDList();
        logits.forEach(l -> losses.add(loss(l, target)));
        own.add(losses, accuracies(logits, target));
        return own.read().get(0);
      }
    }
  }

  /** Returns the logits of each layer in inference mode: layers x clips x K. */
  public List<float[][]> logits(ClipBatch batch) {
    try (NDManager scratch = encoder.manager().newSubManager()) {
      List<float[][]> all = new ArrayList<>();
      for (NDArray logits : logits(features(scratch, batch))) {
        int k = Math.toIntExact(logits.getShape().get(1));
        float[] flat = logits.toFloatArray();
        float[][] rows = new float[batch.size()][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(flat, i * k, (i + 1) * k));
        all.add(rows);
      }
      return all;
    }
  }

  private NDArray features(NDManager scratch, ClipBatch batch) {
    return encoder.forward(batch.array(scratch, encoder.modality()), false);
  }

  private NDList logits(NDArray features) {
    NDList logits = new NDList();
    heads.forEach(head -> logits.addAll(head.logits(features)));
    return logits;
  }

  private static NDArray target(NDManager scratch, List<int[]> labels) {
    return scratch.create(StreamLearner.toLong(labels.get(0))).expandDims(1);
  }

  private static NDArray loss(NDArray logits, NDArray target) {
    return logits.logSoftmax(1).gather(target, 1).mean().neg();
  }

  private static NDList accuracies(NDList logits, NDArray target) {
    NDList accuracies = new NDList();
    for (NDArray own : logits) {
      NDArray hits = own.argMax(1).eq(target.squeeze(1));
      accuracies.add(hits.toType(own.getDataType(), false).mean());
    }
    return accuracies;
  }

  /** {@inheritDoc} The layers count as backward, the encoder as forward. */
  @Override
  public PhaseClock clock() {
    return clock;
  }

  @Override
  public void close() {
    outcomes.close();
    updates.forEach(SgdUpdate::close);
    heads.forEach(ClusterHeads::close);
  }
}
