package dev.xdc.benchmarks;

import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.data.reader.MediaList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How long it takes from {@code MediaDataset.build()} to the first clip, and the most memory that
 * each decoding worker has had resident by the end. Linux only.
 *
 * <p>{@code XDC_CACHE=FOLDER java -cp xdc-benchmarks/target/benchmarks.jar
 * dev.xdc.benchmarks.WorkerFootprint LIST CLIPS [WIDTHxHEIGHT]}: the first run with a folder has to
 * unpack FFmpeg there, later ones find it. With a size, {@code LIST} is a folder of files that the
 * benchmark makes unless it exists.
 */
public final class WorkerFootprint {

  private static final int BATCH_SIZE = 16;
  private static final String PEAK = "VmHWM:";

  private WorkerFootprint() {}

  /** Runs with a list of media files, a number of clips, and perhaps a picture's size. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length < 2 || arguments.length > 3) {
      throw new IllegalArgumentException(
          "arguments: a CSV file or folder, a number of clips, and WIDTHxHEIGHT for own files");
    }
    Path files = Path.of(arguments[0]);
    if (arguments.length == 3) {
      String[] size = arguments[2].split("x", -1);
      BenchmarkMedia.make(files, Integer.parseInt(size[0]), Integer.parseInt(size[1]));
    }
    ClipSpec spec =
        ClipSpec.paper().toBuilder()
            .optFramesPerSecond(16)
            .optShortSide(arguments.length == 3 ? 128 : 112)
            .optCrop(112)
            .build();
    MediaDataset.Builder builder =
        MediaDataset.builder().setFiles(MediaList.of(files)).setSpec(spec).optCacheBytes(0);
    long begin = System.nanoTime();
    try (MediaDataset set = builder.build()) {
      double built = seconds(begin);
      read(set, List.of(ClipRequest.centre(0)));
      double first = seconds(begin);
      int clips = Integer.parseInt(arguments[1]);
      read(
          set,
          IntStream.range(0, clips).mapToObj(i -> ClipRequest.random(i % set.size(), i)).toList());
      System.out.printf(
          Locale.ROOT,
          "%d files: built after %.2f s, first clip after %.2f s; after %d clips"
              + " the workers' peaks are %s MB%n",
          set.size(),
          built,
          first,
          clips,
          peaks());
    }
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  private static void read(MediaDataset set, List<ClipRequest> clips) throws IOException {
    int left = clips.size();
    try (ClipReader reader = set.read(EnumSet.allOf(Modality.class), clips, BATCH_SIZE)) {
      for (ClipBatch batch = reader.next(); batch != null; batch = reader.next()) {
        left -= batch.size();
      }
    }
    if (left > 0) {
      throw new IOException(left + " of " + clips.size() + " clips failed");
    }
  }

  /** Returns the most memory that each child process has had resident, as the system counts it. */
  private static List<Long> peaks() {
    return ProcessHandle.current().children().map(WorkerFootprint::peakMegabytes).sorted().toList();
  }

  private static long peakMegabytes(ProcessHandle process) {
    try {
      return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
              .filter(line -> line.startsWith(PEAK))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .sum()
          >> 10;
    } catch (IOException e) {
      return 0; // it has ended
    }
  }
}
