package dev.xdc.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import dev.xdc.feature.JavaRows;
import dev.xdc.internal.engine.GradientScope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The classification layers on top of an encoder: one fully connected layer from the feature to
 * each set of classes.
 */
final class ClusterHeads implements AutoCloseable {
  private final NDManager manager;
  private final List<NDArray> weights = new ArrayList<>();
  private final List<NDArray> biases = new ArrayList<>();

  /**
   * Makes fresh heads: weights from N(0, deviation), biases zero.
   *
   * @param classes K of each head
   */
  ClusterHeads(NDManager parent, int width, List<Integer> classes, double deviation, long seed) {
    manager = parent.newSubManager();
    SplittableRandom random = new SplittableRandom(seed);
    for (int k : classes) {
      float[] values = new float[Math.multiplyExact(k, width)];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (deviation * random.nextGaussian());
      }
      weights.add(manager.create(values, new Shape(k, width)));
      biases.add(manager.zeros(new Shape(k)));
    }
  }

  /** Replaces the weights of the first heads. */
  void set(List<HeadWeights> values) {
    for (int i = 0; i < values.size(); i++) {
      try (NDManager scope = manager.newSubManager()) {
        scope.create(values.get(i).weights()).copyTo(weights.get(i));
      }
    }
  }

  /** Returns the logits of each head, shapes (N, K). */
  NDList logits(NDArray features) {
    NDList logits = new NDList(weights.size());
    for (int i = 0; i < weights.size(); i++) {
      NDArray weight = GradientScope.traced(weights.get(i));
      NDArray bias = GradientScope.traced(biases.get(i));
      logits.add(Linear.linear(features, weight, bias).singletonOrThrow());
    }
    return logits;
  }

  /** Returns logits in Java memory: for each head clips x K. */
  static List<float[][]> read(NDList logits) {
    List<float[][]> rows = new ArrayList<>();
    for (NDArray head : logits) {
      rows.add(JavaRows.of(head));
    }
    return rows;
  }

  /** Returns the weights of a head, shape (K, D). */
  NDArray weights(int head) {
    return weights.get(head);
  }

  /** Returns the biases of a head, shape (K). */
  NDArray biases(int head) {
    return biases.get(head);
  }

  /** Returns all weights and biases. */
  Map<String, NDArray> byName() {
    Map<String, NDArray> all = new LinkedHashMap<>();
    trained().forEach((name, parameter) -> all.put(name, parameter.array()));
    return all;
  }

  /** Returns all weights and biases with the kind of parameter they are. */
  Map<String, SgdUpdate.Trained> trained() {
    Map<String, SgdUpdate.Trained> all = new LinkedHashMap<>();
    for (int i = 0; i < weights.size(); i++) {
      String head = "head." + i;
      all.put(head + ".weight", new SgdUpdate.Trained(weights.get(i), Parameter.Type.WEIGHT));
      all.put(head + ".bias", new SgdUpdate.Trained(biases.get(i), Parameter.Type.BIAS));
    }
    return all;
  }

  @Override
  public void close() {
    manager.close();
  }
}
