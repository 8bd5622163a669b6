package dev.xdc.suite.clusters;

import com.google.gson.JsonObject;
import dev.xdc.AssignedItems;
import dev.xdc.clip.Modality;
import dev.xdc.internal.file.Unfinished;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Assignments as files: a line for each item of each modality with its id, the modality, the
 * cluster, the distances to its centroid and to the next one, and the hash of the clustering. What
 * could not be read has no cluster and no distances.
 */
public final class AssignmentTable {
  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

  private AssignmentTable() {}

  /** Writes a CSV file, whole or not at all. */
  public static void writeCsv(Path file, List<AssignedItems> all) throws IOException {
    try (Unfinished whole = Unfinished.of(file)) {
      try (BufferedWriter out = Files.newBufferedWriter(whole.path())) {
        printCsv(out, all);
      }
      whole.finish();
    }
  }

  /** Writes the lines of a CSV file with its header. */
  public static void printCsv(Appendable out, List<AssignedItems> all) throws IOException {
    CSVPrinter printer = new CSVPrinter(out, FORMAT);
    printer.printRecord("id", "modality", "cluster", "distance", "next_distance", "clustering");
    for (AssignedItems items : all) {
      for (int i = 0; i < items.size(); i++) {
        printer.printRecord(
            items.id(i),
            items.clustering().modality(),
            items.isMissing(i) ? "" : items.cluster(i),
            number(items.distance(i)),
            number(items.next(i)),
            items.clustering().hash());
      }
    }
  }

  private static String number(float value) {
    return Float.isNaN(value) ? "" : Float.toString(value);
  }

  /** Writes a file with a JSON object a line, whole or not at all; absent is what is not known. */
  public static void writeJsonLines(Path file, List<AssignedItems> all) throws IOException {
    try (Unfinished whole = Unfinished.of(file)) {
      try (BufferedWriter out = Files.newBufferedWriter(whole.path())) {
        for (AssignedItems items : all) {
          for (int i = 0; i < items.size(); i++) {
            out.append(json(items, i).toString()).append('\n');
          }
        }
      }
      whole.finish();
    }
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
