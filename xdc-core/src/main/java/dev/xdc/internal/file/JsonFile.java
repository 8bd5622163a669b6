package dev.xdc.internal.file;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Descriptions in JSON, which anybody may have damaged: one line says what is wrong with them. */
public final class JsonFile {

  private static final int LONGEST_PIECE = 400;

  private JsonFile() {}

  /**
   * Makes a value of a text.
   *
   * @param <T> the value
   */
  @FunctionalInterface
  public interface Parsing<T> {
    @Nullable T parse(String text);
  }

  /**
   * Reads a file.
   *
   * @param problem says of the file what it is not, such as {@code is not a model description}
   * @param parsing may throw whatever Gson does, or a value that refuses what it is given
   * @return the value; null if the file holds none
   * @throws IOException if the file cannot be read, or what {@code parsing} threw; then {@code FILE
   *     PROBLEM: REASON}
   */
  public static <T> @Nullable T read(Path file, String problem, Parsing<T> parsing)
      throws IOException {
    try {
      return parsing.parse(Files.readString(PlainFile.require(file)));
    } catch (CharacterCodingException e) {
      throw new IOException(file + " " + problem + ": it is not in UTF-8", e);
    } catch (RuntimeException e) {
      throw new IOException(file + " " + problem + ": " + reason(e), e);
    }
  }

  /** Returns in one line why a text was refused, by Gson or by the record that it should become. */
  public static String reason(RuntimeException refusal) {
    Throwable reason = refusal; // Gson wraps what a record's constructor throws
    while (reason.getCause() != null) {
      reason = reason.getCause();
    }
    return reason.getMessage() == null
        ? "a value is missing" // as List.copyOf puts it
        : shown(reason.getMessage().lines().findFirst().orElse(""));
  }

  /** Returns a text on one line, however many lines it has; in time that grows with its length. */
  public static String oneLine(String text) {
    return Arrays.stream(text.split("\\R"))
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("; "));
  }

  /** Returns a piece of a file for a message: one line, not long, without control characters. */
  public static String shown(String piece) {
    String line = piece.strip().replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]", "?");
    return line.length() <= LONGEST_PIECE ? line : line.substring(0, LONGEST_PIECE) + "...";
  }

  /**
   * Reads a record, strictly: each component must be there, of its type and known, also those of
   * the records in it.
   *
   * @param problem as of {@link #read}
   * @param type of the record
   * @param parts the records in it
   * @throws IOException as {@link #read} throws it, and if the file holds nothing
   */
  public static <T extends Record> T record(
      Path file, String problem, Class<T> type, Class<?>... parts) throws IOException {
    Gson gson =
        new GsonBuilder()
            .registerTypeAdapterFactory(StrictJson.ENUMS)
            .registerTypeAdapterFactory(StrictJson.complete(type))
            .registerTypeAdapterFactory(StrictJson.complete(parts))
            .create();
    T value = read(file, problem, text -> gson.fromJson(text, type));
    if (value == null) {
      throw new IOException(file + " " + problem + ": it is empty");
    }
    return value;
  }

  /**
   * Checks the version of a file's layout.
   *
   * @param last the newest that can be read, from {@code first} on
   * @throws IOException if it is another; names both and the remedy
   */
  public static void requireFormat(Path file, int format, int first, int last, String remedy)
      throws IOException {
    if (format < first || format > last) {
      String readable = first == last ? "" + last : first + " to " + last;
      throw new IOException(
          file + " has format " + format + ", this version reads " + readable + ": " + remedy);
    }
  }
}
