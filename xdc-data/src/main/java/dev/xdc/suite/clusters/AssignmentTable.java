package dev.xdc.suite.clusters;

import com.google.gson.JsonObject;
import dev.xdc.AssignedItems;
import dev.xdc.clip.Modality;
import dev.xdc.suite.store.ItemTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Assignments as files: a line for each item of each modality with its id, the modality, the
 * cluster, the distances to its centroid and to the next one, and the hash of the clustering. What
 * could not be read has no cluster and no distances.
 *
 * @param all the items of each modality
 */
public record AssignmentTable(List<AssignedItems> all) implements ItemTable {

  /** Copies the list. */
  public AssignmentTable {
    all = List.copyOf(all);
  }

  @Override
  public List<String> columns() {
    return List.of("id", "modality", "cluster", "distance", "next_distance", "clustering");
  }

  @Override
  public Stream<List<?>> rows() {
    return each(AssignmentTable::row);
  }

  @Override
  public Stream<JsonObject> objects() {
    return each(AssignmentTable::json);
  }

  /** What one item becomes. */
  @FunctionalInterface
  private interface Line<T> {
    T of(AssignedItems items, int i);
  }

  private <T> Stream<T> each(Line<T> line) {
    return all.stream()
        .flatMap(items -> IntStream.range(0, items.size()).mapToObj(i -> line.of(items, i)));
  }

  private static List<?> row(AssignedItems items, int i) {
    return Arrays.asList(
        items.id(i),
        items.clustering().modality(),
        items.isMissing(i) ? null : items.cluster(i),
        number(items.distance(i)),
        number(items.next(i)),
        items.clustering().hash());
  }

  private static @Nullable Float number(float value) {
    return Float.isNaN(value) ? null : Float.valueOf(value);
  }

  private static JsonObject json(AssignedItems items, int i) {
    JsonObject line = new JsonObject();
    line.addProperty("id", items.id(i));
    line.addProperty("modality", items.clustering().modality().toString());
    if (!items.isMissing(i)) {
      line.addProperty("cluster", items.cluster(i));
      line.addProperty("distance", items.distance(i));
    }
    if (!Float.isNaN(items.next(i))) {
      line.addProperty("next_distance", items.next(i));
    }
    line.addProperty("clustering", items.clustering().hash());
    return line;
  }

  /** Returns the cluster of each item by its id; items without one are left out. */
  public static Map<String, Integer> clusters(AssignedItems items) {
    Map<String, Integer> clusters = new HashMap<>();
    for (int i = 0; i < items.size(); i++) {
      if (!items.isMissing(i)) {
        clusters.put(items.id(i), items.cluster(i));
      }
    }
    return clusters;
  }

  /**
   * Reads the clusters of a modality from a CSV file that {@link #writeCsv} wrote.
   *
   * @param clustering hash of the clustering
   * @throws IOException if it cannot be read, or holds nothing of that clustering; names the file
   */
  public static Map<String, Integer> readClusters(Path csv, Modality modality, String clustering)
      throws IOException {
    Map<String, Integer> clusters = new HashMap<>();
    for (CsvTable.Line line : CsvTable.read(csv, "id", "modality", "cluster", "clustering")) {
      if (line.modality("modality") == modality
          && line.cell("clustering").equals(clustering)
          && !line.cell("cluster").isEmpty()) {
        clusters.put(line.filled("id"), line.number("cluster"));
      }
    }
    if (clusters.isEmpty()) {
      throw new IOException(
          csv + " holds no assignment to the " + modality + " clustering " + clustering);
    }
    return clusters;
  }
}
