package dev.xdc;

import ai.djl.Model;
import ai.djl.repository.zoo.Criteria;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoder;
import dev.xdc.internal.file.StrictJson;
import dev.xdc.internal.file.Unfinished;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Models in DJL's own classes: folders that a {@link Criteria} loads without knowing this library,
 * for {@code Predictor}s and whatever else takes DJL's models.
 *
 * <p>Such a folder is that of {@link XdcModel#save} with a {@code serving.properties}, which names
 * {@link XdcBlockFactory} and {@link ClipTranslatorFactory}; {@link XdcModel#load} reads it, too.
 * DJL's {@code DeferredTranslatorFactory} takes the translator from there.
 */
public final class DjlModels {
  /** The argument of a {@link Criteria} that says which encoder is meant. */
  static final String MODALITY = "modality";

  private static final String CLIP = "clip";
  private static final Gson GSON =
      new GsonBuilder()
          .serializeSpecialFloatingPointValues()
          .disableHtmlEscaping()
          .registerTypeAdapterFactory(StrictJson.ENUMS)
          .create();

  private DjlModels() {}

  /**
   * Writes a model to a folder for {@link XdcModel#load} and for DJL. Unless its argument {@code
   * modality} says otherwise, a {@link Criteria} loads the video encoder, or the audio encoder of a
   * model that has no other.
   *
   * @throws IllegalArgumentException if an encoder is a network of your own, which DJL would have
   *     to build
   */
  public static void save(XdcModel model, Path folder) throws IOException {
    for (Modality modality : Modality.values()) {
      if (model.has(modality) && model.encoder(modality).spec().isEmpty()) {
        throw new IllegalArgumentException(
            "the "
                + modality
                + " encoder is the network "
                + model.encoder(modality).block().getClass().getSimpleName()
                + " of your own, must be a built-in one (EncoderSpec): save it by XdcModel.save"
                + " and give its block to Criteria.optBlock");
      }
    }
    model.save(folder);
    Unfinished.write(
        folder.resolve("serving.properties"),
        List.of(
            "engine=PyTorch",
            MODALITY + "=" + (model.has(Modality.VIDEO) ? Modality.VIDEO : Modality.AUDIO),
            "blockFactory=" + XdcBlockFactory.class.getName(),
            "translatorFactory=" + ClipTranslatorFactory.class.getName(),
            "option.hasParameter=false")); // the block comes with its weights
  }

  /**
   * Returns what loads one encoder of a folder that {@link #save} wrote: from the values of a clip,
   * see {@link ClipTranslatorFactory}, to its feature, D values.
   */
  public static Criteria<float[], float[]> criteria(Path folder, Modality modality) {
    return Criteria.builder()
        .setTypes(float[].class, float[].class)
        .optModelPath(folder)
        .optArgument(MODALITY, modality.toString())
        .optTranslatorFactory(new ClipTranslatorFactory())
        .build();
  }

  /**
   * Returns how clips are cut for an encoder that DJL has loaded.
   *
   * @param model loaded from a folder that {@link #save} wrote
   * @throws IllegalArgumentException if it is another model
   */
  public static ClipSpec clip(Model model) {
    return GSON.fromJson(property(model, CLIP), ClipSpec.class);
  }

  /**
   * Returns what an encoder that DJL has loaded encodes.
   *
   * @param model loaded from a folder that {@link #save} wrote
   * @throws IllegalArgumentException if it is another model
   */
  public static Modality modality(Model model) {
    return named(MODALITY, property(model, MODALITY));
  }

  private static String property(Model model, String name) {
    String value = model.getProperty(name);
    if (value == null) {
      throw new IllegalArgumentException(
          model.getName() + " was not loaded by XdcBlockFactory: save it by DjlModels.save");
    }
    return value;
  }

  /** Notes on a model what {@link #clip} and {@link #modality} return. */
  static void describe(Model model, ClipSpec clip, Encoder encoder) {
    model.setProperty(CLIP, GSON.toJson(clip));
    model.setProperty(MODALITY, encoder.modality().toString());
  }

  /** Returns the encoder that the arguments of a {@link Criteria} ask for. */
  static Modality modality(Map<String, ?> arguments) {
    return named(MODALITY, String.valueOf(arguments.get(MODALITY)));
  }

  /** Returns the modality that an argument names. */
  static Modality named(String argument, String name) {
    for (Modality modality : Modality.values()) {
      if (modality.toString().equals(name)) {
        return modality;
      }
    }
    throw new IllegalArgumentException(
        "the argument " + argument + " is " + name + ", must be video or audio");
  }
}
