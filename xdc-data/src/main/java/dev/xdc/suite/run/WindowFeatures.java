package dev.xdc.suite.run;

import dev.xdc.clip.ClipRequest;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.data.sample.SlidingWindows;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.Precision;
import dev.xdc.eval.ClipFeatures;
import dev.xdc.feature.NpyWriter;
import dev.xdc.internal.Count;
import dev.xdc.internal.file.Sha256;
import dev.xdc.internal.file.Unfinished;
import dev.xdc.suite.store.FolderSettings;
import dev.xdc.weights.EncoderWeights;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The features of each window of each video, in two files for each: {@code ID.npy} and, with the
 * times of its rows, {@code ID.csv}. A name of more than 240 bytes is cut short and ends with a
 * hash. What is there is not computed again.
 *
 * @param folder where the files go
 * @param encoder what makes the features
 * @param videos what they are made of
 * @param windows how they slide
 * @param precision what the encoder computes with
 */
public record WindowFeatures(
    Path folder,
    Encoder encoder,
    MediaDataset videos,
    SlidingWindows windows,
    Precision precision) {

  /** Bytes: file systems take 255, with the ending. */
  private static final int LONGEST_NAME = 240;

  /** Of a longer name: letters of up to four bytes, and what tells it from others. */
  private static final int KEPT_LETTERS = 40;

  private static final int HASH_BYTES = 16;
  private static final String ROWS = ".npy";

  /** Clips per pass through the encoder; does not change the result. */
  private static final int BATCH = 32;

  /**
   * Writes the files that are missing.
   *
   * @param progress gets the number of videos that are done
   * @return the folder and the counts, for the user
   * @throws IllegalStateException if the folder holds features of other weights or settings
   * @throws IOException if no window of any video could be read
   */
  public String write(IntConsumer progress) throws IOException {
    requireSameSettings();
    long rows = 0;
    int written = 0;
    int there = 0;
    for (int video = 0; video < videos.size(); video++) {
      Path file = folder.resolve(safe(videos.id(video)) + ROWS);
      if (Files.exists(file)) {
        there++;
      } else {
        int added = slide(video, file);
        rows += added;
        written += added > 0 ? 1 : 0;
      }
      progress.accept(video + 1);
    }
    if (written + there == 0) {
      throw new IOException("no window could be read, so there is nothing to write to " + folder);
    }
    int unread = videos.size() - written - there;
    return "%s: %s with %s written, %s already there%s"
        .formatted(
            folder,
            Count.of(written, "file"),
            Count.of(rows, "row"),
            Count.of(there, "file"),
            unread == 0
                ? ""
                : ", no window of %s could be read".formatted(Count.of(unread, "video")));
  }

  private void requireSameSettings() throws IOException {
    if (!FolderSettings.areIn(folder) && Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        if (files.anyMatch(file -> file.toString().endsWith(ROWS))) {
          throw new IllegalStateException(
              folder + " holds features without a record of what made them: choose another folder");
        }
      }
    }
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("weights", EncoderWeights.fingerprint(encoder));
    encoder.spec().ifPresent(spec -> settings.put("encoder", spec.toString()));
    settings.put("precision", precision.toString());
    settings.put("clip", windows.spec().toString());
    settings.put("stride", windows.strideSeconds() + " s");
    FolderSettings.require(folder, "features", settings);
  }

  /** Returns the number of rows written: none if no window could be read. */
  private int slide(int video, Path file) throws IOException {
    Map<ClipRequest, SlidingWindows.Window> byClip = new HashMap<>();
    List<ClipRequest> clips = new ArrayList<>();
    for (SlidingWindows.Window w : windows.of(video, videos.index().files().get(video))) {
      byClip.put(w.clip(), w);
      clips.add(w.clip());
    }
    ClipFeatures features =
        ClipFeatures.extract(ClipFeatures.Kind.POOLED, encoder, videos, clips, BATCH, done -> {});
    if (features.rows().length == 0) {
      return 0;
    }
    List<String> lines = new ArrayList<>(List.of("row,start_seconds,end_seconds"));
    for (int i = 0; i < features.clips().size(); i++) {
      SlidingWindows.Window w = byClip.get(features.clips().get(i));
      if (w != null) {
        lines.add(String.format(Locale.ROOT, "%d,%.4f,%.4f", i, w.startSeconds(), w.endSeconds()));
      }
    }
    Unfinished.write(Path.of(file.toString().replaceFirst("npy$", "csv")), lines);
    NpyWriter.write(file, features.rows()); // last: a file that is there is complete
    return features.rows().length;
  }

  /** Returns an id as a path that stays within its folder, another one for each id. */
  static String safe(String id) {
    return Arrays.stream(id.split("/", -1))
        .map(WindowFeatures::safePart)
        .collect(Collectors.joining("/"));
  }

  private static String safePart(String part) {
    return switch (part) {
      case "" -> "%";
      case "." -> "%2E";
      case ".." -> "%2E%2E";
      default -> shortened(part.replace("%", "%25").replace(":", "%3A").replace("\\", "%5C"));
    };
  }

  /** Returns a name with room for an ending, which a video's name of all the letters lacks. */
  private static String shortened(String part) {
    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= LONGEST_NAME) {
      return part;
    }
    String hash = HexFormat.of().formatHex(Sha256.digest().digest(bytes), 0, HASH_BYTES);
    return part.substring(0, part.offsetByCodePoints(0, KEPT_LETTERS)) + "%-" + hash; // no escape
  }
}
