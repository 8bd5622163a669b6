package dev.xdc;

import ai.djl.Device;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderRecipe;
import dev.xdc.encoder.EncoderRecipes;
import dev.xdc.encoder.Encoders;
import dev.xdc.feature.FeatureBank;
import dev.xdc.feature.FeatureExtractor;
import dev.xdc.internal.file.Unfinished;
import dev.xdc.weights.EncoderWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Trained encoders with what is needed to use them: how clips are cut, and where the weights come
 * from.
 *
 * <p>On disk it is a folder with {@code model.json} and one safetensors file per encoder, {@code
 * video.safetensors} and {@code audio.safetensors}, with PyTorch's names. Closing the model frees
 * its encoders.
 */
public final class XdcModel implements AutoCloseable {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().serializeSpecialFloatingPointValues().create();
  private static final String MODEL_FILE = "model.json";
  private static final int FORMAT = 1;

  /** With encoders that are not built in: older versions read {@link #FORMAT} only. */
  private static final int FORMAT_OWN = 2;

  private static final String BLOCK = "block";
  private static final int BATCH = 32;

  private final ClipSpec clipSpec;
  private final Map<Modality, Encoder> encoders = new EnumMap<>(Modality.class);
  private final Map<String, String> provenance;

  /**
   * Makes a model of initialised encoders, which become the model's.
   *
   * @param encoders one or both, at most one per modality
   * @param provenance where the weights come from, free text by name
   */
  public XdcModel(ClipSpec clipSpec, List<Encoder> encoders, Map<String, String> provenance) {
    this.clipSpec = clipSpec;
    this.provenance = Map.copyOf(provenance);
    for (Encoder encoder : encoders) {
      if (this.encoders.put(encoder.modality(), encoder) != null) {
        throw new IllegalArgumentException("two " + encoder.modality() + " encoders in one model");
      }
    }
  }

  /** What {@code model.json} holds. */
  private record Manifest(
      int format,
      ClipSpec clip,
      Map<String, JsonObject> encoders,
      Map<String, String> provenance) {}

  /** Returns how clips are cut for the encoders. */
  public ClipSpec clipSpec() {
    return clipSpec;
  }

  /** Returns where the weights come from: method, seed, versions, settings. */
  public Map<String, String> provenance() {
    return provenance;
  }

  /** Returns whether there is an encoder for {@code modality}. */
  public boolean has(Modality modality) {
    return encoders.containsKey(modality);
  }

  /**
   * Returns the encoder of {@code modality}, which stays this model's.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Encoder encoder(Modality modality) {
    Encoder encoder = encoders.get(modality);
    if (encoder == null) {
      throw new IllegalArgumentException(
          "this model holds no " + modality + " encoder, only " + encoders.keySet());
    }
    return encoder;
  }

  /**
   * Embeds videos: for each the mean feature of some uniformly spaced clips.
   *
   * @param dataset cut as {@link #clipSpec()} says
   * @param clipsPerVideo at least 1
   * @return N rows of width D; the caller closes it
   * @throws IllegalArgumentException if sound of the data set has another {@link
   *     ClipSpec#audioFrontEnd} than the encoder was trained on
   */
  public FeatureBank embed(ClipDataset dataset, Modality modality, int clipsPerVideo)
      throws IOException {
    if (modality == Modality.AUDIO) {
      requireSameSound(dataset.spec());
    }
    List<ClipRequest> clips = new ArrayList<>();
    for (int video = 0; video < dataset.size(); video++) {
      clips.addAll(ClipRequest.uniform(video, clipsPerVideo));
    }
    return new FeatureExtractor(dataset, BATCH)
        .extract(encoder(modality), clips, clipsPerVideo, done -> {});
  }

  private void requireSameSound(ClipSpec given) {
    if (!Objects.equals(given.audioFrontEnd(), clipSpec.audioFrontEnd())) {
      throw new IllegalArgumentException(
          "the audio encoder was trained on "
              + sound(clipSpec)
              + ", the data set gives "
              + sound(given)
              + ": cut it as XdcModel.clipSpec says");
    }
  }

  private static String sound(ClipSpec clip) {
    String frontEnd = clip.audioFrontEnd();
    return frontEnd == null ? "log-mel spectrograms" : "sound by " + frontEnd;
  }

