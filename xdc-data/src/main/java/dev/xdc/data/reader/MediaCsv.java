package dev.xdc.data.reader;

import dev.xdc.data.media.Segment;
import dev.xdc.internal.file.JsonFile;
import dev.xdc.internal.file.PlainFile;
import dev.xdc.internal.file.Unfinished;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file of media files: comma-separated, UTF-8, with a header that names the columns {@code
 * path} and, for labels, {@code label} or, where a file may have several, {@code tags}, separated
 * by semicolons. The columns {@code start} and {@code end}, in seconds, name a segment of the file;
 * so does a path such as {@code talk.mp4#t=120,130}. With a column {@code may_be_cut}, a file that
 * is no longer than its segment is taken whole. Further columns are ignored. A path that is not
 * absolute counts from the CSV file's own folder.
 */
public final class MediaCsv {

  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setIgnoreEmptyLines(true).setIgnoreSurroundingSpaces(true).get();

  private static final CSVFormat WRITTEN =
      CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

  /** The column of lists whose files may hold no more than their segments. */
  private static final String CUT = "may_be_cut";

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
    boolean cut = false;
    try (BufferedReader reader =
        Files.newBufferedReader(PlainFile.require(file), StandardCharsets.UTF_8)) {
      skipByteOrderMark(reader);
      CSVParser parser = FORMAT.parse(reader);
      Columns columns = null;
      for (CSVRecord line : parser) {
        if (columns == null) {
          columns = Columns.of(file, line.toList());
          cut = line.toList().contains(CUT);
        } else {
          items.add(columns.item(file, line));
        }
      }
      if (columns == null) {
        throw new IOException(file + " is empty; expected the header path,label or path");
      }
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is not a CSV file in UTF-8", e);
    } catch (UncheckedIOException e) {
      String reason =
          e.getCause() instanceof CharacterCodingException ? " in UTF-8" : ": " + e.getCause();
      throw new IOException(file + " is not a CSV file" + reason, e);
    }
    if (items.isEmpty()) {
      throw new IOException(file + " names no media file below its header");
    }
    try {
      MediaList list = MediaList.of(file.toString(), items);
      return cut ? list.withCutFiles() : list;
    } catch (IllegalArgumentException e) {
      throw new IOException(JsonFile.oneLine(String.valueOf(e.getMessage())), e);
    }
  }

  /**
   * Writes a list with the absolute paths of its files, so that it can be read from anywhere. Class
   * numbers are not written: read again, classes are sorted.
   *
   * @param csv where to; its folder is made, a file there is replaced whole
   * @throws IllegalArgumentException if a tag holds a semicolon
   */
  public static void write(MediaList list, Path csv) throws IOException {
    Unfinished.text(csv, out -> print(list, out));
  }

  private static void print(MediaList list, Appendable out) throws IOException {
    boolean labelled = !list.classes().isEmpty();
    List<String> header = new ArrayList<>(List.of("path"));
    if (labelled) {
      header.add(list.isTagged() ? "tags" : "label");
    }
    if (list.hasCutFiles()) {
      header.add(CUT);
    }
    CSVPrinter printer = new CSVPrinter(out, WRITTEN);
    printer.printRecord(header);
    for (MediaList.Item item : list.items()) {
      String path = item.path().toAbsolutePath().toString();
      Segment segment = item.segment();
      List<String> line = new ArrayList<>();
      line.add(segment == null ? path : segment.idIn(path));
      if (labelled) {
        line.add(names(item));
      }
      if (list.hasCutFiles()) {
        line.add("true");
      }
      printer.printRecord(line);
    }
  }

  private static String names(MediaList.Item item) {
    for (String tag : item.tags()) {
      if (tag.contains(";")) {
        throw new IllegalArgumentException("tag \"" + tag + "\" holds a semicolon");
      }
    }
    return item.label() == null ? String.join(";", item.tags()) : item.label();
  }

  private static void skipByteOrderMark(BufferedReader reader) throws IOException {
    // Spreadsheets write one, and it would become part of the first column's name.
    reader.mark(1);
    if (reader.read() != 0xFEFF) {
      reader.reset();
    }
  }

  /** Which column holds what, -1 for none; and the labels met so far, each kept once. */
  private record Columns(
      int path, int label, int tags, int start, int end, Map<String, String> known) {

    static Columns of(Path file, List<String> header) throws IOException {
      if (!header.contains("path")) {
        String found = String.join(",", header);
        throw new IOException(
            file
                + ", line 1: expected the header path,label or path, found "
                + JsonFile.shown(found));
      }
      if (header.contains("label") && header.contains("tags")) {
        throw new IOException(file + ", line 1: has the columns label and tags, must be one");
      }
      if (header.contains("start") != header.contains("end")) {
        throw new IOException(file + ", line 1: has one of the columns start and end, needs both");
      }
      return new Columns(
          header.indexOf("path"),
          header.indexOf("label"),
          header.indexOf("tags"),
          header.indexOf("start"),
          header.indexOf("end"),
          new HashMap<>());
    }

    MediaList.Item item(Path file, CSVRecord line) throws IOException {
      MediaList.Item item = named(file, line, cell(file, line, path, "path"));
      if (tags < 0) {
        return label < 0 ? item : item.with(once(cell(file, line, label, "label")), List.of());
      }
      List<String> all = new ArrayList<>();
      for (String tag : cell(file, line, tags, "tags").split(";")) {
        if (tag.isBlank()) {
          throw fault(file, line, "an empty tag", null);
        }
        all.add(once(tag.strip()));
      }
      return item.with(null, all);
    }

    private MediaList.Item named(Path file, CSVRecord line, String name) throws IOException {
      Path folder = file.resolveSibling("");
      try {
        if (start < 0) {
          return ListSources.item(folder, name);
        }
        Segment segment =
            new Segment(seconds(file, line, start, "start"), seconds(file, line, end, "end"));
        return ListSources.segmentOf(folder, name, segment);
      } catch (InvalidPathException e) {
        throw fault(file, line, "not a path: " + e.getMessage(), e);
      } catch (IllegalArgumentException e) {
        throw fault(file, line, String.valueOf(e.getMessage()), e);
      }
    }

    private static double seconds(Path file, CSVRecord line, int column, String name)
        throws IOException {
      String text = cell(file, line, column, name);
      try {
        return Double.parseDouble(text);
      } catch (NumberFormatException e) {
        String what = name + " is \"" + text + "\", must be seconds, such as 12.5";
        throw fault(file, line, what, e);
      }
    }

    private String once(String name) {
      return known.computeIfAbsent(name, n -> n);
    }
  }

  private static String cell(Path file, CSVRecord line, int column, String name)
      throws IOException {
    if (column >= line.size() || line.get(column).isEmpty()) {
      throw fault(file, line, "no " + name, null);
    }
    return line.get(column);
  }

  private static IOException fault(
      Path file, CSVRecord line, String what, @Nullable Exception cause) {
    // The parser has read on to the end of the line.
    long number = line.getParser().getCurrentLineNumber();
    return new IOException(file + ", line " + number + ": " + JsonFile.shown(what), cause);
  }
}
