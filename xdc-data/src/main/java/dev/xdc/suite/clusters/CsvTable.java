package dev.xdc.suite.clusters;

import dev.xdc.clip.Modality;
import dev.xdc.internal.file.JsonFile;
import dev.xdc.internal.file.PlainFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads CSV files in UTF-8 whose header names the columns, as spreadsheets write them, too. */
final class CsvTable {
  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT
          .builder()
          .setHeader()
          .setSkipHeaderRecord(true)
          .setIgnoreEmptyLines(true)
          .setIgnoreSurroundingSpaces(true)
          .get();

  private CsvTable() {}

  /** A line below the header. */
  record Line(Path file, CSVRecord record) {

    /** Returns a cell; empty if it is empty, or the line is short. */
    String cell(String column) {
      return record.isSet(column) ? record.get(column) : "";
    }

    String filled(String column) throws IOException {
      String cell = cell(column);
      if (cell.isEmpty()) {
        throw fault("no " + column);
      }
      return cell;
    }

    /** Returns a whole number of at least 0. */
    int number(String column) throws IOException {
      String cell = filled(column);
      try {
        int number = Integer.parseInt(cell);
        if (number >= 0) {
          return number;
        }
      } catch (NumberFormatException e) {
        // refused below
      }
      throw fault(column + " is \"" + cell + "\", must be a whole number from 0");
    }

    Modality modality(String column) throws IOException {
      String cell = filled(column);
      for (Modality modality : Modality.values()) {
        if (modality.toString().equals(cell.toLowerCase(Locale.ROOT))) {
          return modality;
        }
      }
      throw fault(column + " is \"" + cell + "\", must be video or audio");
    }

    IOException fault(String what) {
      return new IOException(
          file + ", row " + (record.getRecordNumber() + 1) + ": " + JsonFile.shown(what));
    }
  }

  /** Reads the header. */
  private static CSVParser parser(Path file, BufferedReader reader) throws IOException {
    try {
      return FORMAT.parse(reader);
    } catch (CharacterCodingException e) {
      throw e; // told below
    } catch (IOException e) {
      throw new IOException(file + " is not a CSV file: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a file.
   *
   * @param columns that it must have
   * @throws IOException if it cannot be read or lacks one; names the file
   */
  static List<Line> read(Path file, String... columns) throws IOException {
    try (BufferedReader reader = Files.newBufferedReader(PlainFile.require(file))) {
      reader.mark(1);
      if (reader.read() != 0xFEFF) { // the byte order mark of spreadsheets
        reader.reset();
      }
      CSVParser parser = parser(file, reader);
      for (String column : columns) {
        if (!parser.getHeaderNames().contains(column)) {
          throw new IOException(
              file
                  + ", row 1: expected the columns "
                  + String.join(",", columns)
                  + ", found "
                  + JsonFile.shown(String.join(",", parser.getHeaderNames())));
        }
      }
      List<Line> lines = new ArrayList<>();
      for (CSVRecord record : parser) {
        lines.add(new Line(file, record));
      }
      return lines;
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is not a CSV file in UTF-8", e);
    } catch (UncheckedIOException | IllegalArgumentException e) {
      throw new IOException(file + " is not a CSV file: " + JsonFile.reason(e), e);
    }
  }
}
