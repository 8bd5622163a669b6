package dev.xdc.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import dev.xdc.encoder.Encoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Saves and restores the weights of an encoder as safetensors with PyTorch's names. */
public final class EncoderWeights {

  private EncoderWeights() {}

  /** Writes all weights and running statistics. */
  public static void save(Encoder encoder, Path file) throws IOException {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    encoder.parameters().forEach((name, parameter) -> arrays.put(name, parameter.getArray()));
    Safetensors.write(file, arrays);
  }

  /**
   * Replaces the weights of an initialised encoder.
   *
   * @throws IOException if the file cannot be read, or if its names and shapes are not exactly the
   *     encoder's; lists what differs
   */
  public static void load(Encoder encoder, Path file) throws IOException {
    try (NDManager scratch = encoder.manager().newSubManager()) {
      Map<String, NDArray> arrays = Safetensors.read(file, scratch);
      Map<String, Parameter> parameters = encoder.parameters();
      List<String> faults = new ArrayList<>();
      Map<Parameter, NDArray> fitting = new LinkedHashMap<>();
      for (Map.Entry<String, Parameter> entry : parameters.entrySet()) {
        NDArray array = arrays.get(entry.getKey());
        Parameter parameter = entry.getValue();
        if (array == null) {
          faults.add(entry.getKey() + " is missing");
        } else if (!array.getShape().equals(parameter.getShape())) {
          faults.add(
              entry.getKey()
                  + " has shape "
                  + array.getShape()
                  + ", must be "
                  + parameter.getShape());
        } else {
          fitting.put(parameter, array);
        }
      }
      arrays.keySet().stream()
          .filter(name -> !parameters.containsKey(name))
          .forEach(name -> faults.add(name + " is unexpected"));
      if (!faults.isEmpty()) {
        int shown = Math.min(5, faults.size());
        throw new IOException(
            file
                + " does not fit the encoder "
                + encoder
                + ": "
                + String.join("; ", faults.subList(0, shown))
                + (faults.size() > shown ? "; and " + (faults.size() - shown) + " more" : ""));
      }
      fitting.forEach((parameter, array) -> array.copyTo(parameter.getArray()));
    }
  }
}
