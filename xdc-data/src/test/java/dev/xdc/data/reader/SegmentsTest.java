package dev.xdc.data.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.data.TestMedia;
import dev.xdc.data.cache.ShardEncoding;
import dev.xdc.data.cache.ShardFormat;
import dev.xdc.data.cache.ShardPreparation;
import dev.xdc.data.index.IndexItem;
import dev.xdc.data.index.IndexRules;
import dev.xdc.data.index.IndexScan;
import dev.xdc.data.index.MediaIndex;
import dev.xdc.data.index.SegmentRule;
import dev.xdc.data.media.ClipDecoder;
import dev.xdc.data.media.MediaProbe;
import dev.xdc.data.media.Segment;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stretches of a film of 10 s, 25 frames and 16,000 samples a second, no two frames alike. */
class SegmentsTest {

  private static final ClipSpec SPEC =
      ClipSpec.paper().toBuilder().optFrames(6).optShortSide(24).optCrop(16).build();
  private static final Set<Modality> BOTH = Set.of(Modality.values());
  private static final int FRAME = 32 * 24 * 3;
  private static final int SAMPLES = TestMedia.RATE / 25;

  @TempDir static Path folder;
  private static byte[] frames = new byte[0];
  private static byte[] sound = new byte[0];
  private static Path film = Path.of("");

  @BeforeAll
  static void makeFilm() {
    frames = TestMedia.greyRamp(250, 32, 24);
    sound = TestMedia.chirp(250 * SAMPLES);
    film = TestMedia.lossless(folder.resolve("film.mkv"), "25", frames, 32, 24, sound);
  }

  @AfterEach
  void usualDecoder() {
    System.clearProperty(ClipDecoder.PROPERTY);
  }

  /** Returns frames {@code first} to {@code end} as a file of their own. */
  private static Path alone(int first, int end) {
    return TestMedia.lossless(
        folder.resolve(first + "-" + end + ".mkv"),
        "25",
        Arrays.copyOfRange(frames, first * FRAME, end * FRAME),
        32,
        24,
        Arrays.copyOfRange(sound, 2 * first * SAMPLES, 2 * end * SAMPLES));
  }

  @ParameterizedTest
  @ValueSource(strings = {"workers", "programs"})
  void aSegmentGivesTheClipsOfTheSameStretchInAFileOfItsOwn(String decoder) throws IOException {
    System.setProperty(ClipDecoder.PROPERTY, decoder);
    for (int[] stretch : new int[][] {{0, 60}, {1, 90}, {80, 175}, {190, 250}}) {
      Path own = alone(stretch[0], stretch[1]);
      String id = new Segment(stretch[0] / 25.0, stretch[1] / 25.0).idIn(film.toString());
      List<float[]> expected = read(open(MediaList.ofPaths(List.of(own.toString())), 0));
      for (long cacheBytes : new long[] {0, 1 << 30}) {
        List<float[]> clips = read(open(MediaList.ofPaths(List.of(id)), cacheBytes));
        for (int i = 0; i < expected.size(); i++) {
          assertThat(clips.get(i)).as("part %d of %s", i, id).isEqualTo(expected.get(i));
        }
      }
    }
  }

  @Test
  void aRuleCutsFilesAndLeavesShortOnesWhole() throws IOException {
    Path brief = alone(0, 60);
    MediaList list = MediaList.ofPaths(List.of(film.toString(), brief.toString()));
    try (MediaDataset set = builder(list).optSegments(new SegmentRule(4, 3)).build()) {
      assertThat(IntStream.range(0, set.size()).mapToObj(set::id))
          .containsExactly(film + "#t=0,4", film + "#t=3,7", film + "#t=6,10", brief.toString());
    }
    try (MediaDataset set = builder(list).optSegments(SegmentRule.of(4)).build()) {
      assertThat(IntStream.range(0, set.size()).mapToObj(set::id))
          .containsExactly(film + "#t=0,4", film + "#t=4,8", film + "#t=8,10", brief.toString());
    }
  }

  @Test
  void aTableNamesSegments() throws IOException {
    Path csv = folder.resolve("segments.csv");
    Files.writeString(csv, "path,start,end,label\nfilm.mkv,1,3.50,a\nfilm.mkv,6,8,b\n");
    MediaList list = MediaList.of(csv);
    assertThat(list.items())
        .extracting(MediaList.Item::id)
        .containsExactly("film.mkv#t=1,3.5", "film.mkv#t=6,8");
    Path copy = folder.resolve("copy.csv");
    MediaCsv.write(list, copy);
    try (MediaDataset set = builder(MediaList.of(copy)).build()) {
      assertThat(set.id(1)).isEqualTo(film + "#t=6,8");
      assertThat(set.labels().orElseThrow().classes()).containsExactly(0, 1);
      assertThat(set.index().files().get(1).durationSeconds()).isEqualTo(2);
    }
  }

