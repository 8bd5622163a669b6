package dev.xdc.suite.run;

import ai.djl.Device;
import dev.xdc.XdcTrainerBuilder;
import dev.xdc.encoder.BatchStatistics;
import dev.xdc.encoder.Encoder;
import java.util.List;

/**
 * Where a training computes.
 *
 * @param devices that share every batch; weights are kept on the first
 * @param recomputed whether steps compute activations again, see {@link
 *     Encoder#optRecomputedActivations}
 */
public record SharedBatch(List<Device> devices, BatchStatistics statistics, boolean recomputed) {

  /** Everything on one device. */
  public static SharedBatch of(Device device) {
    return new SharedBatch(List.of(device), BatchStatistics.JOINT, false);
  }

  /** Returns the device that keeps the weights. */
  public Device first() {
    return devices.get(0);
  }

  /** Returns whether it is not the processor that computes. */
  public boolean onGpu() {
    return first().isGpu();
  }

  /** Sets a trainer to these devices. */
  public XdcTrainerBuilder configure(XdcTrainerBuilder builder) {
    return builder
        .optDevices(devices)
        .optBatchStatistics(statistics)
        .optRecomputedActivations(recomputed);
  }

  /** Sets an encoder to these devices. */
  public Encoder configure(Encoder encoder) {
    return encoder
        .optDevices(devices)
        .optBatchStatistics(statistics)
        .optRecomputedActivations(recomputed);
  }
}
