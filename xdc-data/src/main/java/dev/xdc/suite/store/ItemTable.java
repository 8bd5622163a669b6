package dev.xdc.suite.store;

import com.google.gson.JsonObject;
import dev.xdc.internal.file.Unfinished;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** What was found of each item of a data set, as CSV and as JSON with an object for each line. */
public interface ItemTable {

  /** How CSV files are written: as RFC 4180 says, but with the line ends of Unix. */
  CSVFormat FORMAT = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

  /** Returns the names of the columns. */
  List<String> columns();

  /** Returns the lines below the header, with a value for each column; null for an empty one. */
  Stream<List<?>> rows();

  /** Returns the objects. */
  Stream<JsonObject> objects();

  /** Writes the lines of a CSV file with its header. */
  default void printCsv(Appendable out) throws IOException {
    CSVPrinter printer = new CSVPrinter(out, FORMAT);
    printer.printRecord(columns());
    for (List<?> row : (Iterable<List<?>>) rows()::iterator) {
      printer.printRecord(row);
    }
  }

  /** Writes a CSV file, whole or not at all. */
  default void writeCsv(Path file) throws IOException {
    Unfinished.text(file, this::printCsv);
  }

  /** Writes a file with a JSON object for each line, whole or not at all. */
  default void writeJsonLines(Path file) throws IOException {
    Unfinished.text(
        file,
        out -> {
          for (JsonObject object : (Iterable<JsonObject>) objects()::iterator) {
            out.append(object.toString()).append('\n');
          }
        });
  }
}
