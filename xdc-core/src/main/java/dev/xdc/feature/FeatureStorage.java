package dev.xdc.feature;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where features lie: in memory up to a limit, beyond it in a memory-mapped {@code .npy} file that
 * NumPy reads as well. What is computed from them is the same either way.
 *
 * @param file the file to use beyond the limit, replaced if it exists; null for one in the folder
 *     for temporary files
 * @param kept whether a file stays when its bank is closed; a temporary one never does
 * @param memoryBytes features of at most this many bytes (4 N D) lie in memory; 0 for none
 */
public record FeatureStorage(@Nullable Path file, boolean kept, long memoryBytes) {

  /** 256 MiB: 131,072 rows of 512 features. */
  public static final long DEFAULT_MEMORY_BYTES = 256L << 20;

  private static final int CHUNK_ROWS = 4096;

  /** Checks the limit. */
  public FeatureStorage {
    if (memoryBytes < 0) {
      throw new IllegalArgumentException("memoryBytes is " + memoryBytes + ", must be at least 0");
    }
  }

  /** Up to {@link #DEFAULT_MEMORY_BYTES} in memory, beyond in a temporary file. */
  public static FeatureStorage temporary() {
    return new FeatureStorage(null, false, DEFAULT_MEMORY_BYTES);
  }

  /** Up to {@link #DEFAULT_MEMORY_BYTES} in memory, beyond in {@code file}, which is kept. */
  public static FeatureStorage file(Path file) {
    return new FeatureStorage(file, true, DEFAULT_MEMORY_BYTES);
  }

  /** Returns these settings with another limit. */
  public FeatureStorage withMemoryBytes(long bytes) {
    return new FeatureStorage(file, kept, bytes);
  }

  /**
   * Returns rows that are stored: {@code rows} themselves if they are, else a copy. Whoever reads
   * them often, as k-means does, is spared the making of each row at every reading.
   *
   * @return a bank for the caller to close, which leaves {@code rows} open; on the device of {@code
   *     rows}
   * @throws IOException if a file cannot be written
   */
  public FeatureBank store(FeatureRows rows) throws IOException {
    if (rows instanceof FeatureBank || rows instanceof ArrayRows || rows instanceof NpyRows) {
      return new FeatureBank(rows, new BitSet(), () -> {});
    }
    try (FeatureWriter writer = writer(rows.manager(), rows.rows(), rows.width())) {
      for (int first = 0; first < rows.rows(); first += CHUNK_ROWS) {
        try (NDManager scope = rows.manager().newSubManager()) {
          int end = first + Math.min(CHUNK_ROWS, rows.rows() - first);
          writer.write(rows.chunk(scope, first, end));
        }
      }
      return writer.finish(new BitSet());
    }
  }

  /**
   * Opens features that were written elsewhere: read into memory up to the limit, beyond it mapped
   * where they are.
   *
   * @param manager the bank's array, or mappings, are made in it
   * @param files {@code .npy} files of one width, at least one; they stay if this storage keeps its
   *     file, else they are deleted when they are no longer read
   * @param missing rows of which no clip could be read
   * @return a bank for the caller to close
   * @throws IOException if a file cannot be read
   */
  public FeatureBank open(NDManager manager, List<Path> files, BitSet missing) throws IOException {
    NpyParts parts = NpyParts.open(manager, files);
    if (4L * parts.rows() * parts.width() > Math.min(memoryBytes, Integer.MAX_VALUE)) {
      return new FeatureBank(parts, missing, () -> free(parts));
    }
    try (parts;
        FeatureWriter writer = writer(manager, parts.rows(), parts.width())) {
      for (int first = 0; first < parts.rows(); first += CHUNK_ROWS) {
        try (NDManager scope = manager.newSubManager()) {
          writer.write(parts.chunk(scope, first, Math.min(first + CHUNK_ROWS, parts.rows())));
        }
      }
      FeatureBank bank = writer.finish(missing);
      free(parts);
      return bank;
    }
  }

  private void free(NpyParts parts) {
    parts.close();
    if (!kept || file == null) {
      for (Path part : parts.files()) {
        if (!part.toFile().delete()) {
          part.toFile().deleteOnExit();
        }
      }
    }
  }

  /** Begins a bank of {@code rows} x {@code width} features on the device of {@code manager}. */
  FeatureWriter writer(NDManager manager, int rows, int width) throws IOException {
    if (4L * rows * width <= Math.min(memoryBytes, Integer.MAX_VALUE)) {
      return new FeatureWriter.InMemory(manager, rows, width);
    }
    if (file != null) {
      return new FeatureWriter.ToFile(manager, new NpyWriter(file, rows, width), kept);
    }
    Path temporary = Files.createTempFile("xdc-features", ".npy");
    temporary.toFile().deleteOnExit();
    return new FeatureWriter.ToFile(manager, new NpyWriter(temporary, rows, width), false);
  }
}
