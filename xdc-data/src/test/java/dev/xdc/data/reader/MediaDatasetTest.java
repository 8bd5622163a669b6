package dev.xdc.data.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Labels;
import dev.xdc.clip.Modality;
import dev.xdc.clip.RandomSubset;
import dev.xdc.clip.Tags;
import dev.xdc.data.Leftovers;
import dev.xdc.data.TestMedia;
import dev.xdc.data.index.IndexItem;
import dev.xdc.data.index.IndexScan;
import dev.xdc.data.media.MediaProbe;
import dev.xdc.data.media.RefusalKind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaDatasetTest {

  private static final Set<Modality> BOTH = EnumSet.allOf(Modality.class);
  private static final ClipSpec SPEC =
      ClipSpec.paper().toBuilder()
          .optFramesPerSecond(16)
          .optShortSide(24)
          .optCrop(16)
          .optFlip(true)
          .optAudioSeconds(1)
          .optAudioFrames(50)
          .optAudioJitterSeconds(0.3)
          .build();

  @TempDir static Path folder;
  private static List<Path> films;

  @BeforeAll
  static void makeFilms() {
    films = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      byte[] rgb = new byte[48 * 32 * 24 * 3];
      new Random(i).nextBytes(rgb);
      byte[] pcm = new byte[48_000 * 2];
      new Random(i).nextBytes(pcm);
      films.add(TestMedia.lossless(folder.resolve("film" + i + ".mkv"), "16", rgb, 32, 24, pcm));
    }
  }

  @Test
  void aBatchHoldsTheFramesThatWereAskedFor() throws IOException {
    Path ramp = TestMedia.ramps(folder.resolve("ramp.mkv"), "16", 16, 48);
    try (MediaDataset set = set(List.of(ramp), 0, 1);
        ClipReader reader = set.read(BOTH, List.of(ClipRequest.centre(0)), 4)) {
      ClipBatch batch = reader.next();
      assertThat(batch).isNotNull();
      assertThat(batch.size()).isEqualTo(1);
      FloatBuffer video = batch.row(Modality.VIDEO, 0);
      for (int t = 0; t < 8; t++) {
        // 48 frames leave 41 places for a clip of 8: the middle one is 20.
        float red = video.get(t * 16 * 16 * 3);
        assertThat(Math.round((red * 0.22803f + 0.43216f) * 255)).isEqualTo(20 + t);
      }
      assertThat(reader.next()).isNull();
      assertThat(reader.next()).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource({
    // threads, clips per process, batch, MB of cache
    "2, 1, 7, 0",
    "2, 8, 7, 0",
    "4, 5, 7, 0",
    "3, 8, 1, 0",
    "3, 64, 64, 0",
    "1, 64, 30, 0",
    "3, 4, 7, 1024"
  })
  void contentDoesNotDependOnThreadsAndClipsPerProcess(
      int threads, int clipsPerProcess, int batchSize, int cacheMegabytes) throws IOException {
    List<ClipRequest> clips = randomClips(30);
    List<float[]> expected = readAll(set(films, 0, 1), clips, 7);
    assertThat(expected).hasSize(60);
    MediaDataset set =
        builder(films)
            .optCacheBytes((long) cacheMegabytes << 20)
            .optDecodeThreads(threads)
            .optClipsPerProcess(clipsPerProcess)
            .build();
    assertEqual(readAll(set, clips, batchSize), expected);
  }

  @Test
  void memoryAndSeekingGiveTheSame() throws IOException {
    List<ClipRequest> clips = randomClips(30);
    assertEqual(readAll(set(films, 1 << 30, 2), clips, 7), readAll(set(films, 0, 2), clips, 7));
  }

  @Test
  void videosAreKeptOnlyIfTheyFitTheBudget() throws IOException {
    long need;
    try (MediaDataset set = set(films, 0, 1)) {
      need = VideoCache.estimateBytes(set.index().files(), SPEC, BOTH);
    }
    // 6 films of 48 frames of 32 x 24 pixels and 3.000 or 3.001 s of sound.
    assertThat(need).isBetween(6L * (110_592 + 96_000), 6L * (110_592 + 96_032));
    try (MediaDataset fits = set(films, need, 1);
        MediaDataset tooBig = set(films, need - 1, 1)) {
      assertThat(fits.isCached()).isTrue();
      assertThat(tooBig.isCached()).isFalse();
    }
  }

  @Test
  void oneModalityIsReadLikeBoth() throws IOException {
    List<ClipRequest> clips = randomClips(4);
    List<float[]> both = readAll(set(films, 0, 2), clips, 4);
    try (MediaDataset set = set(films, 0, 2)) {
      for (Modality modality : BOTH) {
        try (ClipReader reader = set.read(Set.of(modality), clips, 4)) {
          ClipBatch batch = reader.next();
          assertThat(batch).isNotNull();
          for (int row = 0; row < 4; row++) {
            float[] expected = both.get(2 * row + (modality == Modality.VIDEO ? 0 : 1));
            assertThat(values(batch, modality, row)).isEqualTo(expected);
          }
          Modality other = modality.other();
          assertThatThrownBy(() -> batch.row(other, 0)).isInstanceOf(IllegalStateException.class);
        }
      }
    }
  }

  @Test
  void badFilesAmongGoodOnesAreLeftOutAndIdsStay() throws IOException {
    Path silent =
        TestMedia.encode(
            folder.resolve("silent.mkv"),
            "16",
            TestMedia.greyRamp(48, 32, 24),
            32,
            24,
            new byte[0],
            "-c:v",
            "ffv1");
    Path blind = folder.resolve("blind.wav");
    TestMedia.encode(blind, "16", new byte[0], 0, 0, TestMedia.chirp(32_000), "-c:a", "pcm_s16le");
    Path text = Files.writeString(folder.resolve("text.mp4"), "no video");
    Path brief = TestMedia.ramps(folder.resolve("brief.mkv"), "16", 16, 7);
    List<Path> all =
        List.of(
            films.get(0),
            silent,
            films.get(1),
            text,
            folder.resolve("gone.mp4"),
            blind,
            films.get(2),
            brief,
            films.get(3),
            films.get(4),
            films.get(5));
    try (MediaDataset set = builder(all).optLeaveOutShorterThan(SPEC).build()) {
      assertThat(set.size()).isEqualTo(6);
      assertThat(set.id(1)).isEqualTo("film1.mkv");
      assertThat(set.index().positions()).containsExactly(0, 2, 6, 8, 9, 10);
      assertThat(set.index().refusals())
          .extracting(r -> r.reason().replace(folder.toString(), ""))
          .satisfiesExactly(
              r -> assertThat(r).isEqualTo("/silent.mkv: no sound"),
              r -> assertThat(r).startsWith("/text.mp4: is not readable").contains("Invalid data"),
              r -> assertThat(r).isEqualTo("/gone.mp4: no such file"),
              r -> assertThat(r).isEqualTo("/blind.wav: no picture"),
              r ->
                  assertThat(r).startsWith("/brief.mkv: too short: 0.437 s, a clip takes 0.500 s"));
    }
    try (MediaDataset pictures = builder(all).optRequire(Set.of(Modality.VIDEO)).build();
        MediaDataset sounds = builder(all).optRequire(Set.of(Modality.AUDIO)).build()) {
      assertThat(pictures.size()).isEqualTo(8);
      assertThat(sounds.size()).isEqualTo(8);
    }
  }

  @Test
  void labelsFollowTheFilesThatAreLeft() throws IOException {
    Path text = Files.writeString(folder.resolve("text2.mp4"), "no video");
    MediaList list =
        MediaList.of(
            "test",
            List.of(
                new MediaList.Item("a", text, "zebra"),
                new MediaList.Item("b", films.get(0), "cat"),
                new MediaList.Item("c", films.get(1), "dog")));
    try (MediaDataset set = MediaDataset.builder().setFiles(list).setSpec(SPEC).build()) {
      Labels labels = set.labels().orElseThrow();
      assertThat(labels.classes()).containsExactly(0, 1);
      assertThat(labels.names()).containsExactly("cat", "dog", "zebra");
      assertThat(set.tags()).isEmpty();
    }
  }

  @Test
  void aSubsetIsDrawnOfTheUsableFiles() throws IOException {
    Path text = Files.writeString(folder.resolve("text6.mp4"), "no video");
    List<Path> all = new ArrayList<>(films);
    all.add(2, text);
    RandomSubset subset = new RandomSubset(3, 4);
    int[] chosen = subset.of(6, i -> films.get(i).getFileName().toString());
    List<Path> expected = Arrays.stream(chosen).mapToObj(films::get).toList();
    try (MediaDataset set = builder(all).optSubset(subset).optCacheBytes(0).build();
        MediaDataset same = builder(expected).optCacheBytes(0).build()) {
      assertThat(set.size()).isEqualTo(3);
      assertThat(set.origin()).contains("3 of 6 videos at random, seed 4");
      assertThat(set.fingerprint()).isEqualTo(same.fingerprint());
      assertThat(set.index().refusals()).hasSize(1);
      List<ClipRequest> clips = List.of(ClipRequest.centre(2), ClipRequest.centre(0));
      assertEqual(readAll(set, clips, 2), readAll(same, clips, 2));
    }
    assertThatThrownBy(() -> builder(all).optSubset(new RandomSubset(7, 4)).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("subset is 7, but there are only 6 videos that can be used");
  }

  @Test
  void tagsAreNoLabelsAndFollowTheFilesThatAreLeft() throws IOException {
    Path text = Files.writeString(folder.resolve("text3.mp4"), "no video");
    List<MediaList.Item> items =
        List.of(
            new MediaList.Item("a", text, null, List.of("zebra")),
            new MediaList.Item("b", films.get(0), null, List.of("dog", "cat")),
            new MediaList.Item("c", films.get(1), null, List.of("dog")));
    MediaList list = MediaList.of("test", items);
    try (MediaDataset set = MediaDataset.builder().setFiles(list).setSpec(SPEC).build()) {
      assertThat(set.labels()).isEmpty();
      Tags tags = set.tags().orElseThrow();
      assertThat(tags.classes()).isDeepEqualTo(new int[][] {{0, 1}, {1}});
      assertThat(tags.names()).containsExactly("cat", "dog", "zebra");
    }
  }

  /** Indexes films and broken files; returns the index. */
  private static Path index(Path at, List<Path> files) throws IOException {
    List<IndexItem> items = new ArrayList<>();
    for (Path file : files) {
      items.add(new IndexItem("id of " + file.getFileName(), file, null));
    }
    IndexScan.builder()
        .setItems(items)
        .setRoot(folder)
        .setOut(at)
        .setReading(new MediaProbe(TestMedia.programs())::probe)
        .build()
        .run();
    return at;
  }

  @Test
  void anIndexStandsForItsFilesWithoutReadingThem() throws IOException {
    Path text = Files.writeString(folder.resolve("text5.mp4"), "no video");
    Path brief = TestMedia.ramps(folder.resolve("brief5.mkv"), "16", 16, 7);
    List<Path> files = List.of(films.get(0), text, films.get(1), brief, films.get(2));
    Path at = index(folder.resolve("a.jsonl"), files);
    // Nobody but the index says so.
    Files.writeString(at, Files.readString(at).replace("\"channels\":1", "\"channels\":7"));

    try (MediaDataset indexed =
        MediaDataset.builder()
            .setFiles(MediaList.of(at))
            .setSpec(SPEC)
            .optLeaveOutShorterThan(SPEC)
            .build()) {
      assertThat(indexed.index().files()).allMatch(f -> f.audio().channels() == 7);
      assertThat(indexed.index().positions()).containsExactly(0, 2, 4);
      assertThat(indexed.id(1)).isEqualTo("id of film1.mkv");
      assertThat(indexed.index().refusals())
          .extracting(r -> r.refusal().kind())
          .containsExactly(RefusalKind.UNREADABLE, RefusalKind.TOO_SHORT);
    }
  }

  @Test
  void oneIndexServesOtherListsOfItsFiles() throws IOException {
    Path at = index(folder.resolve("b.jsonl"), films);
    List<Path> some = List.of(films.get(4), films.get(1));

    try (MediaDataset indexed = builder(some).optIndex(at).build();
        MediaDataset scanned = builder(some).build()) {
      assertThat(indexed.index()).isEqualTo(scanned.index());
      assertThat(indexed.id(0)).isEqualTo("film4.mkv");
    }
    Path stranger = TestMedia.ramps(folder.resolve("stranger.mkv"), "16", 16, 48);
    assertThatThrownBy(() -> builder(List.of(films.get(0), stranger)).optIndex(at).build())
        .isInstanceOf(IOException.class)
        .hasMessage(stranger + " is not in the index " + at + "; index the files again");
  }

  @Test
  void aFileThatChangedSinceItWasIndexedIsAnErrorAndATouchedOneIsNot() throws IOException {
    Path victim = Files.copy(films.get(0), folder.resolve("victim5.mkv"));
    Path at = index(folder.resolve("c.jsonl"), List.of(films.get(1), victim));
    MediaList list = MediaList.of(at);
    Files.setLastModifiedTime(victim, FileTime.fromMillis(1_000_000_000_000L));
    try (MediaDataset set = MediaDataset.builder().setFiles(list).setSpec(SPEC).build()) {
      assertThat(set.size()).isEqualTo(2);
    }

    Files.writeString(victim, "other");
    assertThatThrownBy(() -> MediaDataset.builder().setFiles(list).setSpec(SPEC).build())
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("a file has changed since " + at + " was written: " + victim)
        .hasMessageContaining("now 5");
    Files.delete(victim);
    assertThatThrownBy(() -> MediaDataset.builder().setFiles(list).setSpec(SPEC).build())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(victim + " is gone");
  }

  @Test
  void nothingUsableIsAnError() throws IOException {
    Path text = Files.writeString(folder.resolve("text3.mp4"), "no video");
    assertThatThrownBy(() -> set(List.of(text), 0, 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none of 1 media files can be used")
        .hasMessageContaining("text3.mp4");
  }

  @Test
  void tooManyRefusalsAreAnError() throws IOException {
    Path text = Files.writeString(folder.resolve("text4.mp4"), "no video");
    assertThatThrownBy(() -> builder(List.of(films.get(0), text)).optMaxFailureShare(0.4).build())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("1 of 2 media files cannot be used")
        .hasMessageContaining("0.40");
  }

  @Test
  void aClipThatFailsIsLeftOutOfItsBatch() throws IOException {
    Path victim = folder.resolve("victim.mkv");
    Files.copy(films.get(0), victim);
    List<Path> files = List.of(films.get(0), victim, films.get(1));
    try (MediaDataset set = set(files, 0, 2)) {
      Files.writeString(victim, "gone bad after the scan");
      List<ClipRequest> clips =
          List.of(
              ClipRequest.centre(0),
              ClipRequest.centre(1),
              ClipRequest.centre(2),
              ClipRequest.centre(1),
              ClipRequest.centre(0));
      try (ClipReader reader = set.read(BOTH, clips, 3)) {
        ClipBatch first = reader.next();
        assertThat(first).isNotNull();
        assertThat(first.clips()).containsExactly(clips.get(0), clips.get(2));
        float[] moved = values(first, Modality.VIDEO, 1);
        ClipBatch second = reader.next();
        assertThat(second).isNotNull();
        assertThat(second.clips()).containsExactly(clips.get(4));
        assertThat(reader.next()).isNull();
        assertThat(reader.failures()).isEqualTo(2);
        List<float[]> good =
            readAll(set(List.of(films.get(1)), 0, 1), List.of(ClipRequest.centre(0)), 1);
        assertThat(moved).isEqualTo(good.get(0));
      }
    }
  }

  @Test
  void aBatchOfFailuresIsSkipped() throws IOException {
    Path victim = folder.resolve("victim2.mkv");
    Files.copy(films.get(0), victim);
    try (MediaDataset set = set(List.of(films.get(0), victim), 0, 1)) {
      Files.writeString(victim, "gone bad after the scan");
      List<ClipRequest> clips =
          List.of(ClipRequest.centre(1), ClipRequest.centre(0), ClipRequest.centre(0));
      try (ClipReader reader = set.read(BOTH, clips, 1)) {
        ClipBatch batch = reader.next();
        assertThat(batch).isNotNull();
        assertThat(batch.clips()).containsExactly(clips.get(1));
      }
    }
  }

  @Test
  void tooManyFailingClipsAreAnError() throws IOException {
    Path victim = folder.resolve("victim3.mkv");
    Files.copy(films.get(0), victim);
    try (MediaDataset set = set(List.of(films.get(0), victim), 0, 2)) {
      Files.writeString(victim, "gone bad after the scan");
      List<ClipRequest> clips = new ArrayList<>(Collections.nCopies(20, ClipRequest.centre(1)));
      clips.add(0, ClipRequest.centre(0));
      try (ClipReader reader = set.read(BOTH, clips, 8)) {
        assertThatThrownBy(
                () -> {
                  drain(reader);
                })
            .isInstanceOf(IOException.class)
            .hasMessageContaining("clips could not be read, more than the allowed share of 0.50")
            .hasMessageContaining("victim3.mkv");
      }
      Leftovers.assertNone();
    }
  }

  @Test
  void closingEarlyEndsThreadsAndProcesses() throws IOException {
    MediaDataset set = set(films, 0, 4);
    ClipReader reader = set.read(BOTH, randomClips(200), 4);
    assertThat(reader.next()).isNotNull();
    reader.close();
    reader.close();
    Leftovers.assertNone();
    assertThatThrownBy(reader::next).isInstanceOf(IllegalStateException.class);
    set.close();
  }

  @Test
  void closingTheSetClosesItsReaders() throws IOException {
    MediaDataset set = set(films, 0, 2);
    ClipReader reader = set.read(BOTH, randomClips(200), 4);
    set.close();
    Leftovers.assertNone();
    assertThatThrownBy(reader::next).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anInterruptEndsThreadsAndProcesses() throws Exception {
    try (MediaDataset set = set(films, 0, 2)) {
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread user =
          new Thread(
              () -> {
                try (ClipReader reader = set.read(BOTH, randomClips(400), 4)) {
                  drain(reader);
                } catch (IOException | RuntimeException e) {
                  thrown.set(e);
                }
              });
      user.start();
      Thread.sleep(100);
      user.interrupt();
      user.join(10_000);
      assertThat(thrown.get()).isInstanceOf(InterruptedIOException.class);
      Leftovers.assertNone();
    }
  }

  @Test
  void buffersAreUsedAgain() throws IOException {
    try (MediaDataset set = set(films, 1 << 30, 2)) {
      Set<ClipBatch> seen = Collections.newSetFromMap(new java.util.IdentityHashMap<>());
      for (int epoch = 0; epoch < 10; epoch++) {
        try (ClipReader reader = set.read(BOTH, randomClips(60), 4)) {
          for (ClipBatch batch = reader.next(); batch != null; batch = reader.next()) {
            seen.add(batch);
          }
        }
      }
      // One in use, one complete, and four for two threads with eight clips each.
      assertThat(seen).hasSizeLessThanOrEqualTo(7);
    }
  }

  @Test
  void waitingIsWhatTheUserOfTheReaderWaits() throws Exception {
    try (MediaDataset set = set(films, 0, 1);
        ClipReader reader = set.read(BOTH, randomClips(8), 4)) {
      long begin = System.nanoTime();
      reader.next();
      double waited = (System.nanoTime() - begin) / 1e9;
      assertThat(reader.waitSeconds()).isBetween(0.5 * waited, waited);
      double first = reader.waitSeconds();
      assertThat(decodingPauses()).as("the second and last batch is decoded").isTrue();
      reader.next();
      assertThat(reader.waitSeconds() - first).isLessThan(0.01);
    }
  }

  @Test
  void readingAheadEndsWhereTheBuffersEnd() throws Exception {
    try (MediaDataset set = set(films, 0, 2);
        ClipReader reader = set.read(BOTH, randomClips(400), 2)) {
      reader.next();
      // 400 clips at some 3 ms each take longer than the pause that is seen.
      assertThat(decodingPauses()).isTrue();
    }
  }

  /** Waits for half a second without decoding; returns whether it came within ten. */
  private static boolean decodingPauses() throws InterruptedException {
    int idle = 0;
    Duration worked = decoding();
    for (int i = 0; i < 1000 && idle < 50; i++) {
      Thread.sleep(10);
      Duration now = decoding();
      idle = now.equals(worked) ? idle + 1 : 0;
      worked = now;
    }
    return idle == 50;
  }

  /** Returns the processor time of all decoding processes. */
  private static Duration decoding() {
    return ProcessHandle.current()
        .children()
        .map(child -> child.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  @Test
  void wrongRequestsAreRefused() throws IOException {
    try (MediaDataset set = builder(films).optRequire(Set.of(Modality.VIDEO)).build()) {
      assertThatThrownBy(() -> set.read(BOTH, List.of(), 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("optRequire");
      assertThatThrownBy(() -> set.read(Set.of(Modality.VIDEO), List.of(ClipRequest.centre(6)), 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("clip of video 6 asked for, the set has 6");
      assertThatThrownBy(() -> set.read(Set.of(Modality.VIDEO), List.of(), 0))
          .isInstanceOf(IllegalArgumentException.class);
      try (ClipReader reader = set.read(Set.of(Modality.VIDEO), List.of(), 4)) {
        assertThat(reader.next()).isNull();
      }
    }
    assertThatThrownBy(() -> MediaDataset.builder().build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("setFiles");
  }

  private static MediaDataset.Builder builder(List<Path> files) {
    List<MediaList.Item> items = new ArrayList<>();
    files.forEach(f -> items.add(new MediaList.Item(f.getFileName().toString(), f, null)));
    return MediaDataset.builder().setFiles(MediaList.of("test", items)).setSpec(SPEC);
  }

  private static MediaDataset set(List<Path> files, long cacheBytes, int threads)
      throws IOException {
    return builder(files).optCacheBytes(cacheBytes).optDecodeThreads(threads).build();
  }

  private static List<ClipRequest> randomClips(int n) {
    List<ClipRequest> clips = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      clips.add(ClipRequest.random(i % 6, 1000 + i));
    }
    return clips;
  }

  /** Returns picture and sound of every clip, one after the other, and closes the set. */
  private static List<float[]> readAll(MediaDataset set, List<ClipRequest> clips, int batchSize)
      throws IOException {
    List<float[]> all = new ArrayList<>();
    List<ClipRequest> read = new ArrayList<>();
    try (set;
        ClipReader reader = set.read(BOTH, clips, batchSize)) {
      for (ClipBatch batch = reader.next(); batch != null; batch = reader.next()) {
        read.addAll(batch.clips());
        for (int row = 0; row < batch.size(); row++) {
          all.add(values(batch, Modality.VIDEO, row));
          all.add(values(batch, Modality.AUDIO, row));
        }
      }
      assertThat(reader.failures()).isZero();
    }
    assertThat(read).isEqualTo(clips);
    return all;
  }

  private static void drain(ClipReader reader) throws IOException {
    ClipBatch batch;
    do {
      batch = reader.next();
    } while (batch != null);
  }

  private static float[] values(ClipBatch batch, Modality modality, int row) {
    FloatBuffer buffer = batch.row(modality, row);
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  private static void assertEqual(List<float[]> actual, List<float[]> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.size(); i++) {
      assertThat(Arrays.equals(actual.get(i), expected.get(i))).as("row %d", i).isTrue();
    }
  }
}
