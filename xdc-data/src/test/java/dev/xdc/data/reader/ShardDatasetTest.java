package dev.xdc.data.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.clip.RandomSubset;
import dev.xdc.data.TestMedia;
import dev.xdc.data.cache.ShardEncoding;
import dev.xdc.data.cache.ShardFormat;
import dev.xdc.data.cache.ShardPreparation;
import dev.xdc.data.media.FrameSize;
import dev.xdc.data.media.MediaWriter;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clips from shards against clips from the files that the shards were made from. */
class ShardDatasetTest {

  private static final Set<Modality> BOTH = EnumSet.allOf(Modality.class);

  /** Fewer frames a second than the films have, a smaller picture and sound of a lower rate. */
  private static final ClipSpec SPEC =
      ClipSpec.paper().toBuilder()
          .optFrames(4)
          .optFrameStride(2)
          .optFramesPerSecond(10)
          .optShortSide(36)
          .optCrop(32)
          .optFlip(true)
          .optAudioSeconds(1)
          .optAudioFrames(50)
          .optSampleRateHertz(8000)
          .optAudioJitterSeconds(0.4)
          .build();

  @TempDir static Path folder;
  private static MediaList films;

  @BeforeAll
  static void makeFilms() throws IOException {
    List<MediaList.Item> items = new ArrayList<>();
    MediaWriter writer = new MediaWriter(TestMedia.programs());
    for (int i = 0; i < 5; i++) {
      // The last one is shorter than a clip.
      int frames = i == 4 ? 8 : 40 + 7 * i;
      Path film = folder.resolve("film" + i + ".mp4");
      byte[] sound = TestMedia.chirp(frames * 1000);
      writer.write(film, waves(i, frames), SIZE, 16, sound, TestMedia.RATE);
      items.add(new MediaList.Item("id" + i, film, i % 2 == 0 ? "even" : "odd"));
    }
    // Not in the order of their names.
    films = MediaList.of("films", items, List.of("odd", "even"));
  }

  private static final FrameSize SIZE = new FrameSize(64, 48);

  /** Soft waves of colour that wander. */
  private static byte[] waves(int seed, int frames) {
    Random random = new Random(seed);
    double[] phase = {random.nextDouble() * 6, random.nextDouble() * 6, random.nextDouble() * 6};
    byte[] rgb = new byte[frames * 64 * 48 * 3];
    for (int i = 0; i < rgb.length; i++) {
      int c = i % 3;
      int x = i / 3 % 64;
      int y = i / 3 / 64 % 48;
      int t = i / (3 * 64 * 48);
      rgb[i] = (byte) (128 + 90 * Math.sin(phase[c] + 0.15 * x + 0.1 * (c + 1) * y + 0.4 * t));
    }
    return rgb;
  }

  @Test
  void rawShardsGiveJustTheBatchesOfTheFiles() throws IOException {
    Path shards = prepare("raw", ShardEncoding.RAW, SPEC);
    List<ClipRequest> clips = clips(5);
    try (MediaDataset fromFiles = open(films, 0);
        MediaDataset fromShards = open(MediaList.of(shards), 1L << 30)) {
      assertThat(fromShards.size()).isEqualTo(fromFiles.size()).isEqualTo(5);
      assertThat(fromShards.id(3)).isEqualTo(fromFiles.id(3)).isEqualTo("id3");
      assertThat(fromShards.labels().orElseThrow().classes())
          .isEqualTo(fromFiles.labels().orElseThrow().classes())
          .containsExactly(1, 0, 1, 0, 1);
      assertThat(fromShards.shortVideos().stream()).containsExactly(4);
      assertThat(fromShards.isCached()).isFalse();
      List<float[]> expected = read(fromFiles, clips);
      List<float[]> found = read(fromShards, clips);
      assertThat(expected).hasSize(2 * clips.size());
      assertThat(found).usingRecursiveComparison().isEqualTo(expected);
    }
  }

  @Test
  void aSubsetOfShardsReadsItsOwnVideos() throws IOException {
    RandomSubset two = new RandomSubset(2, 5);
    int[] chosen = two.of(5, i -> "id" + i);
    assertThat(chosen).as("not just the first two").isNotEqualTo(new int[] {0, 1});
    MediaDataset.Builder builder =
        MediaDataset.builder()
            .setFiles(MediaList.of(prepare("subset", ShardEncoding.RAW, SPEC)))
            .setSpec(SPEC)
            .optSubset(two);
    try (MediaDataset whole = open(films, 0);
        MediaDataset subset = builder.build()) {
      assertThat(List.of(subset.id(0), subset.id(1)))
          .containsExactly("id" + chosen[0], "id" + chosen[1]);
      List<ClipRequest> own = List.of(ClipRequest.centre(0), ClipRequest.centre(1));
      List<ClipRequest> same =
          List.of(ClipRequest.centre(chosen[0]), ClipRequest.centre(chosen[1]));
      assertThat(read(subset, own)).usingRecursiveComparison().isEqualTo(read(whole, same));
    }
  }

