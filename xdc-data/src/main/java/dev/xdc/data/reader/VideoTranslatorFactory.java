package dev.xdc.data.reader;

import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import ai.djl.translate.TranslatorFactory;
import ai.djl.util.Pair;
import dev.xdc.DjlModels;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.feature.JavaRows;
import dev.xdc.internal.TranslatorTypes;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * Translates media files for encoders in DJL's models: the input is the path of a file, the output
 * the mean feature of some evenly spaced clips, D values, as {@link dev.xdc.XdcModel#embed} gives.
 *
 * <pre>{@code
 * Criteria<Path, float[]> criteria = Criteria.builder()
 *     .setTypes(Path.class, float[].class)
 *     .optModelPath(folder)                     // written by DjlModels.save
 *     .optArgument("modality", "video")
 *     .optArgument("clips", 3)                  // for each file; default 10
 *     .optTranslatorFactory(new VideoTranslatorFactory())
 *     .build();
 * }</pre>
 *
 * <p>All clips of a file are computed in one pass, one file after the other. A file that cannot be
 * read makes {@code predict} throw a {@code TranslateException} with the reason as its cause.
 */
public final class VideoTranslatorFactory implements TranslatorFactory {
  private static final String CLIPS = "clips";
  private static final int DEFAULT_CLIPS = 10;

  /** Made by the user, or by DJL from its name. */
  public VideoTranslatorFactory() {}

  @Override
  public Set<Pair<Type, Type>> getSupportedTypes() {
    return Set.of(new Pair<>(Path.class, float[].class));
  }

  /**
   * Makes the translator of the encoder that a model holds.
   *
   * @param arguments {@code clips} is how many clips of a file there are, at least 1
   * @throws IllegalArgumentException if the number of clips is less than 1, the types are others
   *     than {@code Path} and {@code float[]}, or the model was not saved by {@link DjlModels#save}
   */
  @Override
  @SuppressWarnings("unchecked") // checked first
  public <I, O> Translator<I, O> newInstance(
      Class<I> input, Class<O> output, Model model, Map<String, ?> arguments) {
    TranslatorTypes.require(this, input, output);
    Object given = arguments.get(CLIPS);
    int clips = given == null ? DEFAULT_CLIPS : count(given.toString());
    return (Translator<I, O>)
        new FileTranslator(DjlModels.clip(model), DjlModels.modality(model), clips);
  }

  private static int count(String given) {
    int clips;
    try {
      clips = (int) Double.parseDouble(given); // DJL may have read a JSON number
    } catch (NumberFormatException e) {
      clips = 0;
    }
    if (clips < 1) {
      throw new IllegalArgumentException("the argument clips is " + given + ", must be at least 1");
    }
    return clips;
  }

  /** Translates files into batches of their clips. */
  private record FileTranslator(ClipSpec spec, Modality modality, int clips)
      implements NoBatchifyTranslator<Path, float[]> {

    @Override
    public NDList processInput(TranslatorContext context, Path file) throws IOException {
      return FileClips.read(context.getNDManager(), file, spec, Set.of(modality), clips);
    }

    @Override
    public float[] processOutput(TranslatorContext context, NDList features) {
      float[][] rows = JavaRows.of(features.singletonOrThrow());
      float[] mean = new float[rows[0].length];
      for (int d = 0; d < mean.length; d++) {
        for (float[] row : rows) {
          mean[d] += row[d];
        }
        mean[d] /= rows.length;
      }
      return mean;
    }
  }
}
