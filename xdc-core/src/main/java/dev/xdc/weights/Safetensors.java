package dev.xdc.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** The safetensors file format: named arrays and nothing that could run. Files up to 2 GiB. */
public final class Safetensors {
  private static final int LENGTH_BYTES = 8;

  private Safetensors() {}

  /** Writes named arrays; the file appears whole or not at all. */
  public static void write(Path file, Map<String, NDArray> arrays) throws IOException {
    NDList list = new NDList(arrays.size());
    arrays.forEach(
        (name, array) -> {
          array.setName(name);
          list.add(array);
        });
    Path absolute = file.toAbsolutePath();
    Path temporary = absolute.resolveSibling(absolute.getFileName() + ".tmp");
    try (OutputStream out = Files.newOutputStream(temporary)) {
      list.encode(out, NDList.Encoding.SAFETENSORS);
    }
    Files.move(
        temporary, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Reads all arrays of a file.
   *
   * @param manager owns the arrays
   * @throws IOException if the file cannot be read or is not in the format; names the file
   */
  public static Map<String, NDArray> read(Path file, NDManager manager) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    if (bytes.length < LENGTH_BYTES + 2) {
      throw new IOException(file + " is not a safetensors file: it has " + bytes.length + " bytes");
    }
    long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (header < 2 || header > bytes.length - LENGTH_BYTES || bytes[LENGTH_BYTES] != '{') {
      throw new IOException(file + " is not a safetensors file, or was cut off");
    }
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    try {
      for (NDArray array : NDList.decode(manager, bytes)) {
        arrays.put(array.getName(), array);
      }
    } catch (RuntimeException e) {
      throw new IOException(file + " is not a complete safetensors file: " + e.getMessage(), e);
    }
    return arrays;
  }
}
