package dev.xdc.cli.option;

import ai.djl.Device;
import dev.xdc.XdcModel;
import dev.xdc.cli.output.ProgressOutput;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.suite.run.Pretraining;
import dev.xdc.suite.run.TaskTimer;
import dev.xdc.weights.EncoderWeights;
import dev.xdc.weights.PretrainedWeights;
import dev.xdc.weights.TensorFile;
import dev.xdc.weights.WeightLayout;
import dev.xdc.weights.WeightReport.Fit;
import dev.xdc.weights.WeightsDownload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Weights by the name of published ones or by a file.
 *
 * @param file where they are
 * @param published who they are; null for a file of the user's
 * @param recipe of the encoder they are from; null if the file decides
 */
public record WeightsSource(
    Path file, @Nullable PretrainedWeights published, @Nullable EncoderSpec recipe) {

  /** Frames of the clips of the paper's final encoders (§6). */
  private static final int LONG_FRAMES = 32;

  /**
   * Finds weights; published ones are fetched unless they are in the cache. A file that is named as
   * a published one must be it.
   *
   * @throws IllegalArgumentException if {@code text} is neither a file nor a name
   * @throws IOException if a file has another hash than the one in its name
   */
  public static WeightsSource of(String text, ProgressOutput progress) throws IOException {
    Path file = Path.of(text);
    if (Files.exists(file)) {
      Optional<PretrainedWeights> named = PretrainedWeights.of(file);
      if (named.isPresent()) {
        named.get().verify(file);
      }
      return new WeightsSource(
          file, named.orElse(null), named.map(PretrainedWeights::spec).orElse(null));
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
  public static WeightsSource of(String text, Modality modality, ProgressOutput progress)
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

  /**
   * Finds files of weights: each encoder's in the folder of a model, video first, or the one of
   * {@link #of(String, ProgressOutput)}.
   *
   * @throws IOException if a folder holds no weights
   */
  public static List<Path> files(String text, ProgressOutput progress) throws IOException {
    Path folder = Path.of(text);
    if (!Files.isDirectory(folder)) {
      return List.of(of(text, progress).file());
    }
    List<Path> files =
        Arrays.stream(Modality.values())
            .map(modality -> XdcModel.weights(folder, modality))
            .filter(Files::isRegularFile)
            .toList();
    if (files.isEmpty()) {
      Path model = Pretraining.model(folder);
      throw new IOException(
          folder
              + " holds no model: video.safetensors and audio.safetensors are missing"
              + (Files.isDirectory(model) ? "; give " + model : ""));
    }
    return files;
  }

  private static PretrainedWeights published(String name) {
    return PretrainedWeights.named(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    name
                        + " is no file or folder, and none of the published weights "
                        + Arrays.stream(PretrainedWeights.values())
                            .map(PretrainedWeights::label)
                            .collect(Collectors.joining(", "))));
  }

  /**
   * Returns the recipe of the encoder that takes the weights.
   *
   * @throws IOException if it is none of those there are
   */
  public EncoderSpec spec() throws IOException {
    if (recipe != null) {
      return recipe;
    }
    try (TensorFile opened = TensorFile.open(file)) {
      return WeightLayout.of(opened)
          .orElseThrow(
              () ->
                  new IOException(
                      file
                          + " holds neither an R(2+1)D nor an audio ResNet of a width up to 256; see xdc weights inspect"));
    }
  }

  /** Returns the clips that published weights were trained with; the paper's longer ones else. */
  public ClipSpec clip() {
    return published == null
        ? ClipSpec.paper().toBuilder().optFrames(LONG_FRAMES).build()
        : published.clip();
  }

  /**
   * Draws an encoder's weights and puts those of the file in their place.
   *
   * @param encoder without weights yet; closed if they do not fit
   * @param seed decides what the file lacks
   * @return {@code encoder}
   * @throws IOException if the file holds less than {@code fit} asks for
   */
  public Encoder load(Encoder encoder, Device device, long seed, Fit fit, ProgressOutput progress)
      throws IOException {
    try (TensorFile opened = TensorFile.open(file)) {
      compare(encoder, opened, fit);
      encoder.initialize(device, seed);
      progress.line(file + ": " + EncoderWeights.load(encoder, opened, fit));
      return encoder;
    } catch (IOException | RuntimeException e) {
      encoder.close();
      throw e;
    }
  }

  private static void compare(Encoder encoder, TensorFile opened, Fit fit) throws IOException {
    try {
      EncoderWeights.compare(encoder, opened, fit);
    } catch (IOException e) {
      throw new IOException(
          e.getMessage() + "; see xdc weights inspect, and --help for how much must fit", e);
    }
  }
}
