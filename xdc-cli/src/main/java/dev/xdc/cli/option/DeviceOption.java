package dev.xdc.cli.option;

import ai.djl.Device;
import picocli.CommandLine.Option;

/** Where to compute. */
public final class DeviceOption {
  @Option(
      names = "--device",
      converter = DeviceNames.One.class,
      paramLabel = "DEVICE",
      description =
          "Where to compute: cpu, gpu, or a GPU such as gpu1; auto takes a GPU if there is one.")
  private DeviceNames name = DeviceNames.AUTO;

  /** Nothing is given yet. */
  public DeviceOption() {}

  /**
   * Starts the engine and returns the device.
   *
   * @throws IllegalArgumentException if it is not there
   */
  public Device device() {
    return name.devices().get(0);
  }
}
