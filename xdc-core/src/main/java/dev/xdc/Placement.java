package dev.xdc;

import ai.djl.Device;
import dev.xdc.encoder.BatchStatistics;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.Precision;
import dev.xdc.encoder.PrecisionGain;
import dev.xdc.engine.TorchEngine;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a run computes and with what, as far as its builder says; encoders know the rest.
 *
 * @param devices those that share a batch, the one with the weights first; none for the engine's
 * @param statistics of which clips batch norm takes them; null for what the encoders are set to
 * @param precision null for what the encoders are set to
 * @param recomputed whether activations are; null for what the encoders are set to
 */
record Placement(
    List<Device> devices,
    @Nullable BatchStatistics statistics,
    @Nullable Precision precision,
    @Nullable Boolean recomputed) {
  private static final Logger LOGGER = LoggerFactory.getLogger(Placement.class);

  /** Nothing is said. */
  static final Placement ANY = new Placement(List.of(), null, null, null);

  Placement {
    devices = List.copyOf(devices);
  }

  /**
   * Returns a copy with other devices.
   *
   * @throws IllegalArgumentException if there are none
   */
  Placement withDevices(List<Device> devices) {
    if (devices.isEmpty()) {
      throw new IllegalArgumentException("devices are none, must be at least one");
    }
    return new Placement(devices, statistics, precision, recomputed);
  }

  Placement withStatistics(BatchStatistics statistics) {
    return new Placement(devices, statistics, precision, recomputed);
  }

  Placement withPrecision(Precision precision) {
    return new Placement(devices, statistics, precision, recomputed);
  }

  Placement withRecomputed(boolean recomputed) {
    return new Placement(devices, statistics, precision, recomputed);
  }

  /** Returns where weights live that do not exist yet. */
  Device home() {
    return devices.isEmpty() ? TorchEngine.ready().defaultDevice() : devices.get(0);
  }

  /** Sets what encoders compute with and where. */
  void applyTo(List<Encoder> encoders) {
    for (Encoder encoder : encoders) {
      if (precision != null) {
        encoder.optPrecision(precision);
      }
      if (statistics != null) {
        encoder.optBatchStatistics(statistics);
      }
      if (recomputed != null) {
        encoder.optRecomputedActivations(recomputed);
      }
      if (!devices.isEmpty()) {
        encoder.optDevices(devices);
      }
    }
    warnOfSlowPrecision(encoders);
  }

  private void warnOfSlowPrecision(List<Encoder> encoders) {
    if (encoders.stream().anyMatch(e -> e.precision() == Precision.BFLOAT16)) {
      PrecisionGain.slowdown(Precision.BFLOAT16, home())
          .ifPresent(
              gain ->
                  LOGGER.warn(
                      "BFLOAT16 is {} times as fast as FLOAT32 on {}: leave it at FLOAT32",
                      String.format(Locale.ROOT, "%.2f", gain),
                      home()));
    }
  }
}
