package dev.xdc.suite;

import ai.djl.Device;
import dev.xdc.Preset;
import dev.xdc.XdcModel;
import dev.xdc.clip.Modality;
import dev.xdc.clip.Seeds;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.Encoders;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The encoders of one run: those of a model, or fresh ones.
 *
 * @param model null for fresh encoders
 * @param seed of fresh weights and of training
 */
public record EncoderRun(@Nullable SuiteModel model, long seed) {
  @Override
  public String toString() {
    return (model == null ? "" : model.folder() + " ") + "seed " + seed;
  }

  /** Returns a fingerprint of the model's weights; null for fresh ones. */
  @Nullable String weights() {
    return model == null ? null : model.weights();
  }

  /** Opens one encoder, for the caller to close. */
  Encoder open(Modality modality, SuiteSettings settings) throws IOException {
    return open(modality, settings.preset(), settings.device()).optPrecision(settings.precision());
  }

  private Encoder open(Modality modality, Preset preset, Device device) throws IOException {
    if (model == null) {
      return Encoders.of(preset.encoder(modality), preset.clip())
          .initialize(device, Seeds.stream(seed, "weights", modality.ordinal()));
    }
    XdcModel loaded = XdcModel.load(model.folder(), device);
    if (!loaded.has(modality)) {
      loaded.close();
      throw new IllegalArgumentException(
          model.folder() + " holds no " + modality + " encoder; choose the other modality");
    }
    if (loaded.has(modality.other())) {
      loaded.encoder(modality.other()).close();
    }
    return loaded.encoder(modality);
  }
}
