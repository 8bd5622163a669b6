package dev.xdc.search.cli;

import ai.djl.Device;
import dev.xdc.XdcModel;
import dev.xdc.cli.option.DeviceOption;
import dev.xdc.cli.option.PrecisionOption;
import dev.xdc.cli.option.Ranges;
import dev.xdc.cli.output.ProgressOutput;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoder;
import dev.xdc.search.IndexedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The model of an index, and how it computes. */
final class SearchModel {

  @Option(
      names = "--model",
      required = true,
      showDefaultValue = Visibility.NEVER,
      paramLabel = "DIR",
      description = "Folder of the model whose features the index holds.")
  private Path folder = Path.of("");

  @Option(
      names = "--clips",
      converter = Ranges.AtLeastOne.class,
      paramLabel = "N",
      description =
          "Clips of a video whose mean feature represents it; the same for add and query.")
  private int clips = 10;

  @Mixin private DeviceOption device = new DeviceOption();
  @Mixin private PrecisionOption precision = new PrecisionOption();

  /** Opens the model, for the caller to close. */
  XdcModel load() throws IOException {
    return XdcModel.load(folder, device.device());
  }

  /** Returns by what an index knows the model. */
  IndexedModel identity(XdcModel model) throws IOException {
    return IndexedModel.of(folder, model);
  }

  int clips() {
    return clips;
  }

  /** Returns encoders with the precision asked for; a line says so if it is slow. */
  List<Encoder> encoders(XdcModel model, List<Modality> modalities, ProgressOutput progress) {
    Device computing = device.device();
    precision.measured(computing, progress);
    return modalities.stream()
        .map(m -> model.encoder(m).optPrecision(precision.precision()))
        .toList();
  }
}
