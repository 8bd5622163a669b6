package dev.xdc.spark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import dev.xdc.encoder.Encoder;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Arrays one after the other as plain numbers, the form in which they travel. */
final class FlatArrays {

  private FlatArrays() {}

  /** Returns weights and running statistics of an encoder, always in the same order. */
  static Collection<NDArray> of(Encoder encoder) {
    return encoder.parameters().values().stream().map(Parameter::getArray).toList();
  }

  /**
   * Checks that an encoder can travel.
   *
   * @throws IllegalArgumentException if it has arrays of another type than FLOAT32
   */
  static void check(Encoder encoder) {
    for (Map.Entry<String, Parameter> entry : encoder.parameters().entrySet()) {
      DataType type = entry.getValue().getArray().getDataType();
      if (type != DataType.FLOAT32) {
        throw new IllegalArgumentException(
            "parameter " + entry.getKey() + " is " + type + ", must be FLOAT32 to go to executors");
      }
    }
  }

  /** Returns the number of values. */
  static int size(Collection<NDArray> arrays) {
    return Math.toIntExact(arrays.stream().mapToLong(NDArray::size).sum());
  }

  /** Copies all values of some arrays and then of others. */
  static float[] read(Collection<NDArray> arrays, Collection<NDArray> others) {
    float[] values = new float[Math.addExact(size(arrays), size(others))];
    int at = 0;
    for (Collection<NDArray> some : List.of(arrays, others)) {
      for (NDArray array : some) {
        float[] own = array.toFloatArray();
        System.arraycopy(own, 0, values, at, own.length);
        at += own.length;
      }
    }
    return values;
  }

  /**
   * Replaces all values.
   *
   * @param from where in {@code values} they begin
   */
  static void write(Collection<NDArray> arrays, float[] values, int from) {
    int at = from;
    for (NDArray array : arrays) {
      int size = Math.toIntExact(array.size());
      try (NDManager scope = NDManager.subManagerOf(array)) {
        scope.create(Arrays.copyOfRange(values, at, at + size), array.getShape()).copyTo(array);
      }
      at += size;
    }
  }
}
