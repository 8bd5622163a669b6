package dev.xdc.data.index;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import dev.xdc.clip.Modality;
import dev.xdc.data.media.AudioStream;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.media.RefusalKind;
import dev.xdc.data.media.VideoStream;
import dev.xdc.internal.file.JsonFile;
import dev.xdc.internal.file.PathText;
import dev.xdc.internal.file.StrictJson;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Header and rows of an index as lines of JSON. */
final class IndexJson {

  static final String FORMAT = "xdc-index";
  static final int VERSION = 1;

  private static final Gson GSON =
      new GsonBuilder().disableHtmlEscaping().registerTypeAdapterFactory(StrictJson.ENUMS).create();

  private record Header(
      @Nullable String format,
      int version,
      @Nullable String root,
      @Nullable List<String> require,
      double minSeconds,
      int files) {}

  private record Row(
      @Nullable String id,
      @Nullable String path,
      @Nullable String label,
      @Nullable List<String> tags,
      @Nullable Long bytes,
      @Nullable String modified,
      @Nullable Double durationSeconds,
      @Nullable VideoStream video,
      @Nullable AudioStream audio,
      @Nullable String refused,
      @Nullable String detail) {}

  private IndexJson() {}

  /** Returns the first line of an index that lies in {@code folder}. */
  static String line(IndexHeader header, Path folder) {
    return GSON.toJson(
        new Header(
            FORMAT,
            VERSION,
            root(header.root(), folder),
            header.rules().required().stream().map(Modality::toString).sorted().toList(),
            header.rules().minSeconds(),
            header.files()));
  }

  /** Reads the first line of an index that lies in {@code folder}. */
  static IndexHeader header(String line, Path folder) throws IOException {
    Header header = parse(line, Header.class);
    if (!FORMAT.equals(header.format)) {
      throw new IOException("is no index of media files");
    }
    if (header.version != VERSION) {
      throw new IOException(
          "is an index of version "
              + header.version
              + ", this program reads version "
              + VERSION
              + "; index the files again");
    }
    try {
      return new IndexHeader(
          PathText.read(Objects.requireNonNull(header.root), folder),
          new FileRules(
              Objects.requireNonNull(header.require).stream()
                  .map(Modality::of)
                  .collect(Collectors.toSet()),
              header.minSeconds),
          header.files);
    } catch (NullPointerException | IllegalArgumentException e) {
      throw new IOException("has a damaged first line: " + JsonFile.reason(e), e);
    }
  }

  /** Returns a row as a line; {@code root} is that of the header. */
  static String line(IndexRow row, Path root) {
    FileStamp stamp = row.stamp();
    MediaInfo media = row.media();
    Refusal refusal = row.refusal();
    return GSON.toJson(
        new Row(
            row.id(),
            PathText.write(row.path(), root),
            row.label(),
            row.tags().isEmpty() ? null : row.tags(),
            stamp == null ? null : stamp.bytes(),
            stamp == null ? null : stamp.modified().toString(),
            media == null ? null : media.durationSeconds(),
            media == null ? null : media.video(),
            media == null ? null : media.audio(),
            refusal == null ? null : refusal.kind().code(),
            refusal == null ? null : refusal.detail()));
  }

  /** Reads a row; {@code root} is that of the header. */
  static IndexRow row(String line, Path root) throws IOException {
    Row row = parse(line, Row.class);
    try {
      Path path = PathText.read(Objects.requireNonNull(row.path, "no path"), root);
      return new IndexRow(
          Objects.requireNonNull(row.id, "no id"),
          path,
          row.label,
          Objects.requireNonNullElse(row.tags, List.of()),
          row.bytes == null || row.modified == null
              ? null
              : new FileStamp(row.bytes, Instant.parse(row.modified)),
          row.durationSeconds == null
              ? null
              : new MediaInfo(path, row.durationSeconds, row.video, row.audio),
          row.refused == null
              ? null
              : new Refusal(kind(row.refused), Objects.requireNonNullElse(row.detail, "")));
    } catch (InvalidPathException e) {
      throw new IOException(
          "holds a name that this system's encoding cannot express; set LC_ALL=C.UTF-8", e);
    } catch (NullPointerException | IllegalArgumentException | DateTimeException e) {
      throw new IOException("is damaged: " + JsonFile.reason(e), e);
    }
  }

  private static <T> T parse(String line, Class<T> type) throws IOException {
    try {
      T value = GSON.fromJson(line, type);
      if (value == null) {
        throw new IOException("is empty");
      }
      return value;
    } catch (JsonParseException e) {
      throw new IOException("is no JSON of an index", e);
    } catch (RuntimeException e) {
      throw new IOException("is damaged: " + JsonFile.reason(e), e);
    }
  }

  private static RefusalKind kind(String code) {
    return Arrays.stream(RefusalKind.values())
        .filter(kind -> kind.code().equals(code))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no reason is called " + code));
  }

  /** Returns the root relative to the index where both can only move together. */
  private static String root(Path root, Path folder) {
    if (folder.startsWith(root) && !folder.equals(root) && PathText.isText(root)) {
      return "../".repeat(folder.getNameCount() - root.getNameCount()).replaceFirst("/$", "");
    }
    return PathText.write(root, folder);
  }
}
