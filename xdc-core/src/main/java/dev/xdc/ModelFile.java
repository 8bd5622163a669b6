package dev.xdc;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderRecipe;
import dev.xdc.encoder.EncoderRecipes;
import dev.xdc.encoder.Encoders;
import dev.xdc.internal.file.JsonFile;
import dev.xdc.internal.file.Sha256;
import dev.xdc.internal.file.StrictJson;
import dev.xdc.internal.file.Unfinished;
import dev.xdc.weights.EncoderWeights;
import dev.xdc.weights.TensorFile;
import dev.xdc.weights.WeightReport.Fit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The file that describes a {@link XdcModel}, {@code model.json}. */
final class ModelFile {
  private static final Gson GSON =
      new GsonBuilder()
          .setPrettyPrinting()
          .serializeSpecialFloatingPointValues()
          .registerTypeAdapterFactory(StrictJson.ENUMS)
          .registerTypeAdapterFactory(StrictJson.complete(ClipSpec.class))
          .create();
  private static final String MODEL_FILE = "model.json";
  private static final int FORMAT = 1;

  /** With encoders that are not built in: older versions read {@link #FORMAT} only. */
  private static final int FORMAT_OWN = 2;

  private static final String BLOCK = "block";

  private ModelFile() {}

  /**
   * What the file holds.
   *
   * @param files SHA-256 of each file of weights by its name; null in what older versions wrote
   */
  record Manifest(
      int format,
      ClipSpec clip,
      Map<String, JsonObject> encoders,
      Map<String, String> provenance,
      @Nullable Map<String, String> files) {

    /** Checks that the files of weights, as far as they are there, hold what was saved. */
    private void check(Path folder) throws IOException {
      if (files == null) {
        return;
      }
      for (Modality modality : Modality.values()) {
        Path file = XdcModel.weights(folder, modality);
        String saved = files.get(file.getFileName().toString());
        if (saved != null && Files.isRegularFile(file) && !saved.equals(Sha256.of(file))) {
          throw new IOException(
              file
                  + " is damaged or another file: its SHA-256 is not the one in "
                  + MODEL_FILE
                  + "; restore the whole folder of the model");
        }
      }
    }
  }

  /**
   * Writes it; the weights are there.
   *
   * @param builtIn whether all encoders are
   */
  static void write(
      Path folder,
      boolean builtIn,
      ClipSpec clip,
      Map<String, JsonObject> encoders,
      Map<String, String> provenance)
      throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    for (String encoder : encoders.keySet()) {
      Path weights = XdcModel.weights(folder, Modality.of(encoder));
      files.put(weights.getFileName().toString(), Sha256.of(weights));
    }
    Manifest manifest =
        new Manifest(builtIn ? FORMAT : FORMAT_OWN, clip, encoders, provenance, files);
    Unfinished.write(folder.resolve(MODEL_FILE), GSON.toJson(manifest));
  }

  /**
   * Returns where it lies.
   *
   * @throws IOException if it is missing
   */
  static Path require(Path folder) throws IOException {
    Path file = folder.resolve(MODEL_FILE);
    if (!Files.isRegularFile(file)) {
      throw new IOException(folder + " holds no model: " + MODEL_FILE + " is missing");
    }
    return file;
  }

  /**
   * Reads it.
   *
   * @throws IOException if it is missing or damaged, or a file of weights is not the one it names
   */
  static Manifest read(Path folder) throws IOException {
    Path file = require(folder);
    Manifest manifest =
        JsonFile.read(
            file,
            "is not a model description",
            text -> {
              JsonObject json = GSON.fromJson(text, JsonObject.class);
              if (json != null && json.get("clip") instanceof JsonObject clip) {
                OlderSettings.completeClip(clip);
              }
              return GSON.fromJson(json, Manifest.class);
            });
    if (manifest == null
        || manifest.clip() == null
        || manifest.encoders() == null
        || manifest.encoders().containsValue(null)
        || manifest.provenance() == null
        || manifest.provenance().containsValue(null)) {
      throw new IOException(file + " is not a complete model description");
    }
    JsonFile.requireFormat(file, manifest.format(), FORMAT, FORMAT_OWN, "use a newer library");
    manifest.check(folder);
    return manifest;
  }

  /** Returns what is kept of an encoder besides its weights. */
  static JsonObject recipe(Encoder encoder) {
    return encoder
        .recipe()
        .map(EncoderRecipes::write)
        .orElseGet(
            () -> {
              JsonObject json = new JsonObject();
              json.addProperty(BLOCK, encoder.block().getClass().getSimpleName());
              return json;
            });
  }

  /**
   * Builds an encoder of a model, without weights.
   *
   * @param described its modality and what {@link #recipe} kept
   * @param trusted records that it may be built by
   */
  static Encoder encoder(
      Path folder,
      Map.Entry<String, JsonObject> described,
      ClipSpec clip,
      List<Class<? extends EncoderRecipe>> trusted)
      throws IOException {
    String encoder = "the " + described.getKey() + " encoder of " + folder;
    if (described.getValue().has(BLOCK)) {
      throw new IOException(
          encoder
              + " was a "
              + described.getValue().get(BLOCK)
              + " without an EncoderRecipe: build it and call XdcModel.load(folder, encoders)");
    }
    try {
      return Encoders.of(EncoderRecipes.read(described.getValue(), trusted), clip);
    } catch (RuntimeException e) {
      throw new IOException(encoder + " cannot be built: " + e.getMessage(), e);
    }
  }

  /** Returns a copy in the order of names: that of {@code Map.copyOf} is another in each JVM. */
  static Map<String, String> ordered(Map<String, String> provenance) {
    return Collections.unmodifiableMap(new TreeMap<>(Map.copyOf(provenance)));
  }

  /**
   * Makes weights of an encoder, which those in the folder are read into then.
   *
   * @throws IOException if those do not fit, or the encoder cannot compute its clips
   */
  static void initialize(Encoder encoder, Device device, Path folder) throws IOException {
    if (encoder.spec().isPresent()) {
      requireFit(encoder, XdcModel.weights(folder, encoder.modality()));
    }
    try {
      encoder.allocate(device);
    } catch (EngineException e) {
      throw new IOException(
          "the %s encoder of %s cannot compute clips of shape %s: %s"
              .formatted(
                  encoder.modality(),
                  folder,
                  encoder.clipShape(),
                  String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
  }

  /** Refuses a file before memory is taken for an encoder as wide as a description claims. */
  private static void requireFit(Encoder encoder, Path weights) throws IOException {
    try (TensorFile file = TensorFile.open(weights)) {
      EncoderWeights.compare(encoder, file, Fit.STRICT);
    }
  }
}
