package dev.xdc.cli.option;

import ai.djl.Device;
import dev.xdc.XdcModel;
import dev.xdc.cli.output.ProgressOutput;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A model whose encoders are applied as they are, and how. */
public final class ModelOptions {

  @Option(
      names = "--model",
      required = true,
      showDefaultValue = Visibility.NEVER,
      paramLabel = "DIR",
      description = "Folder of a model, such as the folder final of a run.")
  private Path folder = Path.of("");

  @Mixin private ModalityOption modality = new ModalityOption();
  @Mixin private DeviceOption device = new DeviceOption();
  @Mixin private PrecisionOption precision = new PrecisionOption();

  /** Both modalities in float32. */
  public ModelOptions() {}

  /** Opens the model, for the caller to close. */
  public XdcModel load() throws IOException {
    return XdcModel.load(folder, device.device());
  }

  /** Returns what every file must hold. */
  public Set<Modality> required() {
    return modality.required();
  }

  /**
   * Returns the encoders asked for with their precision; a line says so if it is slow.
   *
   * @param model owns the encoders
   */
  public List<Encoder> encoders(XdcModel model, ProgressOutput progress) {
    Device computing = device.device();
    precision.measured(computing, progress);
    return modality.modalities().stream()
        .map(m -> model.encoder(m).optPrecision(precision.precision()))
        .toList();
  }
}
