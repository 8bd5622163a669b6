package dev.xdc.benchmarks;

import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.data.cache.ShardEncoding;
import dev.xdc.data.cache.ShardPreparation;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.data.reader.MediaList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Clips per second and processor time per clip, that of child processes included, of reading random
 * clips: from files, from shards, and, as the floor, by FFmpeg alone. A program of its own, as JMH
 * does not see what child processes take.
 *
 * <p>{@code prepare FOLDER [NAME=CSV_OR_FOLDER]} makes media and shards once; {@code round FOLDER
 * THREADS} measures all once and prints a line for each: source, way, clips per second,
 * milliseconds per clip. {@code peers/reading-clips.sh} runs both in turn with a reader in Python.
 */
public final class ReadingClips {

  private static final Set<Modality> BOTH = EnumSet.allOf(Modality.class);
  private static final int BATCH = 16;

  private ReadingClips() {}

  /** A source of clips, with how many of them are read in a measurement. */
  private record Source(String name, MediaList files, ClipSpec spec, int clips, Path shards) {}

  /** Runs one of the two commands. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path folder = Path.of(args[1]);
    if (args[0].equals("prepare")) {
      prepare(folder, List.of(args).subList(2, args.length));
    } else {
      round(folder, Integer.parseInt(args[2]));
    }
  }

  private static ClipSpec spec(int shortSide) {
    return ClipSpec.paper().toBuilder()
        .optFramesPerSecond(16)
        .optShortSide(shortSide)
        .optCrop(112)
        .build();
  }

  private static void prepare(Path folder, List<String> given)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    StringBuilder sources = new StringBuilder();
    for (String source : given) {
      String[] parts = source.split("=", 2);
      sources
          .append(parts[0])
          .append(',')
          .append(Path.of(parts[1]).toAbsolutePath())
          .append(",112\n");
    }
    for (int[] size : new int[][] {{320, 240}, {1280, 720}}) {
      String name = size[0] + "x" + size[1];
      BenchmarkMedia.make(folder.resolve(name), size[0], size[1]);
      sources
          .append(name)
          .append(',')
          .append(folder.resolve(name).toAbsolutePath())
          .append(",128\n");
    }
    Files.writeString(folder.resolve("sources.csv"), sources);
    for (Source source : sources(folder)) {
      for (ShardEncoding keep : ShardEncoding.values()) {
        ShardPreparation.Report report =
            BenchmarkMedia.shards(
                source.files(), source.spec(), keep, source.shards().resolve(keep.toString()));
        System.out.printf(
            "%s %s: %.1f KB a video%n",
            source.name(), keep, report.bytes() / 1e3 / report.videos());
      }
    }
  }

  private static List<Source> sources(Path folder) throws IOException {
    List<Source> sources = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("sources.csv"))) {
      String[] parts = line.split(",", 3);
      int clips = parts[0].equals("1280x720") ? 96 : parts[0].equals("320x240") ? 192 : 384;
      sources.add(
          new Source(
              parts[0],
              MediaList.of(Path.of(parts[1])),
              spec(Integer.parseInt(parts[2])),
              clips,
              folder.resolve("shards-" + parts[0])));
    }
    return sources;
  }

  private static void round(Path folder, int threads) throws IOException, InterruptedException {
    for (Source source : sources(folder)) {
      try (MediaDataset files = open(source, source.files(), threads, 8)) {
        Windows windows = Windows.of(source.spec(), files, requests(files, source.clips()));
        windows.write(folder.resolve("windows-" + source.name() + ".csv"));
        for (int perProcess : new int[] {1, 8}) {
          Cost cost = Cost.of(() -> Floor.run(windows, threads, perProcess));
          print(source, "floor-" + perProcess, cost, windows.size());
        }
        measure(source, "files-8", files, source.clips());
      }
      try (MediaDataset files = open(source, source.files(), threads, 1)) {
        measure(source, "files-1", files, source.clips());
      }
      for (ShardEncoding keep : ShardEncoding.values()) {
        MediaList list = MediaList.of(source.shards().resolve(keep.toString()));
        try (MediaDataset shards = open(source, list, threads, 8)) {
          measure(source, keep.toString(), shards, keep == ShardEncoding.RAW ? 6000 : 384);
        }
      }
    }
  }

  private static MediaDataset open(Source source, MediaList files, int threads, int perProcess)
      throws IOException {
    return MediaDataset.builder()
        .setFiles(files)
        .setSpec(source.spec())
        .optDecodeThreads(threads)
        .optClipsPerProcess(perProcess)
        .optCacheBytes(0)
        .build();
  }

  private static List<ClipRequest> requests(MediaDataset set, int clips) {
    List<ClipRequest> requests = new ArrayList<>();
    for (int i = 0; i < clips; i++) {
      requests.add(ClipRequest.random(i % set.size(), i));
    }
    return requests;
  }

  private static void measure(Source source, String way, MediaDataset set, int clips)
      throws IOException, InterruptedException {
    // Of what the compiler does, and of the check of shards, at first use.
    read(set, requests(set, Math.min(clips, Math.max(64, 2 * set.size()))));
    List<ClipRequest> requests = requests(set, clips);
    print(source, way, Cost.of(() -> read(set, requests)), clips);
  }

  private static void read(MediaDataset set, List<ClipRequest> requests) throws IOException {
    int read = 0;
    try (ClipReader reader = set.read(BOTH, requests, BATCH)) {
      for (var batch = reader.next(); batch != null; batch = reader.next()) {
        read += batch.size();
      }
    }
    if (read != requests.size()) {
      throw new IOException(read + " of " + requests.size() + " clips read");
    }
  }

  private static void print(Source source, String way, Cost cost, int clips) {
    System.out.printf(
        Locale.ROOT,
        "%s\t%s\t%.1f\t%.3f%n",
        source.name(),
        way,
        clips / cost.seconds(),
        1000 * cost.processorSeconds() / clips);
  }
}
