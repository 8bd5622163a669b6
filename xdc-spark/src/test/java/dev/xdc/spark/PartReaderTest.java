package dev.xdc.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Modality;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.encoder.Precision;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.broadcast.Broadcast;
import org.junit.jupiter.api.Test;

class PartReaderTest extends OnLocalSpark {
  private static final DataParallel TWO_PARTS = new DataParallel(2, 1, Precision.FLOAT32);

  /** Three batches of eight and one of five. */
  private static final List<ClipRequest> EPOCH =
      IntStream.range(0, 29).mapToObj(i -> ClipRequest.random(i, 1)).toList();

  private static Broadcast<Stretch> stretch() {
    return spark.broadcast(new Stretch(4, EPOCH, 8));
  }

  private static PartReader reader(ClipDataset clips, Broadcast<Stretch> of, int batch) {
    return new PartReader(clips, Modality.AUDIO, of, batch, 1, TWO_PARTS);
  }

  @Test
  void readsTheSecondHalfOfEachBatchUntilTheyAreSmaller() throws IOException {
    Broadcast<Stretch> stretch = stretch();
    try (SyntheticClips clips = TinyRuns.clips();
        PartReader whole = reader(clips, stretch, 5);
        PartReader last = reader(clips, stretch, 7)) {
      assertThat(whole.isAt(5, stretch)).isTrue();
      assertThat(whole.next().batch().clips()).isEqualTo(EPOCH.subList(12, 16));
      assertThat(whole.isAt(5, stretch)).as("what it has read").isFalse();
      assertThat(whole.isAt(6, stretch())).as("a batch of another epoch").isFalse();
      assertThat(whole.isAt(6, stretch)).isTrue();
      assertThat(whole.next().batch().clips()).isEqualTo(EPOCH.subList(20, 24));
      assertThat(whole.isDone()).isTrue();
      assertThat(whole.isAt(7, stretch)).isFalse();

      assertThat(last.next().batch().clips()).isEqualTo(EPOCH.subList(26, 29));
      assertThat(last.isDone()).isTrue();
    }
  }

  @Test
  void aBatchOfWhichNothingCanBeReadDoesNotShiftTheNext() throws IOException {
    try (SyntheticClips clips = TinyRuns.clips();
        PartReader part = reader(new WithoutSecondBatch(clips), stretch(), 4)) {
      assertThat(part.next().rows()).containsExactly(0, 1, 2, 3);
      assertThat(part.next()).isNull();
      PartReader.Part third = part.next();
      assertThat(third.rows()).containsExactly(0, 1, 2, 3);
      assertThat(third.batch().clips()).isEqualTo(EPOCH.subList(20, 24));
    }
  }

  /** Clips of which those of the second batch of each reader cannot be read. */
  private static final class WithoutSecondBatch extends ForwardingClips {
    WithoutSecondBatch(ClipDataset clips) {
      super(clips);
    }

    @Override
    public ClipReader read(Set<Modality> modalities, List<ClipRequest> requests, int batchSize) {
      int[] read = IntStream.range(0, requests.size()).filter(i -> i / batchSize != 1).toArray();
      List<ClipRequest> left = IntStream.of(read).mapToObj(requests::get).toList();
      return ClipReader.answering(clips.read(modalities, left, batchSize), requests, read);
    }

    @Override
    public void close() {
      // the clips stay the test's
    }
  }
}
