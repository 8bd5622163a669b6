package dev.xdc.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xdc.internal.file.PlainFile;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A file of named tensors. Opening it reads and checks the description of all tensors; their
 * elements are read one tensor at a time, so that memory is what the caller asks for.
 *
 * <p>What a file claims is checked against its size before anything is allocated, and nothing in a
 * file is ever executed.
 */
public sealed interface TensorFile extends Closeable permits Safetensors, TorchCheckpoint {

  /**
   * What is known of a tensor without reading it.
   *
   * @param type of the stored elements
   * @param shape of the array
   */
  record Info(TensorType type, Shape shape) {
    @Override
    public String toString() {
      return type + " " + shape;
    }
  }

  /**
   * Opens a file of either format, recognized by its first bytes.
   *
   * @throws IOException if the file is neither, was cut off, or claims more than it holds; one
   *     line, naming the file
   */
  static TensorFile open(Path file) throws IOException {
    byte[] start;
    try (InputStream in = Files.newInputStream(PlainFile.require(file))) {
      start = in.readNBytes(Long.BYTES + 1);
    }
    boolean header = start.length > Long.BYTES && start[Long.BYTES] == '{';
    return header ? Safetensors.open(file) : TorchCheckpoint.open(file);
  }

  /** Returns the file. */
  Path path();

  /** Returns the tensors by name, in the order of the file. */
  Map<String, Info> tensors();

  /**
   * Reads one tensor.
   *
   * @param manager owns the array
   * @return the array; numbers of two bytes are widened, see {@link TensorType#array()}
   * @throws IllegalArgumentException if there is none of that name
   */
  NDArray read(String name, NDManager manager) throws IOException;

  /**
   * Checks what was read.
   *
   * @throws IOException if a value is not finite; names file and tensor
   */
  default void requireFinite(String name, NDArray array) throws IOException {
    if (array.getDataType().isFloating()
        && array.isNaN().logicalOr(array.isInfinite()).any().getBoolean()) {
      throw new IOException(
          path()
              + ": the tensor "
              + name
              + " has values that are not finite, so that all features would be;"
              + " use weights from before the training diverged");
    }
  }

  /**
   * Reads all tensors.
   *
   * @throws IOException if they cannot be read or a value is not finite; names file and tensor
   */
  default Map<String, NDArray> readAllFinite(NDManager manager) throws IOException {
    Map<String, NDArray> arrays = readAll(manager);
    for (Map.Entry<String, NDArray> entry : arrays.entrySet()) {
      requireFinite(entry.getKey(), entry.getValue());
    }
    return arrays;
  }

  /** Reads all tensors, whatever their values. */
  default Map<String, NDArray> readAll(NDManager manager) throws IOException {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    for (String name : tensors().keySet()) {
      arrays.put(name, read(name, manager));
    }
    return arrays;
  }
}
