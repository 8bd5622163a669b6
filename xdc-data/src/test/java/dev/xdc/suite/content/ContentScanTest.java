package dev.xdc.suite.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.RandomSubset;
import dev.xdc.data.TestMedia;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.data.reader.MediaList;
import dev.xdc.suite.run.WorkMonitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Media that are silent, still or copies, found and left out. */
class ContentScanTest {
  private static final int FRAMES = 24;
  private static final int SIDE = 24;
  private static final ClipSpec SPEC =
      ClipSpec.paper().toBuilder()
          .optFrames(4)
          .optFramesPerSecond(8)
          .optShortSide(SIDE)
          .optCrop(16)
          .build();

  @TempDir static Path folder;
  private static Path media;

  @BeforeAll
  static void makeMedia() throws IOException {
    media = Files.createDirectory(folder.resolve("media"));
    byte[] moving = TestMedia.greyRamp(FRAMES, SIDE, SIDE);
    byte[] still = new byte[moving.length];
    Arrays.fill(still, (byte) 90);
    byte[] tone = TestMedia.chirp(3 * TestMedia.RATE);
    byte[] silence = new byte[tone.length];
    Path a = write("a.mkv", moving, tone);
    Path b = write("b-silent.mkv", moving, silence);
    write("c-still.mkv", still, tone);
    Path d = write("d-neither.mkv", still, silence);
    Files.copy(a, media.resolve("e-copy.mkv"));
    Files.copy(b, media.resolve("f-silent-copy.mkv"));
    Files.copy(d, media.resolve("g-neither-copy.mkv"));
    byte[] last = still.clone(); // still for its first and second clip
    Arrays.fill(last, 20 * SIDE * SIDE * 3, last.length, (byte) 7);
    write("h-moves-at-the-end.mkv", last, tone);
  }

  private static Path write(String name, byte[] frames, byte[] sound) {
    return TestMedia.lossless(media.resolve(name), "8", frames, SIDE, SIDE, sound);
  }

  private static MediaDataset open() throws IOException {
    return MediaDataset.builder().setFiles(MediaList.of(media)).setSpec(SPEC).build();
  }

  private static List<String> ids(MediaDataset set) {
    return IntStream.range(0, set.size()).mapToObj(set::id).toList();
  }

  private static SetContent scan(MediaDataset set) throws IOException {
    return ContentScan.of(set, WorkMonitor.logging());
  }

  @Test
  void eachKindIsFoundAndACopyOfNothingIsNone() throws IOException {
    List<Long> told = new ArrayList<>();
    WorkMonitor monitor =
        new WorkMonitor() {
          @Override
          public void update(String task, long done, long planned, double secondsLeft) {
            assertThat(planned).isEqualTo(24);
            told.add(done);
          }

          @Override
          public void line(String text) {}
        };
    try (MediaDataset set = open()) {
      SetContent content = ContentScan.of(set, monitor);
      assertThat(content.silent())
          .containsExactly(
              "b-silent.mkv", "d-neither.mkv", "f-silent-copy.mkv", "g-neither-copy.mkv");
      assertThat(content.still())
          .containsExactly("c-still.mkv", "d-neither.mkv", "g-neither-copy.mkv");
      assertThat(content.duplicates())
          .containsExactly(
              entry("e-copy.mkv", "a.mkv"), entry("f-silent-copy.mkv", "b-silent.mkv"));
      assertThat(content.unread()).isZero();
      assertThat(content.isOf(set)).isTrue();
      assertThat(content).hasToString("8 videos looked at: 4 silent, 3 still, 2 duplicate");
      assertThat(told).isSorted().last().isEqualTo(24L);
    }
  }

  @Test
  void whatIsLeftOutIsGoneFromTheSetAndSaidInItsOrigin() throws IOException {
    try (MediaDataset set = open()) {
      SetContent content = scan(set);
      try (MediaDataset left = LeaveOut.of("duplicate,silent").of(set, content)) {
        assertThat(ids(left)).containsExactly("a.mkv", "c-still.mkv", "h-moves-at-the-end.mkv");
        assertThat(left.origin()).contains("5 of 8 videos left out: 4 silent, 2 duplicate");
        assertThat(left.fingerprint()).isNotEqualTo(set.fingerprint());
        assertThat(scan(left))
            .as("clips are those of the videos kept")
            .hasToString("3 videos looked at: 0 silent, 1 still, 0 duplicate");
        assertThat(LeaveOut.of("silent").of(left, scan(left))).isSameAs(left);
      }
    }
  }

  @Test
  void aSubsetSaysBothOrigins() throws IOException {
    try (MediaDataset set =
        MediaDataset.builder()
            .setFiles(MediaList.of(media))
            .setSpec(SPEC)
            .optSubset(new RandomSubset(7, 1))
            .build()) {
      try (MediaDataset left = LeaveOut.of("still").of(set, scan(set))) {
        assertThat(left.origin().orElseThrow())
            .startsWith("7 of 8 videos at random, seed 1; ")
            .endsWith(" still");
      }
    }
  }

  @Test
  void nothingLeftIsRefusedWithTheCounts() throws IOException {
    try (MediaDataset set = open();
        MediaDataset silent = set.only(new int[] {1, 3}, "the silent ones")) {
      SetContent content = scan(silent);
      assertThatThrownBy(() -> LeaveOut.of("silent").of(silent, content))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "none of 2 videos is left without those that are 2 silent: leave out fewer kinds");
    }
  }

  @Test
  void onlyTakesAscendingPositionsOfTheSet() throws IOException {
    try (MediaDataset set = open()) {
      assertThatThrownBy(() -> set.only(new int[] {2, 1}, "x"))
          .hasMessageContaining("video 1 of 8 is out of range or not after the one before");
      assertThatThrownBy(() -> set.only(new int[] {8}, "x")).hasMessageContaining("video 8 of 8");
      assertThatThrownBy(() -> set.only(new int[0], "x")).hasMessageContaining("chosen is empty");
    }
  }

  @Test
  void aFileKeepsItAndADamagedOneIsNamed() throws IOException {
    Path run = Files.createDirectory(folder.resolve("run"));
    Path file = run.resolve(RunContent.FILE);
    try (MediaDataset set = open()) {
      SetContent content = scan(set);
      RunContent.keepBefore(run, content);
      assertThat(SetContent.read(file)).isEqualTo(content);
      assertThat(ids(RunContent.trained(run, set, LeaveOut.of("still")))).hasSize(5);
      try (MediaDataset other = set.only(new int[] {0, 1}, "two")) {
        assertThatThrownBy(() -> RunContent.trained(run, other, LeaveOut.of("still")))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("content.json is of other videos (8 videos");
        assertThat(RunContent.of(run, other, WorkMonitor.logging()).videos()).isEqualTo(2);
      }
      Files.writeString(file, "{\"format\":1}");
      assertThatThrownBy(() -> RunContent.of(run, set, WorkMonitor.logging()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file + " is damaged");
      Files.delete(file);
      assertThatThrownBy(() -> RunContent.trained(run, set, LeaveOut.of("still")))
          .hasMessageContaining("content.json is missing");
    }
  }

  @Test
  void kindsAreReadByNameAndOthersRefused() {
    assertThat(LeaveOut.of("still, silent")).hasToString("silent,still");
    assertThat(LeaveOut.of("duplicate").kinds()).isEqualTo(Set.of(ContentKind.DUPLICATE));
    assertThatThrownBy(() -> LeaveOut.of("silent,blurry"))
        .hasMessage("'blurry' must be one of silent, still, duplicate");
  }
}
