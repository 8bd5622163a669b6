package dev.xdc.encoder;

import ai.djl.Device;
import dev.xdc.internal.engine.TapProducts;
import java.util.List;

/**
 * What a network computes with and where.
 *
 * @param devices that share a batch, the one with the weights first; empty if it stays where it is
 * @param products whether weight gradients of convolutions over time are computed by {@link
 *     TapProducts} on CPUs
 * @param folded whether inference folds batch norms into convolutions, see {@link InferenceScript}
 * @param recomputed whether a training step keeps few activations and computes the others again
 */
record Computing(
    Precision precision,
    BatchStatistics statistics,
    List<Device> devices,
    boolean products,
    boolean folded,
    boolean recomputed) {
  static final Computing STANDARD =
      new Computing(
          Precision.FLOAT32,
          BatchStatistics.JOINT,
          List.of(),
          TapProducts.areFaster(),
          Boolean.parseBoolean(System.getProperty("xdc.foldedInference", "true")),
          false);

  Computing {
    devices = List.copyOf(devices);
  }

  /** Whether a network computes in FLOAT32 where its weights are. */
  boolean isPlain() {
    return precision == Precision.FLOAT32 && devices.size() <= 1;
  }

  Computing withPrecision(Precision other) {
    return new Computing(other, statistics, devices, products, folded, recomputed);
  }

  Computing withStatistics(BatchStatistics other) {
    return new Computing(precision, other, devices, products, folded, recomputed);
  }

  Computing withDevices(List<Device> others) {
    return new Computing(precision, statistics, others, products, folded, recomputed);
  }

  Computing withProducts(boolean other) {
    return new Computing(precision, statistics, devices, other, folded, recomputed);
  }

  Computing withFolded(boolean other) {
    return new Computing(precision, statistics, devices, products, other, recomputed);
  }

  Computing withRecomputed(boolean other) {
    return new Computing(precision, statistics, devices, products, folded, other);
  }

  /**
   * Checks that weights on {@code home} can be used.
   *
   * @throws IllegalArgumentException if the devices begin with another one
   */
  void requireHome(Device home) {
    if (!devices.isEmpty() && !devices.get(0).equals(home)) {
      throw new IllegalArgumentException(
          "devices are " + devices + ", must begin with " + home + ", where the weights live");
    }
  }
}
