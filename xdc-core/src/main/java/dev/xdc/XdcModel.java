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
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.feature.FeatureBank;
import dev.xdc.feature.FeatureExtractor;
import dev.xdc.weights.EncoderWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
      Map<String, EncoderSpec> encoders,
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
   */
  public FeatureBank embed(ClipDataset dataset, Modality modality, int clipsPerVideo)
      throws IOException {
    List<ClipRequest> clips = new ArrayList<>();
    for (int video = 0; video < dataset.size(); video++) {
      clips.addAll(ClipRequest.uniform(video, clipsPerVideo));
    }
    return new FeatureExtractor(dataset, BATCH)
        .extract(encoder(modality), clips, clipsPerVideo, done -> {});
  }

  /**
   * Writes the model to a folder.
   *
   * @throws IllegalStateException if an encoder is a network of your own, whose recipe is unknown:
   *     save its weights with {@link EncoderWeights}
   */
  public void save(Path folder) throws IOException {
    Map<String, EncoderSpec> specs = new LinkedHashMap<>();
    encoders.forEach(
        (modality, encoder) ->
            specs.put(
                modality.toString(),
                encoder
                    .spec()
                    .orElseThrow(
                        () ->
                            new IllegalStateException(
                                "the "
                                    + modality
                                    + " encoder is your own network: save it with EncoderWeights"))));
    Files.createDirectories(folder);
    for (Encoder encoder : encoders.values()) {
      EncoderWeights.save(encoder, weights(folder, encoder.modality()));
    }
    Files.writeString(
        folder.resolve(MODEL_FILE), GSON.toJson(new Manifest(FORMAT, clipSpec, specs, provenance)));
  }

  /**
   * Reads a model from a folder.
   *
   * @param device where the weights go
   * @throws IOException if a file is missing or does not fit; names it
   */
  public static XdcModel load(Path folder, Device device) throws IOException {
    Path file = folder.resolve(MODEL_FILE);
    if (!Files.isRegularFile(file)) {
      throw new IOException(folder + " holds no model: " + MODEL_FILE + " is missing");
    }
    Manifest manifest = manifest(file);
    List<Encoder> encoders = new ArrayList<>();
    try {
      for (EncoderSpec spec : manifest.encoders().values()) {
        Encoder encoder = Encoders.of(spec, manifest.clip()).initialize(device, 0);
        encoders.add(encoder);
        EncoderWeights.load(encoder, weights(folder, spec.modality()));
      }
      return new XdcModel(manifest.clip(), encoders, manifest.provenance());
    } catch (IOException | RuntimeException e) {
      encoders.forEach(Encoder::close);
      throw e;
    }
  }

  private static Manifest manifest(Path file) throws IOException {
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
        || manifest.provenance() == null) {
      throw new IOException(file + " is not a complete model description");
    }
    if (manifest.format() != FORMAT) {
      throw new IOException(
          file
              + " has format "
              + manifest.format()
              + ", this version reads "
              + FORMAT
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
