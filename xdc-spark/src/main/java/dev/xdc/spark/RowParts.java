package dev.xdc.spark;

import dev.xdc.feature.RowMoments;
import dev.xdc.feature.StoredRows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;

/**
 * Rows of files in parts, a task for each. How they are divided depends on their number alone.
 *
 * @param rows in files that all see
 */
record RowParts(JavaSparkContext spark, StoredRows rows) {

  /** Returns what executors make of each part, in the order of the rows. */
  <T> List<T> collect(Function<RowPart, T> work) throws IOException {
    List<String> files = rows.files().stream().map(Object::toString).toList();
    int size = RowMoments.partRows(rows.rows());
    List<RowPart> parts = new ArrayList<>();
    for (int first = 0; first < rows.rows(); first += size) {
      int end = first + Math.min(size, rows.rows() - first);
      parts.add(new RowPart(files, rows.which(first, end), first));
    }
    return SparkJob.collect(spark.parallelize(parts, parts.size()).map(work));
  }
}
