package dev.xdc;

import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import ai.djl.translate.TranslatorFactory;
import ai.djl.util.Pair;
import dev.xdc.engine.TorchEngine;
import dev.xdc.internal.TranslatorTypes;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Set;

/**
 * Translates between arrays and what an encoder takes and gives, in DJL's models; DJL finds it by
 * its name in {@code serving.properties}.
 *
 * <p>The input is one clip: 3 x T x H x W normalised pixel values in this order, or M x F of a
 * spectrogram, as the {@link dev.xdc.clip.ClipSpec} of the model says. The output is its feature, D
 * values. {@code batchPredict} computes all its clips in one pass.
 */
public final class ClipTranslatorFactory implements TranslatorFactory {

  /** Made by DJL. */
  public ClipTranslatorFactory() {}

  @Override
  public Set<Pair<Type, Type>> getSupportedTypes() {
    return Set.of(new Pair<>(float[].class, float[].class));
  }

  /**
   * Makes the translator of the encoder that a model holds.
   *
   * @throws IllegalArgumentException if the types are others than arrays of {@code float}, or the
   *     model was not made by {@link XdcBlockFactory}
   */
  @Override
  @SuppressWarnings("unchecked") // checked first
  public <I, O> Translator<I, O> newInstance(
      Class<I> input, Class<O> output, Model model, Map<String, ?> arguments) {
    TranslatorTypes.require(this, input, output);
    Shape clip = DjlModels.clip(model).shape(DjlModels.modality(model));
    return (Translator<I, O>) new ClipTranslator(clip);
  }

  /** Translates clips of a shape. */
  private record ClipTranslator(Shape clip) implements Translator<float[], float[]> {
    @Override
    public NDList processInput(TranslatorContext context, float[] values) {
      if (values.length != clip.size()) {
        throw new IllegalArgumentException(
            "the clip has " + values.length + " values, must have " + clip.size() + ": " + clip);
      }
      TorchEngine.ready(); // on this thread
      return new NDList(context.getNDManager().create(values, clip));
    }

    @Override
    public float[] processOutput(TranslatorContext context, NDList feature) {
      return feature.singletonOrThrow().toFloatArray();
    }
  }
}
