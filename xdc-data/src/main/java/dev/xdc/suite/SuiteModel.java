package dev.xdc.suite;

import ai.djl.Device;
import dev.xdc.XdcModel;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.suite.run.PresetName;
import dev.xdc.weights.EncoderWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * A model to be judged, and what its results belong to.
 *
 * @param clip how its clips are cut
 * @param kind how its encoders came about
 * @param preset whose encoders and clips it has; null if it was made by settings of its own
 * @param weights fingerprint of its weights, by modality
 */
public record SuiteModel(
    Path folder, ClipSpec clip, SuiteKind kind, @Nullable PresetName preset, String weights) {
  /** Reads what a model records of itself. */
  public static SuiteModel read(Path folder) throws IOException {
    try (XdcModel model = XdcModel.load(folder, Device.cpu())) {
      StringJoiner weights = new StringJoiner(", ");
      for (Modality modality : Modality.values()) {
        if (model.has(modality)) {
          weights.add(modality + " " + EncoderWeights.fingerprint(model.encoder(modality)));
        }
      }
      return new SuiteModel(
          folder,
          model.clipSpec(),
          SuiteKind.of(model.provenance()),
          PresetName.of(model).orElse(null),
          weights.toString());
    }
  }
}
