package dev.xdc.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import dev.xdc.clip.ClipBatch;
import dev.xdc.encoder.Encoder;
import dev.xdc.engine.TorchEngine;
import java.util.ArrayList;
import java.util.List;

/**
 * One encoder with fresh heads and a fresh optimizer: what is trained for a round of XDC, or for a
 * supervised run. The encoder stays the caller's.
 */
public final class StreamLearner implements AutoCloseable {
  private final Encoder encoder;
  private final Engine engine;
  private final ClusterHeads heads;
  private final SgdUpdate update;

  /**
   * Puts fresh heads with cleared momentum on {@code encoder}.
   *
   * @param classes number of classes of each head
   * @param headDeviation standard deviation of the heads' fresh weights
   * @param seed decides the heads' weights
   */
  public StreamLearner(
      Encoder encoder, List<Integer> classes, Sgd sgd, double headDeviation, long seed) {
    this.encoder = encoder;
    this.engine = TorchEngine.ready();
    this.heads =
        new ClusterHeads(encoder.manager(), encoder.featureWidth(), classes, headDeviation, seed);
    List<NDArray> trained = new ArrayList<>(heads.parameters());
    for (Parameter parameter : encoder.parameters().values()) {
      if (parameter.requiresGradient()) {
        parameter.getArray().setRequiresGradient(true);
        trained.add(parameter.getArray());
      }
    }
    this.update = new SgdUpdate(sgd, encoder.manager(), trained);
  }

  /**
   * What a batch came to.
   *
   * @param loss cross-entropy, the mean over clips, summed over heads
   * @param accuracy share of clips whose label was the most likely class, the mean over heads
   */
  public record Outcome(double loss, double accuracy) {}

  /**
   * Takes one step of gradient descent.
   *
   * @param labels for each head the labels of the batch's clips
   * @param rate the learning rate
   */
  public Outcome step(ClipBatch batch, List<int[]> labels, double rate) {
    try (NDManager scratch = encoder.manager().newSubManager()) {
      Scored scored;
      try (GradientCollector collector = engine.newGradientCollector()) {
        scored = score(scratch, batch, labels, true);
        collector.backward(scored.loss());
      }
      update.step(rate);
      return scored.read();
    }
  }

  /** Computes the loss of a batch in inference mode. */
  public Outcome evaluate(ClipBatch batch, List<int[]> labels) {
    try (NDManager scratch = encoder.manager().newSubManager()) {
      return score(scratch, batch, labels, false).read();
    }
  }

  /** Returns the logits of the first head in inference mode, one row per clip. */
  public float[][] logits(ClipBatch batch) {
    try (NDManager scratch = encoder.manager().newSubManager()) {
      NDArray features = encoder.forward(batch.array(scratch, encoder.modality()), false);
      NDArray logits = heads.logits(features).get(0);
      int k = Math.toIntExact(logits.getShape().get(1));
      float[] flat = logits.toFloatArray();
      float[][] rows = new float[batch.size()][k];
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(flat, i * k, rows[i], 0, k);
      }
      return rows;
    }
  }

  /** Loss and accuracy while they are still arrays. */
  private record Scored(NDArray loss, NDArray correct) {
    Outcome read() {
      return new Outcome(loss.getFloat(), correct.getFloat());
    }
  }

  private Scored score(NDManager scratch, ClipBatch batch, List<int[]> labels, boolean training) {
    NDArray clips = batch.array(scratch, encoder.modality());
    NDList logits = heads.logits(encoder.forward(clips, training));
    NDArray loss = scratch.create(0f);
    NDArray correct = scratch.create(0f);
    for (int head = 0; head < logits.size(); head++) {
      NDArray target = scratch.create(toLong(labels.get(head))).expandDims(1);
      NDArray likely = logits.get(head).logSoftmax(1).gather(target, 1);
      loss = loss.sub(likely.mean());
      NDArray hits = logits.get(head).argMax(1).eq(target.squeeze(1));
      correct = correct.add(hits.toType(likely.getDataType(), false).mean().div(logits.size()));
    }
    return new Scored(loss, correct);
  }

  private static long[] toLong(int[] labels) {
    long[] values = new long[labels.length];
    for (int i = 0; i < labels.length; i++) {
      values[i] = labels[i];
    }
    return values;
  }

  /** Drops heads and momentum. */
  @Override
  public void close() {
    update.close();
    heads.close();
  }
}
