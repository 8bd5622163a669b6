package dev.xdc.data.reader;

import ai.djl.Model;
import ai.djl.modality.Classifications;
import ai.djl.ndarray.NDList;
import ai.djl.repository.zoo.Criteria;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import ai.djl.translate.TranslatorFactory;
import ai.djl.util.Pair;
import dev.xdc.ClassifierBlock;
import dev.xdc.ClassifierBlockFactory;
import dev.xdc.Prediction;
import dev.xdc.internal.TranslatorTypes;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * Translates media files for classifiers in DJL's models: the input is the path of a file, the
 * output DJL's {@link Classifications}, with the probabilities of {@link
 * dev.xdc.XdcClassifier#classify}.
 *
 * <p>The clips of a file are computed in one pass, one file after the other. A file that cannot be
 * read makes {@code predict} throw a {@code TranslateException} with the reason as its cause.
 */
public final class ClassifierTranslatorFactory implements TranslatorFactory {

  /** Made by the user, or by DJL from its name. */
  public ClassifierTranslatorFactory() {}

  /**
   * Returns what loads a classifier: add a device, or an argument {@code head}, {@code video} or
   * {@code audio}, to ask one head only, and build it.
   *
   * @param folder written by {@code xdc probe --out}, {@code xdc finetune --out} or {@link
   *     dev.xdc.XdcClassifier#save}
   */
  public static Criteria.Builder<Path, Classifications> criteria(Path folder) {
    return Criteria.builder()
        .setTypes(Path.class, Classifications.class)
        .optModelPath(folder)
        .optEngine("PyTorch")
        .optArgument("blockFactory", ClassifierBlockFactory.class.getName())
        .optOption("hasParameter", "false") // the block comes with its weights
        .optTranslatorFactory(new ClassifierTranslatorFactory());
  }

  @Override
  public Set<Pair<Type, Type>> getSupportedTypes() {
    return Set.of(new Pair<>(Path.class, Classifications.class));
  }

  /**
   * Makes the translator of the classifier that a model holds.
   *
   * @throws IllegalArgumentException if the types are others than {@code Path} and {@code
   *     Classifications}, or the model was not made by {@link ClassifierBlockFactory}
   */
  @Override
  @SuppressWarnings("unchecked") // checked first
  public <I, O> Translator<I, O> newInstance(
      Class<I> input, Class<O> output, Model model, Map<String, ?> arguments) {
    TranslatorTypes.require(this, input, output);
    if (!(model.getBlock() instanceof ClassifierBlock block)) {
      throw new IllegalArgumentException(
          model.getName() + " is no classifier: load it by ClassifierTranslatorFactory.criteria");
    }
    return (Translator<I, O>) new FileTranslator(block);
  }

  /** Translates a file into clips, and probabilities into names. */
  private record FileTranslator(ClassifierBlock block)
      implements NoBatchifyTranslator<Path, Classifications> {

    @Override
    public NDList processInput(TranslatorContext context, Path file) throws IOException {
      return FileClips.read(
          context.getNDManager(),
          file,
          block.clipSpec(),
          block.modalities(),
          block.clipsPerVideo());
    }

    @Override
    public Classifications processOutput(TranslatorContext context, NDList probabilities) {
      float[] values = probabilities.singletonOrThrow().toFloatArray();
      return new Prediction("", block.classes(), values).classifications();
    }
  }
}
