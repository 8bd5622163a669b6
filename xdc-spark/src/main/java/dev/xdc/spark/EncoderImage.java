package dev.xdc.spark;

import ai.djl.Device;
import dev.xdc.clip.ClipSpec;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderRecipe;
import dev.xdc.encoder.Encoders;
import dev.xdc.encoder.Precision;
import dev.xdc.engine.TorchEngine;
import java.io.Serializable;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.resource.ResourceInformation;

/**
 * An encoder as it is sent to executors.
 *
 * @param recipe what builds its network
 * @param precision what it computes with
 * @param recomputed whether its training steps compute activations again
 * @param weights begins with its weights and running statistics
 */
record EncoderImage(
    EncoderRecipe recipe, Precision precision, boolean recomputed, Broadcast<float[]> weights)
    implements Serializable {

  /**
   * Makes the image of an encoder.
   *
   * @param weights begins with those of {@code encoder}
   * @throws IllegalArgumentException if it has no recipe
   */
  static EncoderImage of(Encoder encoder, Broadcast<float[]> weights) {
    EncoderRecipe recipe =
        encoder
            .recipe()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        encoder
                            + " has no recipe, which executors build it by: give the network an"
                            + " EncoderRecipe"));
    return new EncoderImage(recipe, encoder.precision(), encoder.recomputedActivations(), weights);
  }

  /** Returns what distinguishes its network from others. */
  String name() {
    return recipe + " " + precision;
  }

  /** Builds the network on the device of this task: its GPU if Spark gave it one. */
  Encoder build(ClipSpec spec) {
    return Encoders.of(recipe, spec)
        .optPrecision(precision)
        .optRecomputedActivations(recomputed)
        .initialize(device(), 0);
  }

  private static Device device() {
    TaskContext task = TaskContext.get();
    ResourceInformation gpu = task == null ? null : task.resourcesJMap().get("gpu");
    return gpu == null
        ? TorchEngine.ready().defaultDevice()
        : Device.gpu(Integer.parseInt(gpu.addresses()[0]));
  }
}
