package dev.xdc.benchmarks;

import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.clip.Seeds;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.data.reader.MediaList;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Decodes a great many clips at random places of real files, breaking off again and again, and
 * shows whether memory, threads, processes and files stay as few as they were. Every clip asked for
 * has to come, fail or be called off, in order.
 *
 * <p>{@code java -cp xdc-benchmarks/target/benchmarks.jar dev.xdc.benchmarks.DecodeSoak LIST CLIPS}
 */
public final class DecodeSoak {

  private static final ClipSpec SPEC =
      ClipSpec.paper().toBuilder()
          .optFramesPerSecond(16)
          .optShortSide(112)
          .optCrop(112)
          .optAudioJitterSeconds(0.4)
          .build();

  private static final int BATCH_SIZE = 16;
  private static final int MAX_SESSION = 400;
  private static final int MAX_MILLIS = 1500;

  private final MediaDataset set;
  private final Random random = new Random(7);
  private long asked;
  private long delivered;
  private long failed;
  private long calledOff;
  private int sessions;
  private int closed;
  private int interrupted;

  private DecodeSoak(MediaDataset set) {
    this.set = set;
  }

  /** Runs with a list of media files and a number of clips. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length != 2) {
      throw new IllegalArgumentException("two arguments expected: a CSV file or folder, and clips");
    }
    int clips = Integer.parseInt(arguments[1]);
    try (MediaDataset set =
        MediaDataset.builder()
            .setFiles(MediaList.of(Path.of(arguments[0])))
            .setSpec(SPEC)
            .optCacheBytes(0)
            .build()) {
      new DecodeSoak(set).run(clips);
    }
  }

  private void run(int clips) throws IOException, InterruptedException {
    System.out.println("   clips  " + Footprint.HEADER);
    long begin = System.nanoTime();
    int tenth = 0;
    while (tenth < 10) {
      session();
      if (delivered >= (tenth + 1L) * clips / 10) {
        tenth++;
        System.out.printf(Locale.ROOT, "%8d  %s%n", delivered, Footprint.now());
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%d clips asked for = %d decoded + %d failed + %d called off; %d readers, %d closed early,"
            + " %d interrupted; %.0f s%n",
        asked,
        delivered,
        failed,
        calledOff,
        sessions,
        closed,
        interrupted,
        (System.nanoTime() - begin) / 1e9);
    if (asked != delivered + failed + calledOff) {
      throw new IllegalStateException("clips are not accounted for");
    }
  }

  /** Opens one reader and reads it to its end, or closes it early, or is interrupted. */
  private void session() throws IOException, InterruptedException {
    List<ClipRequest> clips = new ArrayList<>();
    long seed = Seeds.mix(7, sessions++);
    int n = 1 + random.nextInt(MAX_SESSION);
    for (int i = 0; i < n; i++) {
      clips.add(ClipRequest.random(random.nextInt(set.size()), Seeds.mix(seed, i)));
    }
    asked += n;
    int fate = random.nextInt(4);
    int batches = fate == 1 ? random.nextInt(1 + n / BATCH_SIZE) : Integer.MAX_VALUE;
    closed += fate == 1 ? 1 : 0;
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread user =
        new Thread(
            () -> {
              try {
                read(clips, batches);
              } catch (IOException | RuntimeException e) {
                thrown.set(e);
              }
            });
    user.start();
    if (fate == 2) {
      user.join(1 + random.nextInt(MAX_MILLIS));
      user.interrupt();
    }
    user.join();
    if (thrown.get() instanceof InterruptedIOException) {
      interrupted++;
    } else if (thrown.get() != null) {
      throw new IllegalStateException("a session failed", thrown.get());
    }
  }

  private void read(List<ClipRequest> clips, int batches) throws IOException {
    int came = 0;
    int failures = 0;
    int next = 0;
    try (ClipReader reader = set.read(EnumSet.allOf(Modality.class), clips, BATCH_SIZE)) {
      try {
        ClipBatch batch;
        for (int i = 0; i < batches && (batch = reader.next()) != null; i++) {
          for (ClipRequest clip : batch.clips()) {
            while (!clips.get(next).equals(clip)) {
              next++; // a failed one; running over the end is an error
            }
            next++;
            came++;
          }
        }
      } finally {
        failures = reader.failures();
      }
    } finally {
      delivered += came;
      failed += failures;
      calledOff += clips.size() - came - failures;
    }
  }
}
