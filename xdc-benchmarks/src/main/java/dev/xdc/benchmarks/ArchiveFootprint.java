package dev.xdc.benchmarks;

import dev.xdc.Preset;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Modality;
import dev.xdc.data.index.FileRules;
import dev.xdc.data.index.FileStamp;
import dev.xdc.data.index.IndexHeader;
import dev.xdc.data.index.IndexRow;
import dev.xdc.data.index.IndexWriter;
import dev.xdc.data.index.SegmentRule;
import dev.xdc.data.media.AudioStream;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.media.VideoStream;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.data.reader.MediaList;
import dev.xdc.train.TrainingClips;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a long archive takes before anything is decoded: the memory and time of opening an index of
 * files of one hour, cut into segments of ten seconds, and of the clips of the first epoch. The
 * files are empty, and the index says what they would hold. Linux only.
 *
 * <p>{@code java -Xmx512m -cp xdc-benchmarks/target/benchmarks.jar
 * dev.xdc.benchmarks.ArchiveFootprint FOLDER HOURS}
 */
public final class ArchiveFootprint {
  private static final int HOUR_SECONDS = 3600;
  private static final double SEGMENT_SECONDS = 10;

  private ArchiveFootprint() {}

  /** Runs with a folder, which is made, and the number of files. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 2) {
      throw new IllegalArgumentException("arguments: a folder for the files, and how many hours");
    }
    Path index = make(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    System.out.printf("%-30s  seconds  %s%n", "", Footprint.HEADER);
    print("start", System.nanoTime());
    long start = System.nanoTime();
    try (MediaDataset archive =
        MediaDataset.builder()
            .setFiles(MediaList.of(index))
            .setSpec(Preset.small().clip())
            .optSegments(SegmentRule.of(SEGMENT_SECONDS))
            .build()) {
      print(String.format(Locale.ROOT, "%,d segments open", archive.size()), start);
      start = System.nanoTime();
      TrainingClips split = TrainingClips.of(archive, Preset.small().config(), 1);
      int[] items = split.ofEpoch(split.training(new BitSet()), 1);
      List<ClipRequest> epoch = new ArrayList<>();
      for (int draw = 0; draw < items.length; draw++) {
        epoch.add(split.trainingClip(items[draw], 1, draw));
      }
      print(String.format(Locale.ROOT, "%,d clips of an epoch", epoch.size()), start);
    }
  }

  private static void print(String what, long start) throws IOException {
    double seconds = (System.nanoTime() - start) * 1e-9;
    System.out.printf(Locale.ROOT, "%-30s  %7.1f  %s%n", what, seconds, Footprint.now());
  }

  /** Writes empty files and an index that says that each holds an hour. */
  private static Path make(Path folder, int hours) throws IOException {
    Files.createDirectories(folder);
    Path index = folder.resolve("archive.jsonl");
    FileRules rules = new FileRules(Set.of(Modality.values()), 0);
    try (IndexWriter writer = IndexWriter.create(index, new IndexHeader(folder, rules, hours))) {
      for (int i = 0; i < hours; i++) {
        String name = String.format(Locale.ROOT, "camera/%04d.mp4", i);
        Path file = folder.resolve(name).toAbsolutePath();
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[0]);
        MediaInfo media =
            new MediaInfo(
                file,
                HOUR_SECONDS,
                new VideoStream("h264", 25, 1280, 720, 0),
                new AudioStream("aac", 48_000, 2, 0));
        writer.write(new IndexRow(name, file, null, List.of(), FileStamp.of(file), media, null));
      }
      writer.finish();
    }
    return index;
  }
}
