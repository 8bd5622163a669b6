package dev.xdc.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.data.reader.ClipSource;
import dev.xdc.data.reader.MediaDataset;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Videos that a program has in memory, read as if they were files. */
class OwnSourceTest {
  private static final int SIDE = 16;
  private static final int RATE = 8000;
  private static final int SECONDS = 3;
  private static final int VIDEOS = 12;
  private static final ClipSpec SPEC =
      ClipSpec.paper().toBuilder()
          .optFrames(4)
          .optFramesPerSecond(10)
          .optShortSide(SIDE)
          .optCrop(SIDE)
          .optAudioSeconds(1)
          .optSampleRateHertz(RATE)
          .optAudioFrames(20)
          .optMelBands(8)
          .build();

  /** Frame n of video v is of grey 4 n + v; sound is a tone of its own for each video. */
  private static class Memory implements ClipSource {
    final Set<Integer> broken = ConcurrentHashMap.newKeySet();
    int rate = RATE;
    int width = SIDE;
    double framesPerSecond = 10;

    @Override
    public List<Video> videos() {
      return IntStream.range(0, VIDEOS)
          .mapToObj(
              v ->
                  new Video(
                      "memory:" + v,
                      SECONDS,
                      new Picture(width, width, framesPerSecond),
                      rate,
                      v % 2 == 0 ? "even" : "odd"))
          .toList();
    }

    @Override
    public byte[][] frames(int video, int[] numbers) throws IOException {
      if (broken.contains(video)) {
        throw new IOException("the row is gone");
      }
      byte[][] frames = new byte[numbers.length][width * width * 3];
      for (int i = 0; i < numbers.length; i++) {
        Arrays.fill(frames[i], (byte) (4 * numbers[i] + video));
      }
      return frames;
    }

    @Override
    public short[] samples(int video, long first, int count) {
      short[] samples = new short[count];
      for (int i = 0; i < count; i++) {
        samples[i] = (short) (8000 * Math.sin(0.02 * (video + 1) * (first + i)));
      }
      return samples;
    }
  }

  private static MediaDataset.Builder builder(ClipSource source) {
    return MediaDataset.builder().setSource(source).setSpec(SPEC).optDecodeThreads(3);
  }

  /** The grey of each frame of a clip, from its normalised red. */
  private static int[] greys(ClipBatch batch, int row) {
    FloatBuffer picture = batch.row(Modality.VIDEO, row);
    int frame = SIDE * SIDE * 3;
    return IntStream.range(0, SPEC.frames())
        .map(t -> Math.round((picture.get(t * frame) * 0.22803f + 0.43216f) * 255))
        .toArray();
  }

  private static List<ClipRequest> beginnings(int count) {
    return IntStream.range(0, count).mapToObj(v -> new ClipRequest(v, 0, 0)).toList();
  }

  @Test
  void aMappedPageThatIsGoneIsToldInWords() throws IOException {
    Memory gone =
        new Memory() {
          @Override
          public byte[][] frames(int video, int[] numbers) {
            throw new InternalError("a fault occurred in a recent unsafe memory access operation");
          }
        };
    try (MediaDataset clips = builder(gone).build();
        ClipReader reader = clips.read(EnumSet.of(Modality.VIDEO), beginnings(1), 1)) {
      assertThatThrownBy(reader::next)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("a shard was cut off while it was read, or its disk fails: ");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1 << 24})
  void isCutCachedAndReadAheadInOrder(long cacheBytes) throws IOException {
    try (MediaDataset clips = builder(new Memory()).optCacheBytes(cacheBytes).build()) {
      assertThat(clips.isCached()).isEqualTo(cacheBytes > 0);
      assertThat(clips.size()).isEqualTo(VIDEOS);
      assertThat(clips.id(3)).isEqualTo("memory:3");
      assertThat(clips.labels().orElseThrow().names()).containsExactly("even", "odd");
      List<Integer> seen = new ArrayList<>();
      try (ClipReader reader = clips.read(EnumSet.allOf(Modality.class), beginnings(VIDEOS), 5)) {
        for (ClipBatch batch = reader.next(); batch != null; batch = reader.next()) {
          for (int row = 0; row < batch.size(); row++) {
            int video = batch.clips().get(row).index();
            seen.add(video);
            assertThat(greys(batch, row)).containsExactly(video, video + 4, video + 8, video + 12);
            assertThat(batch.row(Modality.AUDIO, row).get(0)).isFinite();
          }
        }
      }
      assertThat(seen).isEqualTo(IntStream.range(0, VIDEOS).boxed().toList());
    }
  }