  @Test
  void anIndexHasOneRowForAllSegmentsOfAFile() throws IOException {
    Path index = folder.resolve("index.jsonl");
    IndexScan.builder()
        .setItems(List.of(new IndexItem("film.mkv", film, null)))
        .setRoot(folder)
        .setOut(index)
        .setReading(new MediaProbe(TestMedia.programs())::probe)
        .build()
        .run();
    assertThat(Files.readAllLines(index)).hasSize(2);
    String first = new Segment(0, 2).idIn(film.toString());
    String second = new Segment(2, 4).idIn(film.toString());
    MediaList list = MediaList.ofPaths(List.of(first, second));
    try (MediaDataset set = builder(list).optIndex(index).build();
        MediaDataset cut = builder(MediaList.of(index)).optSegments(SegmentRule.of(2)).build()) {
      assertThat(set.size()).isEqualTo(2);
      assertThat(cut.size()).isEqualTo(5);
      assertThat(cut.id(1)).isEqualTo("film.mkv#t=2,4");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"RAW", "ENCODED"})
  void shardsHoldSegments(ShardEncoding keep) throws IOException {
    MediaList list = MediaList.ofPaths(List.of(film.toString()));
    IndexRules rules = new IndexRules(SPEC, null, BOTH, 0, SegmentRule.of(4));
    MediaIndex index =
        MediaIndex.scan(new MediaProbe(TestMedia.programs()), list.parts(), rules, 1);
    List<ShardPreparation.Source> sources = new ArrayList<>();
    for (int i = 0; i < index.files().size(); i++) {
      sources.add(
          new ShardPreparation.Source(
              list.id(index, i), film, null, List.of(), index.files().get(i)));
    }
    Path out = folder.resolve("shards-" + keep);
    ShardFormat format =
        new ShardFormat(keep, BOTH, 24, SPEC.framesPerSecond(), SPEC.sampleRateHertz());
    new ShardPreparation(sources, List.of(), format, out, 1 << 20)
        .run(TestMedia.programs(), 1, (done, all, left) -> {});

    MediaList shards = MediaList.of(out);
    try (MediaDataset set = builder(shards).build()) {
      assertThat(set.id(1)).isEqualTo(film + "#t=4,8");
      if (keep == ShardEncoding.RAW) {
        assertThat(read(set).get(0)).isEqualTo(read(open(ofSegment(0, 4), 0)).get(0));
      }
    }
    try (MediaDataset set = builder(shards).optSegments(SegmentRule.of(1)).build()) {
      assertThat(set.size()).isEqualTo(10);
      assertThat(set.id(5)).isEqualTo(film + "#t=5,6");
      if (keep == ShardEncoding.RAW) {
        List<ClipRequest> clip = List.of(new ClipRequest(5, 0.5, 3));
        List<ClipRequest> same = List.of(new ClipRequest(0, 0.5, 3));
        assertThat(read(set, clip).get(0)).isEqualTo(read(open(ofSegment(5, 6), 0), same).get(0));
      }
    }
  }

  private static MediaList ofSegment(double start, double end) throws IOException {
    return MediaList.ofPaths(List.of(new Segment(start, end).idIn(film.toString())));
  }

  @Test
  void aFileWhoseNameLooksLikeASegmentIsAFile() throws IOException {
    Path odd = Files.copy(film, folder.resolve("film.mkv#t=1,2"));
    try (MediaDataset set = builder(MediaList.ofPaths(List.of(odd.toString()))).build()) {
      assertThat(set.index().files().get(0).durationSeconds()).isEqualTo(10);
    } finally {
      Files.delete(odd);
    }
    try (MediaDataset set = builder(MediaList.ofPaths(List.of(odd.toString()))).build()) {
      assertThat(set.index().files().get(0).durationSeconds()).isEqualTo(1);
    }
  }

  @Test
  void wrongSegmentsAreNamed() throws IOException {
    Path csv = folder.resolve("wrong.csv");
    Files.writeString(csv, "path,start,end\nfilm.mkv,3,3\n");
    assertThatThrownBy(() -> MediaList.of(csv))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith(
            "wrong.csv, line 2: segment ends at 3.0 s, must be after its start at 3.0");
    Files.writeString(csv, "path,start\nfilm.mkv,3\n");
    assertThatThrownBy(() -> MediaList.of(csv)).hasMessageContaining("needs both");
    Files.writeString(csv, "path,start,end\nfilm.mkv,a,3\n");
    assertThatThrownBy(() -> MediaList.of(csv)).hasMessageContaining("start is \"a\", must be");

    Files.writeString(csv, "path,start,end\nfilm.mkv,1,2\nfilm.mkv,9,12\nfilm.mkv,9,10.5\n");
    try (MediaDataset set = builder(MediaList.of(csv)).build()) {
      assertThat(set.size()).isEqualTo(2);
      assertThat(set.id(1)).isEqualTo("film.mkv#t=9,10.5");
      assertThat(set.index().refusals().get(0).reason())
          .isEqualTo(film + ": no segment 9 to 12 s in a file of 10.000 s");
    }
    assertThatThrownBy(() -> SegmentRule.of(0)).hasMessageContaining("segmentSeconds is 0.0 s");
    assertThatThrownBy(() -> new SegmentRule(1, 1e-9))
        .hasMessageContaining("segmentStride is 1.0E-9 s, must be at least 0.01");
  }

  private static MediaDataset.Builder builder(MediaList list) {
    return MediaDataset.builder().setFiles(list).setSpec(SPEC).optDecodeThreads(1);
  }

  private static MediaDataset open(MediaList list, long cacheBytes) throws IOException {
    return builder(list).optCacheBytes(cacheBytes).build();
  }

  private static List<float[]> read(MediaDataset set) throws IOException {
    List<ClipRequest> clips = new ArrayList<>(ClipRequest.uniform(0, 3));
    IntStream.range(0, 6).mapToObj(seed -> ClipRequest.random(0, seed)).forEach(clips::add);
    return read(set, clips);
  }

  private static List<float[]> read(MediaDataset set, List<ClipRequest> clips) throws IOException {
    List<float[]> all = new ArrayList<>();
    try (set;
        ClipReader reader = set.read(BOTH, clips, clips.size())) {
      var batch = reader.next();
      for (int i = 0; i < clips.size(); i++) {
        for (Modality modality : Modality.values()) {
          FloatBuffer row = batch.row(modality, i);
          float[] values = new float[row.remaining()];
          row.get(values);
          all.add(values);
        }
      }
    }
    return all;
  }
}
