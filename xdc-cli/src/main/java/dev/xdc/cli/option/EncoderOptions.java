package dev.xdc.cli.option;

import dev.xdc.Preset;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.AudioStem;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Pooling;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is changed in a preset's encoders: points that the paper leaves open. */
public final class EncoderOptions {

  @Option(
      names = "--bn-momentum",
      converter = Ranges.Share.class,
      paramLabel = "M",
      description =
          "Share of the old running statistic that batch norm keeps, 0 to 1; the preset's by default.")
  private @Nullable Double normMomentum;

  @Option(
      names = "--audio-stem",
      paramLabel = "STEM",
      description =
          "First layers of the audio encoder: ${COMPLETION-CANDIDATES}; the preset's by default.")
  private @Nullable AudioStem stem;

  @Option(
      names = "--audio-pooling",
      paramLabel = "POOLING",
      description =
          "How the audio encoder's last map becomes the feature: ${COMPLETION-CANDIDATES}; the stem's by default.")
  private @Nullable Pooling pooling;

  EncoderOptions() {}

  /** Returns {@code named} with the encoders as the options say. */
  Preset changed(Preset named) {
    EncoderSpec audio = named.audio();
    if (stem != null) {
      audio =
          EncoderSpec.audioResNet(audio.depth(), audio.width(), stem)
              .withNormMomentum(audio.normMomentum());
    }
    return named.withEncoders(changed(named.video()), changed(audio));
  }

  /** Returns the recipe of given weights as the options say. */
  EncoderSpec ofWeights(EncoderSpec spec) {
    if (spec.modality() == Modality.AUDIO && stem != null && stem != spec.stem()) {
      throw new IllegalArgumentException(
          "--audio-stem is "
              + stem
              + ", but the weights of --init-audio are of stem "
              + spec.stem()
              + ": leave --audio-stem out");
    }
    return changed(spec);
  }

  private EncoderSpec changed(EncoderSpec spec) {
    EncoderSpec changed = normMomentum == null ? spec : spec.withNormMomentum(normMomentum);
    return pooling == null || spec.modality() == Modality.VIDEO
        ? changed
        : changed.withPooling(pooling);
  }
}
