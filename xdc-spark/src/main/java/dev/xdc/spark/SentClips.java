package dev.xdc.spark;

import dev.xdc.clip.ClipRequest;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;

/** The clips of an epoch as executors are sent them: a stretch at a time, for many averages. */
final class SentClips implements AutoCloseable {
  /** About 4 MB on the wire; what an executor has read ahead is dropped at most so rarely. */
  private static final int STRETCH = 65_536;

  private final JavaSparkContext spark;
  private final int localSteps;
  private List<ClipRequest> epoch = List.of();
  private int batchSize = 1;
  private @Nullable Broadcast<Stretch> sent;

  /**
   * Prepares.
   *
   * @param localSteps steps between averages; a stretch ends with an average
   */
  SentClips(JavaSparkContext spark, int localSteps) {
    this.spark = spark;
    this.localSteps = localSteps;
  }

  /** Begins an epoch; nothing is sent yet. */
  void begin(List<ClipRequest> clips, int batchSize) {
    close();
    this.epoch = clips;
    this.batchSize = batchSize;
  }

  /** Returns a stretch with the batches from {@code from} to before {@code to}. */
  Broadcast<Stretch> holding(int from, int to) {
    Broadcast<Stretch> stretch = sent;
    if (stretch == null || !stretch.value().holds(from, to)) {
      close();
      int groups = Math.max(1, STRETCH / batchSize / localSteps);
      long end = (from + (long) Math.max(to - from, groups * localSteps)) * batchSize;
      List<ClipRequest> clips = epoch.subList(from * batchSize, (int) Math.min(end, epoch.size()));
      stretch = spark.broadcast(new Stretch(from, List.copyOf(clips), batchSize));
      sent = stretch;
    }
    return stretch;
  }

  /** Frees what executors were sent. */
  @Override
  public void close() {
    if (sent != null) {
      sent.destroy();
      sent = null;
    }
  }
}