  /** Strong, fast colours, which MPEG-4 halves in resolution: 0.12 was measured for pictures. */
  @Test
  void encodedShardsGiveNearlyTheBatchesOfTheFiles() throws IOException {
    ClipSpec larger =
        SPEC.toBuilder()
            .optFramesPerSecond(20)
            .optShortSide(40)
            .optSampleRateHertz(TestMedia.RATE)
            .build();
    Path exact = prepare("encoded", ShardEncoding.ENCODED, SPEC);
    Path ample = prepare("ample", ShardEncoding.ENCODED, larger);
    List<ClipRequest> clips = clips(5);
    try (MediaDataset fromFiles = open(films, 0)) {
      List<float[]> expected = read(fromFiles, clips);
      try (MediaDataset fromShards = open(MediaList.of(exact), 0);
          MediaDataset inMemory = open(MediaList.of(exact), 1L << 30);
          MediaDataset reduced = open(MediaList.of(ample), 0)) {
        assertThat(fromShards.isCached()).isFalse();
        assertThat(inMemory.isCached()).isTrue();
        List<float[]> found = read(fromShards, clips);
        assertClose(found, expected, 0.15, 0.3);
        assertThat(read(inMemory, clips)).usingRecursiveComparison().isEqualTo(found);
        assertClose(read(reduced, clips), expected, 0.2, 0.5);
      }
    }
  }

  private static void assertClose(
      List<float[]> found, List<float[]> expected, double pictures, double spectrograms) {
    assertThat(found).hasSameSizeAs(expected);
    double[] difference = new double[2];
    for (int i = 0; i < expected.size(); i++) {
      double sum = 0;
      for (int k = 0; k < expected.get(i).length; k++) {
        sum += Math.abs(found.get(i)[k] - expected.get(i)[k]);
      }
      difference[i % 2] += 2 * sum / expected.get(i).length / expected.size();
    }
    assertThat(difference[0]).as("mean difference of pixels").isBetween(1e-6, pictures);
    assertThat(difference[1]).as("mean difference of log-mel").isBetween(1e-6, spectrograms);
  }

  @Test
  void aDamagedVideoIsLeftOutOfItsBatch() throws IOException {
    for (ShardEncoding keep : ShardEncoding.values()) {
      Path shards = prepare("damaged-" + keep, keep, SPEC);
      Path shard = shards.resolve("shard-00000.tar");
      byte[] bytes = Files.readAllBytes(shard);
      bytes[4000] ^= 1;
      Files.write(shard, bytes);
      List<ClipRequest> clips = List.of(ClipRequest.centre(0), ClipRequest.centre(1));
      try (MediaDataset set = open(MediaList.of(shards), 0);
          ClipReader reader = set.read(BOTH, clips, 2)) {
        ClipBatch batch = reader.next();
        assertThat(batch).isNotNull();
        assertThat(batch.clips()).containsExactly(ClipRequest.centre(1));
        assertThat(reader.failures()).isEqualTo(1);
      }
    }
  }

  @Test
  void clipsOfAnotherKindAreRefused() throws IOException {
    Path shards = prepare("other", ShardEncoding.RAW, SPEC);
    MediaDataset.Builder builder =
        MediaDataset.builder()
            .setFiles(MediaList.of(shards))
            .setSpec(SPEC.toBuilder().optShortSide(48).build());
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("short side of 36 pixels, clips need 48")
        .hasMessageContaining("with a short side of 48 pixels");
  }

  private static Path prepare(String name, ShardEncoding keep, ClipSpec spec) throws IOException {
    Path out = folder.resolve(name);
    ShardFormat format =
        new ShardFormat(
            keep, BOTH, spec.shortSide(), spec.framesPerSecond(), spec.sampleRateHertz());
    List<ShardPreparation.Source> sources =
        films.items().stream()
            .map(i -> new ShardPreparation.Source(i.id(), i.path(), i.label(), i.tags(), null))
            .toList();
    new ShardPreparation(sources, films.classes(), format, out, 1 << 20)
        .run(TestMedia.programs(), 2, (done, all, left) -> {});
    return out;
  }

  private static MediaDataset open(MediaList list, long cacheBytes) throws IOException {
    return MediaDataset.builder()
        .setFiles(list)
        .setSpec(SPEC)
        .optCacheBytes(cacheBytes)
        .optDecodeThreads(2)
        .build();
  }

  private static List<ClipRequest> clips(int videos) {
    List<ClipRequest> clips = new ArrayList<>();
    for (int i = 0; i < 6 * videos; i++) {
      clips.add(ClipRequest.random(i % videos, i));
    }
    return clips;
  }

  /** Returns picture and sound of each clip in turn. */
  private static List<float[]> read(MediaDataset set, List<ClipRequest> clips) throws IOException {
    List<float[]> all = new ArrayList<>();
    try (ClipReader reader = set.read(BOTH, clips, 5)) {
      for (ClipBatch batch = reader.next(); batch != null; batch = reader.next()) {
        for (int row = 0; row < batch.size(); row++) {
          all.add(values(batch.row(Modality.VIDEO, row)));
          all.add(values(batch.row(Modality.AUDIO, row)));
        }
      }
    }
    return all;
  }

  private static float[] values(FloatBuffer row) {
    float[] values = new float[row.remaining()];
    row.get(values);
    return values;
  }
}
