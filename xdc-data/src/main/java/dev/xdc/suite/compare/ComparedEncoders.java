package dev.xdc.suite.compare;

import ai.djl.Device;
import dev.xdc.Preset;
import dev.xdc.XdcModel;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.Modality;
import dev.xdc.clip.Seeds;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.Encoders;
import dev.xdc.eval.EvalResult;
import dev.xdc.eval.FineTune;
import dev.xdc.suite.run.Method;
import dev.xdc.suite.run.Pretraining;
import dev.xdc.suite.run.SharedBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The encoders that a comparison judges: trained as a row says, or fresh. Those of one seed start
 * from the same weights.
 *
 * @param pretrained clips to train on
 * @param test clips that encoders trained on labels are tested on
 * @param store knows where the model of each row and seed lies
 */
record ComparedEncoders(
    ComparisonSettings settings,
    ClipDataset pretrained,
    ClipDataset test,
    ComparisonStore store,
    ComparisonProgress progress) {

  /** Returns whether the trained encoders of a row and seed are there. */
  boolean exist(Row row, long seed) {
    return Files.isDirectory(folder(row, seed));
  }

  private Path folder(Row row, long seed) {
    return Pretraining.model(store.run(row, seed));
  }

  /** Returns the encoders of a row and seed, which the caller closes. */
  XdcModel open(Row row, long seed) throws IOException {
    return row.isTrained()
        ? XdcModel.load(folder(row, seed), settings.device())
        : fresh(seed, Map.of());
  }

  /** Trains the encoders of a row and saves them. */
  void train(Row row, long seed) throws IOException {
    Method method = row.method();
    if (method == null) {
      supervise(seed);
      return;
    }
    new Pretraining(
            method,
            settings.pretraining(method),
            seed,
            SharedBatch.of(settings.device()),
            trainer -> {})
        .run(
            pretrained,
            store.run(row, seed),
            List.of(),
            progress.output(),
            progress.measuring(row),
            progress.pretraining(row + " seed " + seed));
  }

  /** Trains encoders on all labels, the upper end of what may be expected. */
  private void supervise(long seed) throws IOException {
    Preset preset = settings.preset();
    String learned = pretrained.origin().map(drawn -> " of " + drawn).orElse("");
    try (XdcModel model = fresh(seed, Map.of("fine-tuned on", "all labels" + learned))) {
      for (Modality modality : Modality.values()) {
        EvalResult result =
            new FineTune(preset.protocol(), preset.supervised())
                .run(
                    model.encoder(modality),
                    pretrained,
                    test,
                    seed,
                    progress.training("supervised seed " + seed + " " + modality, modality));
        progress.output().line("supervised seed " + seed + ", all labels: " + result);
      }
      model.save(folder(Row.SUPERVISED, seed));
    }
  }

  /** Fresh encoders with the weights that pretraining with this seed starts from. */
  private XdcModel fresh(long seed, Map<String, String> more) {
    Preset preset = settings.preset();
    Device device = settings.device();
    List<Encoder> encoders = new ArrayList<>();
    encoders.add(
        Encoders.of(preset.video(), preset.clip())
            .initialize(device, Seeds.stream(seed, "weights", 0)));
    encoders.add(
        Encoders.of(preset.audio(), preset.clip())
            .initialize(device, Seeds.stream(seed, "weights", 1)));
    Map<String, String> provenance = new LinkedHashMap<>(more);
    provenance.put("weights", "fresh, seed " + seed);
    return new XdcModel(preset.clip(), encoders, provenance);
  }
}
