package dev.xdc.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderRecipe;
import dev.xdc.internal.file.Sha256;
import dev.xdc.weights.WeightReport.Fit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Weights of encoders in files: saved as safetensors with PyTorch's names, loaded from those or
 * from PyTorch's checkpoints.
 */
public final class EncoderWeights {
  private static final String RUNNING_MEAN = ".running_mean";
  private static final String COUNTER = ".num_batches_tracked";
  private static final int SHOWN_BYTES = 8;

  private EncoderWeights() {}

  /**
   * Writes all weights and running statistics, such that PyTorch's {@code load_state_dict} takes
   * them in strict mode: each batch norm has the counter that PyTorch expects, at 0. It matters
   * only to PyTorch's norms with {@code momentum=None}.
   */
  public static void save(Encoder encoder, Path file) throws IOException {
    try (NDManager scratch = encoder.manager().newSubManager()) {
      Map<String, NDArray> arrays = new LinkedHashMap<>();
      encoder
          .parameters()
          .forEach(
              (name, parameter) -> {
                arrays.put(name, parameter.getArray());
                if (name.endsWith(RUNNING_MEAN)) {
                  String norm = name.substring(0, name.length() - RUNNING_MEAN.length());
                  arrays.put(norm + COUNTER, scratch.create(new long[] {0}, new Shape()));
                }
              });
      Safetensors.write(file, arrays);
    }
  }

  /**
   * Replaces the weights of an initialised encoder.
   *
   * @throws IOException if the file cannot be read, or if its names and shapes are not exactly the
   *     encoder's; lists what differs
   */
  public static void load(Encoder encoder, Path file) throws IOException {
    try (TensorFile opened = TensorFile.open(file)) {
      load(encoder, opened, Fit.STRICT);
    }
  }

  /**
   * Replaces the weights of an initialised encoder, all or none.
   *
   * @return what became of each name
   * @throws IOException if the file cannot be read or agrees less than {@code fit} asks for; lists
   *     what differs
   */
  public static WeightReport load(Encoder encoder, TensorFile file, Fit fit) throws IOException {
    WeightReport report = compare(encoder, file, fit);
    try (NDManager scratch = encoder.manager().newSubManager()) {
      Map<Parameter, NDArray> read = new LinkedHashMap<>();
      for (String name : report.loaded()) {
        Parameter parameter = encoder.parameter(name);
        NDArray array = file.read(name, scratch);
        file.requireFinite(name, array);
        read.put(parameter, array.toType(parameter.getArray().getDataType(), false));
      }
      read.forEach((parameter, array) -> array.copyTo(parameter.getArray()));
    }
    return report;
  }

  /** Returns the beginning of a SHA-256 over names and weights, running statistics included. */
  public static String fingerprint(Encoder encoder) {
    MessageDigest digest = Sha256.digest();
    encoder
        .parameters()
        .forEach(
            (name, parameter) -> {
              digest.update(name.getBytes(StandardCharsets.UTF_8));
              float[] numbers = parameter.getArray().toFloatArray();
              ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Float.BYTES);
              bytes.asFloatBuffer().put(numbers);
              digest.update(bytes);
            });
    return HexFormat.of().formatHex(digest.digest(), 0, SHOWN_BYTES);
  }

  /**
   * Returns what would become of each name, without reading a tensor; the encoder needs no weights,
   * so that a file can be refused before memory is taken for an encoder as wide as it claims.
   *
   * @throws IOException if they agree less than {@code fit} asks for; lists what differs
   */
  public static WeightReport compare(Encoder encoder, TensorFile file, Fit fit) throws IOException {
    WeightReport report = compare(encoder, file);
    List<String> faults = report.faults(fit);
    if (!faults.isEmpty()) {
      String name = encoder.recipe().map(EncoderRecipe::toString).orElseGet(encoder::toString);
      throw new IOException(
          file.path()
              + " does not fit the encoder "
              + name
              + ": "
              + WeightReport.shortened(faults));
    }
    return report;
  }

  /** Returns what would become of each name, however well they agree. */
  public static WeightReport compare(Encoder encoder, TensorFile file) {
    Map<String, Parameter> parameters = encoder.parameters();
    Map<String, TensorFile.Info> tensors = file.tensors();
    List<String> loaded = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    List<String> misshaped = new ArrayList<>();
    parameters.forEach(
        (name, parameter) -> {
          TensorFile.Info info = tensors.get(name);
          if (info == null) {
            missing.add(name);
          } else if (info.shape().equals(parameter.getShape())) {
            loaded.add(name);
          } else {
            misshaped.add(
                name + " has shape " + info.shape() + ", must be " + parameter.getShape());
          }
        });
    List<String> unexpected =
        tensors.keySet().stream()
            .filter(name -> !parameters.containsKey(name) && !name.endsWith(COUNTER))
            .toList();
    return new WeightReport(loaded, missing, unexpected, misshaped);
  }
}
