package dev.xdc.cli.option;

import ai.djl.Device;
import ai.djl.engine.Engine;
import dev.xdc.engine.TorchEngine;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Devices as the command line names them: {@code auto}, or one or several of {@code cpu}, {@code
 * gpu}, which is {@code gpu0}, and {@code gpuN}.
 *
 * @param names in lower case, at least one
 */
record DeviceNames(List<String> names) {
  static final DeviceNames AUTO = new DeviceNames(List.of("auto"));

  private static final Pattern NAME = Pattern.compile("cpu|gpu\\d{0,4}");

  /** Reads one name. */
  static final class One implements ITypeConverter<DeviceNames> {
    @Override
    public DeviceNames convert(String value) {
      DeviceNames names = new Several().convert(value);
      if (names.names().size() > 1) {
        throw new TypeConversionException(
            "value is " + value + ", must be one device: only training shares a batch");
      }
      return names;
    }
  }

  /** Reads names separated by commas. */
  static final class Several implements ITypeConverter<DeviceNames> {
    @Override
    public DeviceNames convert(String value) {
      List<String> names =
          Stream.of(value.toLowerCase(Locale.ROOT).split(",", -1)).map(String::strip).toList();
      if (names.equals(AUTO.names())) {
        return AUTO;
      }
      for (String name : names) {
        if (!NAME.matcher(name).matches()) {
          throw new TypeConversionException(
              "value is " + value + ", must be auto, cpu, gpu or a numbered one such as gpu1");
        }
      }
      return new DeviceNames(names);
    }
  }

  /**
   * Starts the engine and returns the devices.
   *
   * @throws IllegalArgumentException if one is not there
   */
  List<Device> devices() {
    Engine engine = TorchEngine.ready();
    return equals(AUTO)
        ? List.of(engine.defaultDevice())
        : names.stream().map(name -> device(name, engine.getGpuCount())).toList();
  }

  private static Device device(String name, int gpus) {
    if (name.equals("cpu")) {
      return Device.cpu();
    }
    int number = name.equals("gpu") ? 0 : Integer.parseInt(name.substring("gpu".length()));
    if (gpus == 0) {
      throw new IllegalArgumentException(
          "--device is "
              + name
              + ", but PyTorch sees no GPU; use --device cpu, or PyTorch libraries with CUDA");
    }
    if (number >= gpus) {
      throw new IllegalArgumentException(
          "--device is "
              + name
              + ", but PyTorch sees "
              + gpus
              + " GPUs, numbered from gpu0: use gpu"
              + (gpus - 1)
              + " or lower");
    }
    return Device.gpu(number);
  }

  @Override
  public String toString() {
    return String.join(",", names);
  }
}
