package dev.xdc.examples.cli;

import ai.djl.Device;
import picocli.CommandLine.Option;

/** Where to compute. */
final class DeviceOption {
  @Option(
      names = "--device",
      converter = DeviceNames.One.class,
      paramLabel = "DEVICE",
      description =
          "Where to compute: cpu, gpu or a numbered one such as gpu1; auto takes a GPU if there is one.")
  private DeviceNames name = DeviceNames.AUTO;

  DeviceOption() {}

  /**
   * Starts the engine and returns the device.
   *
   * @throws IllegalArgumentException if it is not there
   */
  Device device() {
    return name.devices().get(0);
  }
}
