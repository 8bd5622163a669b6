package dev.xdc.export;

import dev.xdc.clip.ClipSpec;
import dev.xdc.data.transform.LogMelSpectrogram;
import dev.xdc.feature.NpyWriter;
import dev.xdc.suite.store.Json;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A model for another runtime and the files beside it, which carry its name and an ending:
 *
 * <ul>
 *   <li>{@code .json}: shapes and names of input and output, how clips are cut, how pixels are
 *       normalised or spectrograms computed, the classes of a head, where the weights come from
 *   <li>{@code .input.npy} and {@code .output.npy}: two clips, one a row, and what the model gives
 *       for them
 *   <li>{@code .sound.npy}: 16-bit samples of those clips, and {@code .mel.npy}: the filters, F
 *       rows; both for spectrograms only
 * </ul>
 *
 * @param model the model
 * @param description the JSON
 * @param input clips to try the model with
 * @param output what it gives for them, up to rounding
 * @param sound for spectrograms; null for pictures and for sound that goes through a front end of
 *     the user's own
 */
public record ExportedFiles(
    Path model, Path description, Path input, Path output, @Nullable Sound sound) {

  /**
   * Files to make spectrograms by.
   *
   * @param samples whose spectrograms the clips to try the model with are
   * @param melFilters weights of the mel filters
   */
  public record Sound(Path samples, Path melFilters) {}

  /** The name of the model's input. */
  static final String INPUT = "clip";

  /** Returns the name of the model's output. */
  static String output(ExportSettings settings) {
    return settings.head() == null ? "feature" : "score";
  }

  /**
   * Writes everything but the model.
   *
   * @param runtime what the model is for, in words
   * @param file where the model will be
   */
  static ExportedFiles describe(ExportSettings settings, String runtime, Path file)
      throws IOException {
    GoldenVectors golden = GoldenVectors.of(settings);
    ExportedFiles files =
        new ExportedFiles(
            file,
            beside(file, ".json"),
            NpyWriter.write(beside(file, ".input.npy"), golden.input()),
            NpyWriter.write(beside(file, ".output.npy"), golden.output()),
            sound(golden.sound(), settings.clip(), file));
    Json.write(files.description(), Description.of(settings, runtime, files));
    return files;
  }

  private static @Nullable Sound sound(float @Nullable [][] samples, ClipSpec clip, Path file)
      throws IOException {
    if (samples == null) {
      return null;
    }
    float[][] filters = new LogMelSpectrogram(clip).settings().filters();
    return new Sound(
        NpyWriter.write(beside(file, ".sound.npy"), samples),
        NpyWriter.write(beside(file, ".mel.npy"), filters));
  }

  private static Path beside(Path file, String ending) {
    return file.resolveSibling(file.getFileName() + ending);
  }
}