  @Test
  void hasFramesRepeatedOrLeftOutForAnotherRateAndIsResized() throws IOException {
    Memory slow = new Memory();
    slow.framesPerSecond = 5;
    slow.width = 40;
    Memory fast = new Memory();
    fast.framesPerSecond = 20;
    for (Memory source : List.of(slow, fast)) {
      try (MediaDataset clips = builder(source).build();
          ClipReader reader = clips.read(EnumSet.of(Modality.VIDEO), beginnings(1), 1)) {
        assertThat(greys(reader.next(), 0))
            .containsExactly(source == slow ? new int[] {0, 0, 4, 4} : new int[] {0, 8, 16, 24});
      }
    }
  }

  @Test
  void clipsThatFailAreLeftOutAndCounted() throws IOException {
    Memory source = new Memory();
    source.broken.addAll(List.of(1, 4));
    try (MediaDataset clips = builder(source).optCacheBytes(0).build();
        ClipReader reader = clips.read(EnumSet.of(Modality.VIDEO), beginnings(6), 6)) {
      ClipBatch batch = reader.next();
      assertThat(batch.positions()).containsExactly(0, 2, 3, 5);
      assertThat(greys(batch, 1)).startsWith(2);
      assertThat(reader.failures()).isEqualTo(2);
    }
    source.broken.addAll(IntStream.range(0, VIDEOS).boxed().toList());
    try (MediaDataset clips = builder(source).build();
        ClipReader reader = clips.read(EnumSet.of(Modality.VIDEO), beginnings(VIDEOS), 4)) {
      assertThatThrownBy(
              () -> {
                while (reader.next() != null) {
                  assertThat(reader.failures()).isPositive();
                }
              })
          .isInstanceOf(IOException.class)
          .hasMessageContaining("memory:")
          .hasMessageContaining("the row is gone");
    }
  }

  @Test
  void isToldApartByIdsAndLengths() throws IOException {
    Memory other = new Memory();
    other.framesPerSecond = 25;
    try (MediaDataset one = builder(new Memory()).build();
        MediaDataset same = builder(new Memory()).build();
        MediaDataset changed = builder(other).build()) {
      assertThat(same.fingerprint()).isEqualTo(one.fingerprint());
      assertThat(changed.fingerprint()).isNotEqualTo(one.fingerprint());
    }
  }

  @Test
  void thatDoesNotFitIsRefusedByName() {
    Memory loud = new Memory();
    loud.rate = 44_100;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder(loud).build())
        .withMessageContaining("memory:0 has sound at 44100 Hz, clips take 8000");
    Memory wrong =
        new Memory() {
          @Override
          public byte[][] frames(int video, int[] numbers) {
            return new byte[numbers.length][7];
          }
        };
    assertThatThrownBy(
            () -> {
              try (MediaDataset clips = builder(wrong).build();
                  ClipReader reader = clips.read(EnumSet.of(Modality.VIDEO), beginnings(1), 1)) {
                reader.next();
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a frame of 7 bytes, must be 768 for 16 x 16 pixels");
    assertThatThrownBy(() -> MediaDataset.builder().setSpec(SPEC).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("call setFiles or setSource");
  }
}
