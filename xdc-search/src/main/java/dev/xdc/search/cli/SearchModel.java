package dev.xdc.search.cli;

import ai.djl.Device;
import dev.xdc.XdcModel;
import dev.xdc.cli.option.DeviceOption;
import dev.xdc.cli.option.PrecisionOption;
import dev.xdc.cli.option.Ranges;
import dev.xdc.cli.output.ProgressOutput;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoder;
import dev.xdc.search.EntryRule;
import dev.xdc.search.IndexedModel;
import dev.xdc.search.SearchIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
          "Clips of a video whose mean feature represents it; as in the index, or 10, unless"
              + " given.")
  private @Nullable Integer clips;

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

  /**
   * Returns the number of clips of the index's entries, or for a new index the one asked for.
   *
   * @throws IllegalArgumentException if another number is asked for
   */
  int clips(SearchIndex index, Path named) {
    EntryRule rule = index.rule().orElse(null);
    if (rule == null) {
      return clips == null ? EntryRule.DEFAULT_CLIPS : clips;
    }
    if (clips != null) {
      rule.require(named, clips);
    }
    return rule.clips();
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
