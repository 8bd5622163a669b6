package dev.xdc;

import ai.djl.Device;
import com.google.gson.JsonObject;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderRecipe;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.FeatureBank;
import dev.xdc.feature.FeatureExtractor;
import dev.xdc.internal.UseGuard;
import dev.xdc.internal.engine.TorchNet;
import dev.xdc.weights.EncoderWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Trained encoders with what is needed to use them: how clips are cut, and where the weights come
 * from.
 *
 * <p>On disk it is a folder with {@code model.json} and one safetensors file per encoder, {@code
 * video.safetensors} and {@code audio.safetensors}, with PyTorch's names; and, if it keeps
 * clusterings, the files of {@link ClusterModel}. Closing the model frees its encoders.
 */
public final class XdcModel implements AutoCloseable {
  private static final int BATCH = 32;

  private final ClipSpec clipSpec;
  private final Map<Modality, Encoder> encoders = new EnumMap<>(Modality.class);
  private final Map<String, String> provenance;
  private final @Nullable ClusterModel clusters;
  private final UseGuard guard = new UseGuard("the model");

  /**
   * Makes a model of initialised encoders, which become the model's.
   *
   * @param encoders one or both, at most one per modality
   * @param provenance where the weights come from, free text by name
   * @throws IllegalArgumentException if two encoders are of one modality
   */
  public XdcModel(ClipSpec clipSpec, List<Encoder> encoders, Map<String, String> provenance) {
    this(clipSpec, encoders, provenance, null);
  }

  /**
   * Makes a model that keeps clusterings.
   *
   * @param clusters of the encoders' features; null for none
   * @throws IllegalArgumentException if two encoders are of one modality
   */
  public XdcModel(
      ClipSpec clipSpec,
      List<Encoder> encoders,
      Map<String, String> provenance,
      @Nullable ClusterModel clusters) {
    this.clipSpec = clipSpec;
    this.clusters = clusters;
    this.provenance = ModelFile.ordered(provenance);
    for (Encoder encoder : encoders) {
      if (this.encoders.put(encoder.modality(), encoder) != null) {
        throw new IllegalArgumentException("two " + encoder.modality() + " encoders in one model");
      }
    }
  }

  /** Returns how clips are cut for the encoders. */
  public ClipSpec clipSpec() {
    return clipSpec;
  }

  /** Returns where the weights come from: method, seed, versions, settings. */
  public Map<String, String> provenance() {
    return provenance;
  }

