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
import java.util.List;

/** What {@link Learner#frozen} makes. */
final class FrozenLearner implements Learner {
  private final Encoder encoder;
  private final double[] factors;
  private final List<ClusterHeads> heads = new ArrayList<>();
  private final List<SgdUpdate> updates = new ArrayList<>();
  private final List<NDArray> trained;
  private final StepOutcomes outcomes;
  private final PhaseClock clock = new PhaseClock();

  FrozenLearner(Encoder encoder, int classes, double[] factors, TrainingPlan plan, long seed) {
    this.encoder = encoder;
    TorchEngine.ready();
    this.factors = factors.clone();
    this.outcomes = new StepOutcomes(encoder.manager(), factors.length);
    for (int i = 0; i < factors.length; i++) {
      ClusterHeads head =
          new ClusterHeads(
              encoder.manager(),
              encoder.featureWidth(),
              List.of(classes),
              plan.headDeviation(),
              seed);
      heads.add(head);
      updates.add(
          new SgdUpdate(plan.sgd(), encoder.manager(), List.copyOf(head.trained().values())));
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

  @Override
  public List<float[][]> logits(ClipBatch batch) {
    try (NDManager scratch = encoder.manager().newSubManager()) {
      return ClusterHeads.read(logits(features(scratch, batch)));
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