  /**
   * Writes the model to a folder. Of a network without a recipe only the weights are kept; {@link
   * #load(Path, List)} reads them into one that you build.
   */
  public void save(Path folder) throws IOException {
    Map<String, JsonObject> described = new LinkedHashMap<>();
    encoders.forEach((modality, encoder) -> described.put(modality.toString(), recipe(encoder)));
    boolean builtIn = encoders.values().stream().allMatch(e -> e.spec().isPresent());
    for (Encoder encoder : encoders.values()) {
      EncoderWeights.save(encoder, weights(folder, encoder.modality()));
    }
    int format = builtIn ? FORMAT : FORMAT_OWN;
    Unfinished.write(
        folder.resolve(MODEL_FILE),
        GSON.toJson(new Manifest(format, clipSpec, described, provenance)));
  }

  private static JsonObject recipe(Encoder encoder) {
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
   * Reads a model from a folder.
   *
   * @param device where the weights go
   * @param recipes records that networks of your own may be built by; a file cannot name others
   * @throws IOException if a file is missing or does not fit, or the model holds a network that
   *     none of {@code recipes} builds; names it
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // they are only read
  public static XdcModel load(Path folder, Device device, Class<? extends EncoderRecipe>... recipes)
      throws IOException {
    Manifest manifest = manifest(folder);
    List<Encoder> encoders = new ArrayList<>();
    try {
      for (Map.Entry<String, JsonObject> described : manifest.encoders().entrySet()) {
        Encoder encoder = encoder(folder, described, manifest.clip(), List.of(recipes));
        encoders.add(encoder.initialize(device, 0));
      }
      return filled(folder, manifest, encoders);
    } catch (IOException | RuntimeException e) {
      encoders.forEach(Encoder::close);
      throw e;
    }
  }

  /**
   * Reads the weights of a model from a folder into encoders of yours, whatever built them.
   *
   * @param encoders with weights, which are replaced; one for each of the model's encoders. They
   *     become the model's, or stay yours if this throws
   * @throws IOException if a file is missing or the weights do not fit; names it
   * @throws IllegalArgumentException if these are not the modalities of the model
   */
  public static XdcModel load(Path folder, List<Encoder> encoders) throws IOException {
    Manifest manifest = manifest(folder);
    List<String> given = encoders.stream().map(e -> e.modality().toString()).sorted().toList();
    List<String> saved = manifest.encoders().keySet().stream().sorted().toList();
    if (!given.equals(saved)) {
      throw new IllegalArgumentException(
          "encoders are for " + given + ", the model in " + folder + " holds " + saved);
    }
    return filled(folder, manifest, encoders);
  }

  private static XdcModel filled(Path folder, Manifest manifest, List<Encoder> encoders)
      throws IOException {
    for (Encoder encoder : encoders) {
      EncoderWeights.load(encoder, weights(folder, encoder.modality()));
    }
    return new XdcModel(manifest.clip(), encoders, manifest.provenance());
  }

  private static Encoder encoder(
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

  private static Manifest manifest(Path folder) throws IOException {
    Path file = folder.resolve(MODEL_FILE);
    if (!Files.isRegularFile(file)) {
      throw new IOException(folder + " holds no model: " + MODEL_FILE + " is missing");
    }
    @Nullable Manifest manifest;
    try {
      JsonObject json = GSON.fromJson(Files.readString(file), JsonObject.class);
      if (json != null && json.get("clip") instanceof JsonObject clip) {
        OlderSettings.completeClip(clip);
      }
      manifest = GSON.fromJson(json, Manifest.class);
    } catch (JsonParseException | IllegalArgumentException e) {
      throw new IOException(file + " is not a model description: " + e.getMessage(), e);
    }
    if (manifest == null
        || manifest.clip() == null
        || manifest.encoders() == null
        || manifest.encoders().containsValue(null)
        || manifest.provenance() == null) {
      throw new IOException(file + " is not a complete model description");
    }
    if (manifest.format() < FORMAT || manifest.format() > FORMAT_OWN) {
      throw new IOException(
          file
              + " has format "
              + manifest.format()
              + ", this version reads "
              + FORMAT
              + " to "
              + FORMAT_OWN
              + ": use a newer library");
    }
    return manifest;
  }

  /** Returns the file of an encoder's weights in the folder of a model. */
  public static Path weights(Path folder, Modality modality) {
    return folder.resolve(modality + ".safetensors");
  }

  @Override
  public void close() {
    encoders.values().forEach(Encoder::close);
  }

  @Override
  public String toString() {
    return "XdcModel" + encoders.values();
  }
}
