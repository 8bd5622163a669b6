package dev.xdc.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.XdcTrainerBuilder;
import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Modality;
import dev.xdc.train.EpochMetrics;
import dev.xdc.train.RoundMetrics;
import dev.xdc.train.XdcListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors are threads of this JVM; a task may fail three times. */
class RepeatedTasksTest {
  @TempDir private Path folder;

  @Test
  void clipsThatCannotBeReadAreCountedOnceHoweverOftenTheirTasksAre() throws IOException {
    List<Integer> local = new ArrayList<>();
    List<Integer> shared = new ArrayList<>();
    try (ClipDataset clips = new BadClips(TinyRuns.clips());
        JavaSparkContext spark = new JavaSparkContext(TinyRuns.conf("local[2,4]"))) {
      BadClips.LOST.set(0);
      TinyRuns.weights(counting(clips, local));
      assertThat(BadClips.LOST).hasValue(0);
      TinyRuns.weights(
          counting(clips, shared)
              .optWorkplace(
                  SparkXdc.on(spark)
                      .setClips(() -> new BadClips(TinyRuns.clips()))
                      .setSharedFolder(folder.resolve("shared"))
                      .optTasks(3)
                      .optTraining(2, 3)
                      .build()));
    }
    assertThat(BadClips.LOST).hasValueGreaterThan(1);
    assertThat(local.stream().mapToInt(i -> i).sum()).isGreaterThan(4);
    assertThat(shared).isEqualTo(local);
  }

  /** Keeps how many clips each epoch, and the features of the round, left out. */
  private static XdcTrainerBuilder counting(ClipDataset clips, List<Integer> failed) {
    return TinyRuns.trainer(clips)
        .optConfig(TinyRuns.steps(10, 5e-4))
        .addListener(
            new XdcListener() {
              @Override
              public void onEpoch(EpochMetrics metrics) {
                failed.add(metrics.failedClips());
              }

              @Override
              public void onRound(RoundMetrics metrics) {
                failed.add(metrics.missingClips());
              }
            });
  }

  /** Two clips cannot be read; a task's first attempt that met one is lost later. */
  private static final class BadClips extends ForwardingClips {
    static final AtomicInteger LOST = new AtomicInteger();

    BadClips(ClipDataset clips) {
      super(clips);
    }

    /** One has no features, so it is not trained on; the other cannot be read in training. */
    static boolean isReadable(ClipRequest request) {
      return request.index() != (request.drawn() ? 3 : 5);
    }

    @Override
    public ClipReader read(Set<Modality> modalities, List<ClipRequest> requests, int batchSize) {
      return new Reader(clips, modalities, requests, batchSize);
    }

    @Override
    public void close() {
      clips.close();
    }
  }

  /** Reads each batch with a reader of its own. */
  private static final class Reader implements ClipReader {
    private final ClipDataset clips;
    private final Set<Modality> modalities;
    private final List<ClipRequest> requests;
    private final int batchSize;
    private int next;
    private int failures;

    Reader(ClipDataset clips, Set<Modality> modalities, List<ClipRequest> requests, int batchSize) {
      this.clips = clips;
      this.modalities = modalities;
      this.requests = requests;
      this.batchSize = batchSize;
    }

    @Override
    public @Nullable ClipBatch next() throws IOException {
      TaskContext task = TaskContext.get();
      if (failures > 0 && task != null && task.attemptNumber() == 0) {
        BadClips.LOST.incrementAndGet();
        throw new IOException("this attempt is lost");
      }
      while (next < requests.size()) {
        int end = Math.min(requests.size(), next + batchSize);
        int[] good =
            IntStream.range(next, end).filter(i -> BadClips.isReadable(requests.get(i))).toArray();
        failures += end - next - good.length;
        next = end;
        if (good.length > 0) {
          List<ClipRequest> some = IntStream.of(good).mapToObj(requests::get).toList();
          ClipReader reader = clips.read(modalities, some, batchSize);
          return ClipReader.answering(reader, requests, good).next();
        }
      }
      return null;
    }

    @Override
    public int failures() {
      return failures;
    }

    @Override
    public double waitSeconds() {
      return 0;
    }

    @Override
    public void close() {
      // nothing runs in the background
    }
  }
}
