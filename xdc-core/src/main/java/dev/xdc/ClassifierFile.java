package dev.xdc;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.xdc.clip.Modality;
import dev.xdc.engine.TorchEngine;
import dev.xdc.eval.Calibration;
import dev.xdc.eval.LinearModel;
import dev.xdc.feature.JavaRows;
import dev.xdc.internal.file.JsonFile;
import dev.xdc.internal.file.StrictJson;
import dev.xdc.internal.file.Unfinished;
import dev.xdc.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is kept of a {@link XdcClassifier} besides its model, {@code classifier.json}; weights lie
 * in files of their own.
 *
 * @param format 1
 * @param classes the names of the classes
 * @param clipsPerVideo clips whose probabilities are averaged
 * @param calibrations by modality, one for each head
 * @param provenance free text by name
 */
record ClassifierFile(
    int format,
    List<String> classes,
    int clipsPerVideo,
    Map<String, Calibration> calibrations,
    Map<String, String> provenance) {

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().registerTypeAdapterFactory(StrictJson.ENUMS).create();
  private static final String FILE = "classifier.json";
  private static final int FORMAT = 1;

  static void write(Path folder, XdcClassifier classifier) throws IOException {
    Map<String, Calibration> calibrations = new LinkedHashMap<>();
    for (Modality modality : Modality.values()) {
      if (classifier.modalities().contains(modality)) {
        XdcClassifier.Head head = classifier.head(modality);
        calibrations.put(modality.toString(), head.calibration());
        writeHead(weights(folder, modality), head.layer());
      }
    }
    ClassifierFile file =
        new ClassifierFile(
            FORMAT,
            classifier.classes(),
            classifier.clipsPerVideo(),
            calibrations,
            classifier.provenance());
    Unfinished.write(folder.resolve(FILE), GSON.toJson(file));
  }

  private static Path weights(Path folder, Modality modality) {
    return folder.resolve(modality + "-head.safetensors");
  }

  private static void writeHead(Path file, LinearModel head) throws IOException {
    try (NDManager scope = TorchEngine.ready().newBaseManager()) {
      Map<String, NDArray> arrays = new LinkedHashMap<>();
      arrays.put("mean", scope.create(head.mean()));
      arrays.put("scale", scope.create(head.scale()));
      arrays.put("weight", scope.create(head.weights()));
      arrays.put("bias", scope.create(head.bias()));
      Safetensors.write(file, arrays);
    }
  }

  static ClassifierFile read(Path folder) throws IOException {
    Path path = folder.resolve(FILE);
    if (!Files.isRegularFile(path)) {
      throw new IOException(
          folder
              + " holds no classifier: "
              + FILE
              + " is missing; xdc probe and xdc finetune make one");
    }
    ClassifierFile file =
        JsonFile.read(
            path,
            "is not the description of a classifier",
            text -> GSON.fromJson(text, ClassifierFile.class));
    if (file != null) {
      JsonFile.requireFormat(path, file.format, FORMAT, FORMAT, "use a newer library");
    }
    if (file == null
        || file.classes == null
        || file.classes.contains(null)
        || file.calibrations == null
        || file.calibrations.containsValue(null)
        || file.provenance == null
        || file.provenance.containsValue(null)) {
      throw new IOException(path + " is not a complete description of a classifier");
    }
    return file;
  }

  /** Reads the heads and puts them on the encoders of {@code model}. */
  XdcClassifier classifier(Path folder, XdcModel model) throws IOException {
    Map<Modality, XdcClassifier.Head> heads = new EnumMap<>(Modality.class);
    for (Modality modality : Modality.values()) {
      Calibration calibration = calibrations.get(modality.toString());
      if (calibration != null) {
        LinearModel layer = readHead(weights(folder, modality));
        heads.put(modality, new XdcClassifier.Head(layer, calibration));
      }
    }
    try {
      return new XdcClassifier(model, classes, heads, clipsPerVideo, provenance);
    } catch (IllegalArgumentException e) {
      throw new IOException(folder.resolve(FILE) + ": " + e.getMessage(), e);
    }
  }

  private static LinearModel readHead(Path file) throws IOException {
    try (NDManager scope = TorchEngine.ready().newBaseManager()) {
      Map<String, NDArray> arrays = Safetensors.read(file, scope);
      float[] mean = vector(file, arrays, "mean");
      float[] scale = vector(file, arrays, "scale");
      float[] bias = vector(file, arrays, "bias");
      NDArray weight = arrays.get("weight");
      Shape shape = new Shape(mean.length, bias.length);
      if (weight == null
          || weight.getDataType() != DataType.FLOAT32
          || !weight.getShape().equals(shape)
          || scale.length != mean.length) {
        throw new IOException(file + " holds arrays that do not fit each other");
      }
      float[][] weights = JavaRows.of(weight);
      requireFinite(file, mean, scale, bias);
      requireFinite(file, weights);
      return new LinearModel(mean, scale, weights, bias, Double.NaN, 0);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new IOException(file + " is not the head of a classifier: " + e.getMessage(), e);
    }
  }

  private static void requireFinite(Path file, float[]... arrays) throws IOException {
    for (float[] array : arrays) {
      for (float value : array) {
        if (!Float.isFinite(value)) {
          throw new IOException(file + " holds a value that is not finite: save it again");
        }
      }
    }
  }

  private static float[] vector(Path file, Map<String, NDArray> arrays, String name)
      throws IOException {
    NDArray array = arrays.get(name);
    if (array == null
        || array.getShape().dimension() != 1
        || array.getDataType() != DataType.FLOAT32) {
      throw new IOException(file + " holds no vector " + name + " of FLOAT32");
    }
    return array.toFloatArray();
  }
}
