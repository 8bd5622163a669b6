package dev.xdc;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoder;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.JavaRows;
import dev.xdc.feature.TransformParts;
import dev.xdc.internal.file.JsonFile;
import dev.xdc.internal.file.StrictJson;
import dev.xdc.internal.file.Unfinished;
import dev.xdc.weights.EncoderWeights;
import dev.xdc.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The two files of a {@link ClusterModel}. */
final class ClusterFiles {
  private static final String DESCRIPTION = "clusters.json";
  private static final String ARRAYS = "clusters.safetensors";
  private static final int FORMAT = 1;
  private static final Logger LOGGER = LoggerFactory.getLogger(ClusterFiles.class);
  private static final Gson GSON =
      new GsonBuilder()
          .setPrettyPrinting()
          .disableHtmlEscaping()
          .registerTypeAdapterFactory(StrictJson.ENUMS)
          .create();

  private ClusterFiles() {}

  /** What {@link #DESCRIPTION} holds. */
  private record Manifest(int format, Map<String, Described> clusterings) {}

  /**
   * A clustering but for its arrays.
   *
   * @param radii quantiles of the distances to the centroid, for people; the arrays hold more
   */
  private record Described(
      String hash,
      String weights,
      String origin,
      int k,
      int width,
      ClipRule clips,
      TransformParts.Kind transform,
      TransformParts.Kind comparison,
      int[] sizes,
      Radii radii) {}

  /** Of each cluster; null of an empty one. */
  private record Radii(
      List<@Nullable Float> median, List<@Nullable Float> p90, List<@Nullable Float> largest) {}

  static boolean isIn(Path folder) {
    return Files.isRegularFile(folder.resolve(DESCRIPTION));
  }

