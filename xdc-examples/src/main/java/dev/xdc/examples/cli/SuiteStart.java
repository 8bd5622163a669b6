package dev.xdc.examples.cli;

import ai.djl.Device;
import dev.xdc.Preset;
import dev.xdc.XdcModel;
import dev.xdc.clip.Modality;
import dev.xdc.clip.Seeds;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.Encoders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the encoders of an evaluation come from: exactly one of three. */
final class SuiteStart {

  @Option(
      names = "--model",
      split = ",",
      paramLabel = "DIR",
      description =
          "Folders of models, such as the folder final of a run. Several count as runs of one kind, for mean and spread.")
  private List<Path> models = new ArrayList<>();

  @Option(names = "--random", description = "Fresh encoders of the preset, frozen.")
  private boolean random;

  @Option(
      names = "--scratch",
      description = "Fresh encoders of the preset, trained: protocol full.")
  private boolean scratch;

  SuiteStart() {}

  /**
   * One run.
   *
   * @param model null for fresh encoders
   * @param seed of fresh weights and of training
   */
  record Run(@Nullable Path model, long seed) {
    @Override
    public String toString() {
      return (model == null ? "" : model + " ") + "seed " + seed;
    }

    /** Opens one encoder, for the caller to close. */
    Encoder open(Modality modality, SuiteSettings settings) throws IOException {
      return open(modality, settings.preset(), settings.device())
          .optPrecision(settings.precision());
    }

    private Encoder open(Modality modality, Preset preset, Device device) throws IOException {
      if (model == null) {
        return Encoders.of(
                modality == Modality.VIDEO ? preset.video() : preset.audio(), preset.clip())
            .initialize(device, Seeds.stream(seed, "weights", modality.ordinal()));
      }
      XdcModel loaded = XdcModel.load(model, device);
      if (!loaded.has(modality)) {
        loaded.close();
        throw new IllegalArgumentException(
            model + " holds no " + modality + " encoder; choose another --modality");
      }
      if (loaded.has(modality.other())) {
        loaded.encoder(modality.other()).close();
      }
      return loaded.encoder(modality);
    }
  }

  /** Returns the runs: one of each model, or {@code seeds} of one model or of fresh encoders. */
  List<Run> runs(long firstSeed, int seeds) {
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < Math.max(seeds, models.size()); i++) {
      Path model = models.isEmpty() ? null : models.get(Math.min(i, models.size() - 1));
      runs.add(new Run(model, firstSeed + i));
    }
    return runs;
  }

  /** Returns the first model; null if encoders are fresh. */
  @Nullable Path model() {
    return models.isEmpty() ? null : models.get(0);
  }

  /**
   * Tells whether a protocol makes sense from here: fresh encoders are either frozen or trained.
   */
  boolean allows(SuiteProtocol protocol) {
    return random ? protocol.isFrozen() : !scratch || !protocol.isFrozen();
  }

  /** Returns the kind as the paper's tables name it. */
  String kind() {
    return random ? "Random" : scratch ? "Scratch" : "XDC";
  }
}
