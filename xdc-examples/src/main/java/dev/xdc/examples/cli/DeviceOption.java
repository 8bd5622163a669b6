package dev.xdc.examples.cli;

import ai.djl.Device;
import ai.djl.engine.Engine;
import dev.xdc.engine.TorchEngine;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Where to compute. */
final class DeviceOption {

  enum Kind {
    AUTO,
    CPU,
    GPU;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--device",
      description = "Where to compute: ${COMPLETION-CANDIDATES}; auto takes a GPU if there is one.")
  private Kind kind = Kind.AUTO;

  DeviceOption() {}

  /**
   * Starts the engine and returns the device.
   *
   * @throws IllegalArgumentException if there is no GPU but one is asked for
   */
  Device device() {
    Engine engine = TorchEngine.ready();
    if (kind == Kind.GPU && engine.getGpuCount() == 0) {
      throw new IllegalArgumentException(
          "--device is gpu, but PyTorch sees none; use --device cpu, or PyTorch libraries with CUDA");
    }
    return switch (kind) {
      case AUTO -> engine.defaultDevice();
      case CPU -> Device.cpu();
      case GPU -> Device.gpu();
    };
  }
}
