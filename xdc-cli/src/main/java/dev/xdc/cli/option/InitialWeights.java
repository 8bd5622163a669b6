package dev.xdc.cli.option;

import ai.djl.Device;
import dev.xdc.Preset;
import dev.xdc.cli.output.ProgressOutput;
import dev.xdc.clip.Modality;
import dev.xdc.clip.Seeds;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.suite.run.Method;
import dev.xdc.weights.WeightReport.Fit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Weights that pretraining starts from in place of random ones. */
public final class InitialWeights {
  /** Describes {@link Fit}. */
  public static final String FIT =
      "How far file and encoder must agree: ${COMPLETION-CANDIDATES}. partial takes what fits.";

  @Option(
      names = "--init-video",
      paramLabel = "WEIGHTS",
      description =
          "Weights of the video encoder: a published name, a .pth or safetensors file, or a model's folder.")
  private @Nullable String video;

  @Option(
      names = "--init-audio",
      paramLabel = "WEIGHTS",
      description = "Weights of the audio encoder, in the forms of --init-video.")
  private @Nullable String audio;

  @Option(names = "--init-fit", paramLabel = "FIT", description = FIT)
  private Fit fit = Fit.COMPLETE;

  private final Map<Modality, WeightsSource> found = new EnumMap<>(Modality.class);

  /** Nothing is given yet. */
  public InitialWeights() {}

  /**
   * Finds the weights and returns {@code named} with their encoders.
   *
   * @throws IllegalArgumentException if they do not go with the method or are of another modality
   */
  public Preset settings(
      Preset named, EncoderOptions changes, Method method, ProgressOutput progress)
      throws IOException {
    EncoderSpec pictures = spec(video, Modality.VIDEO, named.video(), changes, method, progress);
    EncoderSpec sound = spec(audio, Modality.AUDIO, named.audio(), changes, method, progress);
    return named.withEncoders(pictures, sound);
  }

  private EncoderSpec spec(
      @Nullable String text,
      Modality modality,
      EncoderSpec preset,
      EncoderOptions changes,
      Method method,
      ProgressOutput progress)
      throws IOException {
    if (text == null) {
      return preset;
    }
    String option = "--init-" + modality;
    if (method == Method.SAME_VIDEO || method == Method.SAME_AUDIO) {
      throw new IllegalArgumentException(
          option
              + " does not go with --method "
              + method
              + ", whose two encoders would be one and the same: leave it out");
    }
    WeightsSource source = WeightsSource.of(text, modality, progress);
    EncoderSpec spec = source.spec();
    if (spec.modality() != modality) {
      throw new IllegalArgumentException(
          option
              + " is "
              + text
              + ", which holds "
              + spec
              + ", must hold a "
              + modality
              + " encoder");
    }
    found.put(modality, source);
    return changes.ofWeights(spec);
  }

  /**
   * Returns the encoders with weights, after {@link #settings}; the caller closes them.
   *
   * @param seed of the run, which decides the weights that files lack as it decides fresh ones
   */
  public List<Encoder> load(Preset preset, long seed, Device device, ProgressOutput progress)
      throws IOException {
    List<Encoder> loaded = new ArrayList<>();
    try {
      for (Map.Entry<Modality, WeightsSource> entry : found.entrySet()) {
        Modality modality = entry.getKey();
        EncoderSpec spec = preset.encoder(modality);
        long first = Seeds.stream(seed, "weights", modality.ordinal());
        Encoder encoder = Encoders.of(spec, preset.clip());
        loaded.add(entry.getValue().load(encoder, device, first, fit, progress));
      }
      return loaded;
    } catch (IOException | RuntimeException e) {
      loaded.forEach(Encoder::close);
      throw e;
    }
  }
}
