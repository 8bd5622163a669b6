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

/** Where a run computes and with what, as far as its builder was told; encoders know the rest. */
final class Placement {
  private static final Logger LOGGER = LoggerFactory.getLogger(Placement.class);

  private List<Device> devices = List.of();
  private @Nullable BatchStatistics statistics;
  private @Nullable Precision precision;

  void setDevices(List<Device> devices) {
    if (devices.isEmpty()) {
      throw new IllegalArgumentException("devices are none, must be at least one");
    }
    this.devices = List.copyOf(devices);
  }

  void setStatistics(BatchStatistics statistics) {
    this.statistics = statistics;
  }

  void setPrecision(Precision precision) {
    this.precision = precision;
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
