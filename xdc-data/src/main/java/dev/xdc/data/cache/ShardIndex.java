package dev.xdc.data.cache;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.xdc.clip.Modality;
import dev.xdc.internal.file.JsonFile;
import dev.xdc.internal.file.PlainFile;
import dev.xdc.internal.file.StrictJson;
import dev.xdc.internal.file.Unfinished;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The index of one shard, {@code shard-00000.jsonl}: a line for each of its videos and for each
 * file that was left out among them, in the order of the list of files.
 */
final class ShardIndex {

  private static final Gson GSON =
      new GsonBuilder().disableHtmlEscaping().registerTypeAdapterFactory(StrictJson.ENUMS).create();

  private ShardIndex() {}

  /** Returns the name of shard {@code number}. */
  static String shard(int number) {
    return String.format(Locale.ROOT, "shard-%05d.tar", number);
  }

  /** Returns where the index of a shard is. */
  static Path of(Path shard) {
    return shard.resolveSibling(shard.getFileName().toString().replaceAll("tar$", "jsonl"));
  }

  static void write(Path shard, List<ShardVideo> videos) throws IOException {
    StringBuilder text = new StringBuilder();
    videos.forEach(video -> text.append(GSON.toJson(video)).append('\n'));
    Unfinished.write(of(shard), text.toString());
  }

  /**
   * Reads and checks the index of {@code shard}.
   *
   * @throws IOException if a line makes no sense for a file of {@code shardBytes}; names the line
   */
  static List<ShardVideo> read(Path shard, long shardBytes, ShardFormat format) throws IOException {
    Path file = of(shard);
    List<ShardVideo> videos = new ArrayList<>();
    try (BufferedReader lines = Files.newBufferedReader(PlainFile.require(file))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String problem;
        try {
          ShardVideo video = GSON.fromJson(line, ShardVideo.class);
          problem = video == null ? "empty" : problem(video, shardBytes, format);
          if (problem == null) {
            videos.add(video);
          }
        } catch (RuntimeException e) { // of Gson, or of a value that cannot be
          problem = JsonFile.reason(e);
        }
        if (problem != null) {
          throw new IOException(
              file
                  + ", line "
                  + (videos.size() + 1)
                  + ": "
                  + problem
                  + "; prepare the shards again");
        }
      }
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is not in UTF-8; prepare the shards again", e);
    }
    return videos;
  }

  private static @Nullable String problem(ShardVideo video, long shardBytes, ShardFormat format) {
    Path source = Path.of(video.source()); // refuses characters that no path has
    if (!video.key().matches("\\d{9,}") || video.id().isEmpty() || source.toString().isEmpty()) {
      return "no key, id or source";
    }
    video.tags().forEach(Objects::requireNonNull);
    for (ShardPart part : video.parts()) {
      if (part.offset() < 512 || part.bytes() < 0 || part.offset() > shardBytes - part.bytes()) {
        return video.key() + "." + part.name() + " lies outside the shard";
      }
    }
    if (video.refused() != null) {
      return null;
    }
    boolean raw = format.keep() == ShardEncoding.RAW;
    if (!raw && video.part(ShardPart.MEDIA) == null) {
      return video.key() + "." + ShardPart.MEDIA + " is missing";
    }
    if (format.modalities().contains(Modality.VIDEO)) {
      if (video.frames() < 1
          || Math.min(video.width(), video.height()) != format.shortSide()
          || Math.max(video.width(), video.height())
              > Integer.MAX_VALUE / 3 / format.shortSide()) { // a frame is an array
        return video.frames() + " frames of " + video.width() + " x " + video.height();
      }
      long bytes = 3L * video.width() * video.height() * video.frames();
      if (raw && !holds(video.part(ShardPart.FRAMES), bytes)) {
        return video.key() + "." + ShardPart.FRAMES + " has not the bytes of its frames";
      }
    }
    if (format.modalities().contains(Modality.AUDIO)) {
      if (video.samples() < 1) {
        return video.samples() + " samples";
      }
      if (raw && !holds(video.part(ShardPart.SOUND), 2L * video.samples())) {
        return video.key() + "." + ShardPart.SOUND + " has not the bytes of its samples";
      }
    }
    return video.durationSeconds() > 0 ? null : "a length of " + video.durationSeconds() + " s";
  }

  private static boolean holds(@Nullable ShardPart part, long bytes) {
    return part != null && part.bytes() == Npy.HEADER_BYTES + bytes;
  }

  /** Returns what a shard itself says of a video, for readers that know no index. */
  static String description(ShardVideo video, ShardFormat format) {
    JsonObject json = new JsonObject();
    json.addProperty("id", video.id());
    if (video.label() != null) {
      json.addProperty("label", video.label());
    }
    if (!video.tags().isEmpty()) {
      json.add("tags", GSON.toJsonTree(video.tags()));
    }
    json.addProperty("source", video.source());
    json.addProperty("durationSeconds", video.durationSeconds());
    if (video.frames() > 0) {
      json.addProperty("frames", video.frames());
      json.addProperty("framesPerSecond", format.framesPerSecond());
      json.addProperty("width", video.width());
      json.addProperty("height", video.height());
    }
    if (video.samples() > 0) {
      json.addProperty("samples", video.samples());
      json.addProperty("sampleRateHertz", format.sampleRateHertz());
    }
    return GSON.toJson(json);
  }
}