  /** Deletes the files, if they are there. */
  static void delete(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(DESCRIPTION));
    Files.deleteIfExists(folder.resolve(ARRAYS));
  }

  /** Writes both; without a description the arrays count for nothing, so it goes first and last. */
  static void write(Path folder, ClusterModel model) throws IOException {
    Files.deleteIfExists(folder.resolve(DESCRIPTION));
    Map<String, Described> described = new LinkedHashMap<>();
    try (NDManager scratch = newManager()) {
      Map<String, NDArray> arrays = new LinkedHashMap<>();
      for (Modality modality : model.modalities()) {
        FeatureClusters clusters = model.of(modality);
        described.put(modality.toString(), described(clusters));
        put(arrays, scratch, clusters.parts());
      }
      Safetensors.write(folder.resolve(ARRAYS), arrays);
    }
    Unfinished.write(
        folder.resolve(DESCRIPTION), GSON.toJson(new Manifest(FORMAT, described)) + "\n");
  }

  private static NDManager newManager() {
    return TorchEngine.ready().newBaseManager(Device.cpu());
  }

  private static Described described(FeatureClusters clusters) {
    FeatureClusters.Parts p = clusters.parts();
    return new Described(
        clusters.hash(),
        p.weights(),
        p.origin(),
        clusters.k(),
        clusters.width(),
        p.clips(),
        p.transform().kind(),
        p.comparison().kind(),
        p.sizes(),
        new Radii(radii(clusters, 0.5), radii(clusters, 0.9), radii(clusters, 1)));
  }

  private static List<@Nullable Float> radii(FeatureClusters clusters, double share) {
    List<@Nullable Float> radii = new ArrayList<>();
    for (int c = 0; c < clusters.k(); c++) {
      float radius = clusters.radius(c, share);
      radii.add(Float.isNaN(radius) ? null : Float.valueOf(radius));
    }
    return radii;
  }

  private static void put(
      Map<String, NDArray> arrays, NDManager manager, FeatureClusters.Parts parts) {
    String name = parts.modality() + ".";
    arrays.put(name + "centroids", manager.create(parts.centroids()));
    arrays.put(name + "offsets", manager.create(parts.offsets()));
    arrays.put(name + "radii", manager.create(parts.radii()));
    put(arrays, manager, name + "transform.", parts.transform());
    put(arrays, manager, name + "comparison.", parts.comparison());
  }

  private static void put(
      Map<String, NDArray> arrays, NDManager manager, String name, TransformParts parts) {
    int width = parts.width();
    if (width > 0) {
      Shape shape = new Shape(width, parts.projection().length / width);
      arrays.put(name + "mean", manager.create(parts.mean()));
      arrays.put(name + "projection", manager.create(parts.projection(), shape));
    }
  }

  static ClusterModel read(Path folder) throws IOException {
    Path file = folder.resolve(DESCRIPTION);
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          folder + " holds no clustering: make one with ClusterFitting, or xdc clusters");
    }
    Manifest manifest = manifest(file);
    List<FeatureClusters> clusterings = new ArrayList<>();
    try (NDManager scratch = newManager()) {
      Map<String, NDArray> arrays = Safetensors.read(folder.resolve(ARRAYS), scratch);
      for (Map.Entry<String, Described> entry : manifest.clusterings().entrySet()) {
        Modality modality = Modality.of(entry.getKey());
        FeatureClusters made = new FeatureClusters(parts(modality, entry.getValue(), arrays));
        requireSound(entry.getValue(), made);
        if (!made.hash().equals(entry.getValue().hash())) {
          throw new IllegalArgumentException(
              "the "
                  + modality
                  + " clustering has the hash "
                  + made.hash()
                  + " instead of its own");
        }
        clusterings.add(made);
      }
      return new ClusterModel(clusterings);
    } catch (RuntimeException e) {
      throw new IOException(
          file
              + " and "
              + ARRAYS
              + " are damaged or do not belong together ("
              + e.getMessage()
              + "): delete them, then make a clustering with ClusterFitting, or xdc clusters",
          e);
    }
  }

  /** Checks what the hash is not made of. */
  private static void requireSound(Described described, FeatureClusters clusters) {
    FeatureClusters.Parts parts = clusters.parts();
    boolean sound =
        described.k() == clusters.k()
            && described.width() == clusters.width()
            && parts.sizes().length == clusters.k()
            && parts.radii().length == clusters.k();
    for (int c = 0; sound && c < clusters.k(); c++) {
      float[] radii = parts.radii()[c];
      sound = parts.sizes()[c] >= 0 && radii.length == FeatureClusters.RADIUS_STEPS + 1;
      for (int i = 0; sound && i < radii.length; i++) {
        // Distances of a cluster's own items: from 0, ascending; NaN of an empty one.
        sound =
            parts.sizes()[c] == 0
                ? Float.isNaN(radii[i])
                : radii[i] >= (i == 0 ? 0 : radii[i - 1]) && Float.isFinite(radii[i]);
      }
    }
    if (!sound) {
      throw new IllegalArgumentException("sizes or radii are not those of the clusters");
    }
  }

  /** Reads the clusterings in the folder of a model; null if there are none of its weights. */
  static @Nullable ClusterModel of(Path folder, List<Encoder> encoders) throws IOException {
    if (!isIn(folder)) {
      return null;
    }
    ClusterModel saved = read(folder);
    List<FeatureClusters> kept = new ArrayList<>();
    for (Encoder encoder : encoders) {
      if (saved.has(encoder.modality())) {
        FeatureClusters clustering = saved.of(encoder.modality());
        if (clustering.weights().equals(EncoderWeights.fingerprint(encoder))) {
          kept.add(clustering);
        } else {
          LOGGER.warn(
              "the {} clustering in {} is of other weights and left out: make one of these with"
                  + " xdc clusters",
              encoder.modality(),
              folder);
        }
      }
    }
    return kept.isEmpty() ? null : new ClusterModel(kept);
  }

  private static Manifest manifest(Path file) throws IOException {
    Manifest manifest =
        JsonFile.read(
            file,
            "is not a description of clusterings, delete it",
            text -> GSON.fromJson(text, Manifest.class));
    if (manifest == null || manifest.clusterings() == null) {
      throw new IOException(file + " is not a complete description of clusterings; delete it");
    }
    JsonFile.requireFormat(file, manifest.format(), FORMAT, FORMAT, "use a newer library");
    return manifest;
  }

  private static FeatureClusters.Parts parts(
      Modality modality, Described described, Map<String, NDArray> arrays) {
    String name = modality + ".";
    float[][] centroids = JavaRows.of(array(arrays, name + "centroids"));
    return new FeatureClusters.Parts(
        modality,
        described.origin(),
        described.weights(),
        described.clips(),
        transform(described.transform(), name + "transform.", arrays),
        transform(described.comparison(), name + "comparison.", arrays),
        centroids,
        array(arrays, name + "offsets").toFloatArray(),
        Arrays.copyOf(described.sizes(), centroids.length),
        JavaRows.of(array(arrays, name + "radii")));
  }

  private static TransformParts transform(
      TransformParts.Kind kind, String name, Map<String, NDArray> arrays) {
    boolean learned = arrays.containsKey(name + "mean");
    return new TransformParts(
        kind,
        learned ? array(arrays, name + "mean").toFloatArray() : new float[0],
        learned ? array(arrays, name + "projection").toFloatArray() : new float[0]);
  }

  private static NDArray array(Map<String, NDArray> arrays, String name) {
    NDArray array = arrays.get(name);
    if (array == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return array;
  }
}
