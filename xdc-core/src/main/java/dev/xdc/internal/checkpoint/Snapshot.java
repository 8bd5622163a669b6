package dev.xdc.internal.checkpoint;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.xdc.engine.TorchEngine;
import java.util.LinkedHashMap;
import java.util.Map;

/** Copies of a run's arrays in main memory, to be written while the run continues. */
final class Snapshot implements AutoCloseable {
  private final NDManager manager = TorchEngine.ready().newBaseManager(Device.cpu());
  private final Map<String, Map<String, NDArray>> files = new LinkedHashMap<>();

  Snapshot(Map<String, Map<String, NDArray>> originals) {
    originals.forEach(
        (file, arrays) -> {
          Map<String, NDArray> copies = new LinkedHashMap<>();
          arrays.forEach((name, array) -> copies.put(name, copy(array)));
          files.put(file, copies);
        });
  }

  private NDArray copy(NDArray array) {
    NDArray copy =
        array.getDevice().isGpu() ? array.toDevice(Device.cpu(), true) : array.duplicate();
    copy.attach(manager);
    return copy;
  }

  Map<String, Map<String, NDArray>> files() {
    return files;
  }

  /** Returns whether all numbers are finite. */
  boolean isFinite() {
    TorchEngine.ready();
    return files.values().stream()
        .flatMap(arrays -> arrays.values().stream())
        .filter(array -> array.getDataType() == DataType.FLOAT32)
        .allMatch(Snapshot::isFinite);
  }

  private static boolean isFinite(NDArray array) {
    try (NDArray norm = array.norm()) {
      return Float.isFinite(norm.getFloat());
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
