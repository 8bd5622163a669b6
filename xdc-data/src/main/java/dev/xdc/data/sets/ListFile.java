package dev.xdc.data.sets;

import dev.xdc.data.media.Segment;
import dev.xdc.internal.file.JsonFile;
import dev.xdc.internal.file.PlainFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads the lists of data sets line by line; they may hold millions. */
final class ListFile {

  private static final CSVFormat CSV =
      CSVFormat.DEFAULT.builder().setIgnoreSurroundingSpaces(true).setCommentMarker('#').get();

  /** Longer than any path. */
  private static final int LONGEST = 8_192;

  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(\\.\\d*)?");

  private ListFile() {}

  /** Takes one line of a list. */
  interface LineConsumer<T> {
    void accept(T line) throws IOException;
  }

  /**
   * Reads a CSV file with a header.
   *
   * @throws IOException if it cannot be read, a column is missing, or a line is too short
   */
  static void readNamed(Path file, List<String> columns, LineConsumer<CSVRecord> consumer)
      throws IOException {
    CSVFormat format = CSV.builder().setHeader().setSkipHeaderRecord(true).get();
    read(
        file,
        format,
        parser -> {
          if (!parser.getHeaderNames().containsAll(columns)) {
            throw new IOException(
                file
                    + ", line 1: expected the columns "
                    + String.join(",", columns)
                    + ", found "
                    + String.join(",", parser.getHeaderNames())
                    + "; download it again");
          }
          for (CSVRecord line : parser) {
            if (!line.isConsistent()) {
              throw wrong(file, line, parser.getHeaderNames().size());
            }
            consumer.accept(line);
          }
        });
  }

  /** Returns the column names of a CSV file. */
  static List<String> header(Path file) throws IOException {
    List<String> names = new ArrayList<>();
    CSVFormat format = CSV.builder().setHeader().get();
    read(file, format, parser -> names.addAll(parser.getHeaderNames()));
    return names;
  }

  /** Returns the time stamp in a cell, in seconds, at least 0. */
  static double seconds(Path file, CSVRecord line, String cell) throws IOException {
    if (!SECONDS.matcher(cell).matches()) {
      throw fault(
          file,
          line.getParser().getCurrentLineNumber(),
          "time is \"" + cell + "\", must be in seconds");
    }
    return Double.parseDouble(cell);
  }

  /**
   * Reads a CSV file without a header.
   *
   * @throws IOException if it cannot be read or a line has not {@code columns} cells
   */
  static void readPlain(Path file, int columns, LineConsumer<CSVRecord> consumer)
      throws IOException {
    read(
        file,
        CSV,
        parser -> {
          for (CSVRecord line : parser) {
            if (line.size() != columns) {
              throw wrong(file, line, columns);
            }
            consumer.accept(line);
          }
        });
  }

  private static void read(Path file, CSVFormat format, LineConsumer<CSVParser> consumer)
      throws IOException {
    try (BufferedReader reader =
        Files.newBufferedReader(PlainFile.require(file), StandardCharsets.UTF_8)) {
      consumer.accept(parser(file, format, reader));
    } catch (UncheckedIOException e) {
      throw new IOException(file + " is not a CSV file: " + e.getCause(), e);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /** Reads the header, if there is one. */
  private static CSVParser parser(Path file, CSVFormat format, BufferedReader reader)
      throws IOException {
    try {
      return format.parse(reader);
    } catch (CharacterCodingException e) {
      throw notText(file, e);
    } catch (IOException e) {
      throw new IOException(file + " is not a CSV file: " + e.getMessage(), e);
    }
  }

  private static IOException notText(Path file, CharacterCodingException e) {
    return new IOException(file + " is not in UTF-8; download it again", e);
  }

  private static IOException wrong(Path file, CSVRecord line, int columns) {
    return fault(
        file, line.getParser().getCurrentLineNumber(), line.size() + " cells, must be " + columns);
  }

  /** A line of a text file, from number 1. */
  record Line(long number, String text) {}

  /** Reads the lines of a text file that are not blank, trimmed. */
  static void readLines(Path file, LineConsumer<Line> consumer) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(PlainFile.require(file), StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw notText(file, e);
    }
    long number = 0;
    for (String line : lines) {
      number++;
      if (line.length() > LONGEST) { // what takes it apart may take the square of its length
        throw new IOException(
            "%s, line %d: %d characters, must be a line of a list; download it again"
                .formatted(file, number, line.length()));
      }
      if (!line.isBlank()) {
        consumer.accept(new Line(number, line.strip()));
      }
    }
  }

  /** Returns the error of a line that is not as published. */
  static IOException fault(Path file, long line, String what) {
    return new IOException(
        file + ", line " + line + ": " + JsonFile.shown(what) + "; download it again");
  }

  /**
   * Returns the stretch of a video that a line names.
   *
   * @throws IOException if it ends before it starts; names file and line
   */
  static Segment segment(Path list, CSVRecord line, String start, String end) throws IOException {
    double from = seconds(list, line, start);
    double to = seconds(list, line, end);
    try {
      return new Segment(from, to);
    } catch (IllegalArgumentException e) {
      throw fault(list, line.getParser().getCurrentLineNumber(), String.valueOf(e.getMessage()));
    }
  }
}
