package dev.xdc.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import dev.xdc.clip.Modality;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** What an encoder computes with: a built-in network or one of the user's own. */
interface Network {

  /** Returns the network for DJL's own tools. */
  Block block();

  /** Returns what passes compute with and where. */
  Computing computing();

  /** Sets what later passes compute with and where. */
  void setComputing(Computing computing);

  /**
   * Makes the weights, FLOAT32.
   *
   * @param seed decides them; empty if others take their place at once
   */
  void make(NDManager owner, OptionalLong seed, Shape clip);

  /** Returns the weights by name. */
  default Map<String, Parameter> parameters() {
    Map<String, Parameter> byName = new LinkedHashMap<>();
    for (Pair<String, Parameter> entry : block().getParameters()) {
      byName.put(entry.getKey(), entry.getValue());
    }
    return Collections.unmodifiableMap(byName);
  }

  /**
   * Returns D; the weights exist.
   *
   * @param owner of the weights
   * @throws IllegalArgumentException if clips do not become one row each
   */
  int featureWidth(Modality modality, Shape clip, NDManager owner);

  /**
   * Checks that the weights, which exist, can be used as {@link #computing} says.
   *
   * @throws IllegalArgumentException if not; says what to set instead
   */
  void requireComputable(Shape clip, NDManager owner);

  /**
   * Computes features.
   *
   * @param clips shape (N, ...); its manager owns the result
   * @return shape (N, D), FLOAT32
   */
  NDArray features(ParameterStore parameters, NDArray clips, boolean training);

  /**
   * Computes the map before it is pooled, see {@link Encoder#lastStage}.
   *
   * @throws IllegalStateException if there is none that is known
   */
  NDArray lastStage(ParameterStore parameters, NDArray clips);
}
