package dev.xdc.data.reader;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file of media files: comma-separated, UTF-8, with a header that names the columns {@code
 * path} and, for labels, {@code label}. Further columns are ignored. A path that is not absolute
 * counts from the CSV file's own folder.
 */
public final class MediaCsv {

  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setIgnoreEmptyLines(true).setIgnoreSurroundingSpaces(true).get();

  private MediaCsv() {}

  /**
   * Reads a CSV file. The files it names need not exist yet.
   *
   * @throws IOException if it cannot be read, its header lacks {@code path}, it names no file, or a
   *     line is wrong; the message names the file and the line
   */
  public static MediaList read(Path csv) throws IOException {
    Path file = csv.toAbsolutePath().normalize();
    List<MediaList.Item> items = new ArrayList<>();
    try (Reader reader = new StringReader(text(file));
        CSVParser parser = FORMAT.parse(reader)) {
      int pathColumn = -1;
      int labelColumn = -1;
      for (CSVRecord line : parser) {
        if (pathColumn < 0) {
          List<String> header = line.toList();
          pathColumn = header.indexOf("path");
          labelColumn = header.indexOf("label");
          checkHeader(file, header);
        } else {
          items.add(item(file, line, pathColumn, labelColumn));
        }
      }
      if (pathColumn < 0) {
        throw new IOException(file + " is empty; expected the header path,label or path");
      }
    } catch (UncheckedIOException e) {
      throw new IOException(file + " is not a CSV file: " + e.getCause(), e);
    }
    if (items.isEmpty()) {
      throw new IOException(file + " names no media file below its header");
    }
    try {
      return MediaList.of(file.toString(), items);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static String text(Path file) throws IOException {
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      // Spreadsheets write a byte order mark, which would become part of the first column's name.
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is not a CSV file in UTF-8", e);
    }
  }

  private static void checkHeader(Path file, List<String> header) throws IOException {
    if (!header.contains("path")) {
      String found = String.join(",", header);
      throw new IOException(
          file
              + ", line 1: expected the header path,label or path, found "
              + (found.length() > 100 ? found.substring(0, 100) + "..." : found));
    }
  }

  private static MediaList.Item item(Path file, CSVRecord line, int pathColumn, int labelColumn)
      throws IOException {
    String path = cell(file, line, pathColumn, "path");
    String label = labelColumn < 0 ? null : cell(file, line, labelColumn, "label");
    return new MediaList.Item(path, resolve(file, line, path), label);
  }

  private static Path resolve(Path file, CSVRecord line, String path) throws IOException {
    try {
      @Nullable Path folder = file.getParent();
      Path relative = Path.of(path);
      return folder == null ? relative : folder.resolve(relative);
    } catch (InvalidPathException e) {
      throw new IOException(where(file, line) + "not a path: " + e.getMessage(), e);
    }
  }

  private static String cell(Path file, CSVRecord line, int column, String name)
      throws IOException {
    if (column >= line.size() || line.get(column).isEmpty()) {
      throw new IOException(where(file, line) + "no " + name);
    }
    return line.get(column);
  }

  private static String where(Path file, CSVRecord line) {
    // The parser has read on to the end of the line.
    return file + ", line " + line.getParser().getCurrentLineNumber() + ": ";
  }
}
