package dev.xdc.spark;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.FeatureBank;
import dev.xdc.feature.FeatureRows;
import dev.xdc.feature.FeatureStats;
import dev.xdc.feature.NpyWriter;
import dev.xdc.feature.RowMoments;
import dev.xdc.feature.StoredRows;
import dev.xdc.feature.TransformParts;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.spark.TaskContext;

/**
 * Some rows of files, for one task.
 *
 * @param files seen by all
 * @param which the numbers of the rows in the files
 * @param first the place of the first among all that are worked on
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RowPart(List<String> files, int[] which, int first) implements Serializable {
  private static final int CHUNK_ROWS = 4096;

  /** What a task does with the rows. */
  @FunctionalInterface
  private interface Work<T> {
    T with(FeatureRows rows) throws IOException;
  }

  FeatureStats stats() throws IOException {
    return read(rows -> RowMoments.ofPart(rows, first).stats());
  }

  double[] products(double[] mean) throws IOException {
    return read(rows -> RowMoments.ofPart(rows, first).products(mean));
  }

  /** Writes the transformed rows to a file of this attempt; returns its name. */
  String write(TransformParts transform, String folder) throws IOException {
    String name =
        String.format(Locale.ROOT, "part-%09d-%d.npy", first, TaskContext.get().taskAttemptId());
    return read(
        rows -> {
          FeatureRows made = transform.learned().apply(rows);
          try (NpyWriter writer = new NpyWriter(Path.of(folder, name), rows.rows(), made.width())) {
            for (int from = 0; from < rows.rows(); from += CHUNK_ROWS) {
              try (NDManager scope = rows.manager().newSubManager()) {
                int end = Math.min(rows.rows(), from + CHUNK_ROWS);
                writer.write(made.chunk(scope, from, end).toFloatArray());
              }
            }
            return writer.finish().toString();
          }
        });
  }

  private <T> T read(Work<T> work) throws IOException {
    try (NDManager manager = TorchEngine.ready().newBaseManager(Device.cpu());
        FeatureBank all = StoredRows.open(manager, files.stream().map(Path::of).toList())) {
      return work.with(all.select(which));
    }
  }
}
