package dev.xdc.examples.cli;

import ai.djl.Device;
import dev.xdc.XdcModel;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.weights.EncoderWeights;
import dev.xdc.weights.PretrainedWeights;
import dev.xdc.weights.TensorFile;
import dev.xdc.weights.WeightLayout;
import dev.xdc.weights.WeightReport;
import dev.xdc.weights.WeightsDownload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Weights by the name of published ones or by a file.
 *
 * @param file where they are
 * @param published who they are; null for a file of the user's
 * @param recipe of the encoder they are from; null if the file has to tell
 */
record WeightsSource(
    Path file, @Nullable PretrainedWeights published, @Nullable EncoderSpec recipe) {

  /**
   * Finds weights; published ones are fetched unless they are in the cache.
   *
   * @throws IllegalArgumentException if {@code text} is neither a file nor a name
   */
  static WeightsSource of(String text, ProgressOutput progress) throws IOException {
    Path file = Path.of(text);
    if (Files.exists(file)) {
      return new WeightsSource(file, null, null);
    }
    PretrainedWeights published = published(text);
    TaskTimer timer = new TaskTimer();
    WeightsDownload download =
        new WeightsDownload(
            WeightsDownload.cache(),
            (done, all) ->
                progress.update(
                    "fetching " + text, done, Math.max(done, all), timer.secondsLeft(done, all)));
    return new WeightsSource(download.fetch(published), published, published.spec());
  }

  /** Finds weights as {@link #of(String, ProgressOutput)}, also in the folder of a model. */
  static WeightsSource of(String text, Modality modality, ProgressOutput progress)
      throws IOException {
    Path folder = Path.of(text);
    if (!Files.isDirectory(folder)) {
      return of(text, progress);
    }
    try (XdcModel model = XdcModel.load(folder, Device.cpu())) {
      if (!model.has(modality)) {
        throw new IllegalArgumentException(folder + " holds no " + modality + " encoder");
      }
      return new WeightsSource(
          XdcModel.weights(folder, modality), null, model.encoder(modality).spec().orElse(null));
    }
  }

  private static PretrainedWeights published(String name) {
    return PretrainedWeights.named(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    name
                        + " is neither a file nor one of "
                        + Arrays.stream(PretrainedWeights.values())
                            .map(PretrainedWeights::label)
                            .collect(Collectors.joining(", "))));
  }

  /**
   * Returns the recipe of the encoder that takes the weights.
   *
   * @throws IOException if it is none of those there are
   */
  EncoderSpec spec() throws IOException {
    if (recipe != null) {
      return recipe;
    }
    try (TensorFile opened = TensorFile.open(file)) {
      return WeightLayout.of(opened)
          .orElseThrow(
              () ->
                  new IOException(
                      file
                          + " holds neither an R(2+1)D nor an audio ResNet; see xdc weights inspect"));
    }
  }

  /** Returns an encoder with the weights, which the caller closes. */
  Encoder load(ClipSpec clip, Device device, ProgressOutput progress) throws IOException {
    return load(spec(), clip, device, progress);
  }

  /** Returns an encoder of {@code spec} with the weights, which the caller closes. */
  Encoder load(EncoderSpec spec, ClipSpec clip, Device device, ProgressOutput progress)
      throws IOException {
    Encoder encoder = Encoders.of(spec, clip).initialize(device, 0);
    try (TensorFile opened = TensorFile.open(file)) {
      if (published != null) {
        published.verify(file);
      }
      progress.line(
          String.format(
              Locale.ROOT,
              "%s: %s",
              file,
              EncoderWeights.load(encoder, opened, WeightReport.Fit.COMPLETE)));
      return encoder;
    } catch (IOException | RuntimeException e) {
      encoder.close();
      throw e;
    }
  }
}