  /**
   * Returns the clusterings of the encoders' features that the model keeps, if it has some: a run
   * that clusters leaves them, and {@link ClusterFitting} makes others.
   */
  public Optional<ClusterModel> clusters() {
    return Optional.ofNullable(clusters);
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
   * Embeds videos: for each the mean feature of some uniformly spaced clips. Several threads may
   * embed at once, each with a data set of its own; all share the weights.
   *
   * @param dataset cut as {@link #clipSpec()} says
   * @param clipsPerVideo at least 1
   * @return N rows of width D, one for each video in their order; the caller closes it. {@link
   *     FeatureBank#missing} names the videos without a clip that can be read
   * @throws IllegalArgumentException if the data set is cut otherwise, naming each setting, or
   *     there is no such encoder
   * @throws IOException if too many clips cannot be read
   */
  public FeatureBank embed(ClipDataset dataset, Modality modality, int clipsPerVideo)
      throws IOException {
    return items(dataset, modality, new ClipRule(clipsPerVideo, false), done -> {});
  }

  /**
   * Embeds the items of a clustering.
   *
   * @param dataset cut as {@link #clipSpec()} says
   * @param clips which clips of each video make an item
   * @param progress receives how many clips were read so far
   * @return a row of width D for each item, those of a video side by side; the caller closes it
   * @throws IllegalArgumentException if the data set is cut otherwise, naming each setting, or
   *     there is no such encoder
   * @throws IOException if too many clips cannot be read
   */
  public FeatureBank items(
      ClipDataset dataset, Modality modality, ClipRule clips, IntConsumer progress)
      throws IOException {
    ClipCheck.requireLike(modality, clipSpec, dataset.spec());
    List<ClipRequest> requests = new ArrayList<>();
    for (int video = 0; video < dataset.size(); video++) {
      requests.addAll(ClipRequest.uniform(video, clips.clipsPerVideo()));
    }
    try (UseGuard.Use use = use()) {
      return new FeatureExtractor(dataset, BATCH)
          .extract(encoder(modality), requests, clips.clipsPerItem(), progress);
    }
  }

  /**
   * Finds the cluster of each video, in the clustering of {@code modality} that the model keeps.
   *
   * @param dataset cut as {@link #clipSpec()} says: the videos of the run, or new ones
   * @param progress receives how many clips were read so far
   * @throws IllegalArgumentException if the model keeps no such clustering, see {@link #clusters},
   *     or the data set is cut otherwise
   * @throws IOException if too many clips cannot be read
   */
  public AssignedItems assign(ClipDataset dataset, Modality modality, IntConsumer progress)
      throws IOException {
    if (clusters == null) {
      throw new IllegalArgumentException(
          "the model keeps no clustering: make one with ClusterFitting, or xdc clusters");
    }
    FeatureClusters clustering = clusters.of(modality);
    try (UseGuard.Use use = use();
        FeatureBank rows = items(dataset, modality, clustering.clips(), progress)) {
      return AssignedItems.of(clustering, dataset, rows);
    }
  }

  /**
   * Writes the model to a folder, made when it is missing, in place of one that is there. Of a
   * network without a recipe only the weights are kept; {@link #load(Path, List)} reads them into
   * one that you build.
   *
   * @throws IOException if the folder is a file or cannot be written
   */
  public void save(Path folder) throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new IOException(folder + " is a file, a model needs a folder: choose another path");
    }
    try (UseGuard.Use use = use()) {
      write(folder);
    }
  }

  private void write(Path folder) throws IOException {
    Map<String, JsonObject> described = new LinkedHashMap<>();
    encoders.forEach(
        (modality, encoder) -> described.put(modality.toString(), ModelFile.recipe(encoder)));
    boolean builtIn = encoders.values().stream().allMatch(e -> e.spec().isPresent());
    for (Encoder encoder : encoders.values()) {
      EncoderWeights.save(encoder, weights(folder, encoder.modality()));
    }
    ModelFile.write(folder, builtIn, clipSpec, described, provenance);
    if (clusters == null) {
      ClusterFiles.delete(folder); // of a model that was there before
    } else {
      clusters.save(folder);
    }
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
    ModelFile.require(folder);
    TorchEngine.begin(TorchNet::prepare); // while the files are read
    List<Encoder> encoders = new ArrayList<>();
    try {
      ModelFile.Manifest manifest = ModelFile.read(folder);
      for (Map.Entry<String, JsonObject> described : manifest.encoders().entrySet()) {
        Encoder encoder = ModelFile.encoder(folder, described, manifest.clip(), List.of(recipes));
        encoders.add(encoder);
        ModelFile.initialize(encoder, device, folder);
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
    ModelFile.Manifest manifest = ModelFile.read(folder);
    List<String> given = encoders.stream().map(e -> e.modality().toString()).sorted().toList();
    List<String> saved = manifest.encoders().keySet().stream().sorted().toList();
    if (!given.equals(saved)) {
      throw new IllegalArgumentException(
          "encoders are for " + given + ", the model in " + folder + " holds " + saved);
    }
    return filled(folder, manifest, encoders);
  }

  private static XdcModel filled(Path folder, ModelFile.Manifest manifest, List<Encoder> encoders)
      throws IOException {
    for (Encoder encoder : encoders) {
      EncoderWeights.load(encoder, weights(folder, encoder.modality()));
    }
    return new XdcModel(
        manifest.clip(), encoders, manifest.provenance(), ClusterFiles.of(folder, encoders));
  }

  /** Returns the file of an encoder's weights in the folder of a model. */
  public static Path weights(Path folder, Modality modality) {
    return folder.resolve(modality + ".safetensors");
  }

  /** Keeps the model open until the result is closed by the same thread. */
  UseGuard.Use use() {
    return guard.use();
  }

  /**
   * Frees the weights once no thread embeds, assigns, classifies or saves; what begins meanwhile is
   * refused by an {@link IllegalStateException}. Encoders that were taken out of the model are not
   * waited for.
   */
  @Override
  public void close() {
    guard.close(() -> encoders.values().forEach(Encoder::close));
  }

  @Override
  public String toString() {
    return "XdcModel" + encoders.values();
  }
}
