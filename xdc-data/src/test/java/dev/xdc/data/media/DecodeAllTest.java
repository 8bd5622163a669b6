package dev.xdc.data.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xdc.data.HungPrograms;
import dev.xdc.data.Leftovers;
import dev.xdc.data.TestMedia;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DecodeAllTest {

  private static final FrameSize SIZE = new FrameSize(32, 24);

  private final ClipDecoder decoder = new ClipDecoder(TestMedia.programs());

  @TempDir static Path folder;
  private static MediaInfo film;
  private static MediaInfo other;

  @TempDir Path own;

  @BeforeAll
  static void makeFilms() throws IOException {
    MediaProbe probe = new MediaProbe(TestMedia.programs());
    film = probe.probe(TestMedia.ramps(folder.resolve("film.mkv"), "16", 16, 96));
    other = probe.probe(TestMedia.ramps(folder.resolve("other.avi"), "25", 25, 100));
  }

  @AfterEach
  void nothingIsLeftBehind() {
    Leftovers.assertNone();
  }

  @Test
  void cutsInOneRunAreThoseOfSingleRuns() throws IOException {
    List<ClipCut> cuts =
        List.of(
            both(film, 0),
            both(other, 31),
            new ClipCut(film, frames(50), null),
            new ClipCut(other, null, new SoundCut(12_345, 8000, 16_000)),
            both(film, 50),
            both(film, 88));
    List<DecodeResult> together = decoder.decodeAll(cuts);
    assertThat(together).hasSize(6);
    for (int i = 0; i < cuts.size(); i++) {
      ClipCut cut = cuts.get(i);
      assertSame(together.get(i).get(), decoder.decode(cut.file(), cut.frames(), cut.sound()));
    }
    byte[] second = Objects.requireNonNull(together.get(1).get().frames());
    // Frame 31 of 16 a second is on display at 1.9375 s, as frame 48 of 25 is.
    assertThat(second[0]).isEqualTo((byte) 48);
  }

  @Test
  void nothingAskedForIsNothingDecoded() throws IOException {
    assertThat(decoder.decodeAll(List.of())).isEmpty();
  }

  @Test
  void badNeighboursAreNamedAndDoNoHarm() throws IOException {
    Path text = Files.writeString(own.resolve("text.mp4"), "no video");
    byte[] whole = Files.readAllBytes(other.path());
    Path half = Files.write(own.resolve("half.avi"), Arrays.copyOf(whole, whole.length / 2));
    List<DecodeResult> results =
        decoder.decodeAll(
            List.of(
                both(film, 7),
                both(at(other, half), 80),
                both(at(film, text), 0),
                both(at(film, own.resolve("gone.mkv")), 0),
                both(at(film, own), 0),
                both(film, 9)));
    assertSame(results.get(0).get(), decodeAlone(both(film, 7)));
    assertSame(results.get(5).get(), decodeAlone(both(film, 9)));
    assertThat(results.subList(1, 5))
        .extracting(r -> Objects.requireNonNull(r.failure()).getMessage().replace("" + own, ""))
        .satisfiesExactly(
            m -> assertThat(m).startsWith("/half.avi: ").contains("of 18432 picture bytes"),
            m -> assertThat(m).startsWith("/text.mp4: ").contains("Invalid data"),
            m -> assertThat(m).isEqualTo("/gone.mkv: no such file"),
            m -> assertThat(m).isEqualTo(": is not a regular file"));
    assertThatThrownBy(() -> results.get(2).get()).isSameAs(results.get(2).failure());
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aHungProgramAndItsChildAreKilledInTime() throws IOException {
    FfmpegPrograms hung = HungPrograms.in(own);
    ClipDecoder hasty = new ClipDecoder(hung, Duration.ofMillis(700));
    long begin = System.nanoTime();
    List<DecodeResult> results = hasty.decodeAll(List.of(both(film, 0), both(film, 9)));
    // One run for both, one for each, and no second try for a clip that took all its time.
    assertThat((System.nanoTime() - begin) / 1e9).isBetween(2.1, 20.0);
    assertThat(results)
        .allSatisfy(
            r ->
                assertThat(Objects.requireNonNull(r.failure()))
                    .hasMessageContaining("killed after 0.7 s"));
    assertThat(HungPrograms.started(own)).hasSize(2 * 3);
    assertThatThrownBy(() -> new MediaProbe(hung, Duration.ofMillis(300)).probe(film.path()))
        .hasMessageContaining("killed after 0.3 s");
    HungPrograms.assertGone(own);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void anInterruptEndsAHungProgramAndItsChild() throws Exception {
    ClipDecoder decoder = new ClipDecoder(HungPrograms.in(own));
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread user =
        new Thread(
            () -> {
              try {
                decoder.decodeAll(List.of(both(film, 0), both(film, 9)));
              } catch (IOException | RuntimeException e) {
                thrown.set(e);
              }
            });
    user.start();
    while (user.isAlive() && HungPrograms.started(own).isEmpty()) {
      Thread.sleep(10);
    }
    user.interrupt();
    user.join(10_000);
    assertThat(thrown.get()).isInstanceOf(InterruptedIOException.class);
    HungPrograms.assertGone(own);
  }

  private DecodedClip decodeAlone(ClipCut cut) throws IOException {
    return decoder.decode(cut.file(), cut.frames(), cut.sound());
  }

  private static MediaInfo at(MediaInfo like, Path path) {
    return new MediaInfo(path, like.durationSeconds(), like.video(), like.audio());
  }

  private static ClipCut both(MediaInfo file, int first) {
    return new ClipCut(file, frames(first), new SoundCut(1000L * first, 4000, 16_000));
  }

  private static FrameCut frames(int first) {
    return new FrameCut(first, 8, 16, SIZE);
  }

  private static void assertSame(DecodedClip actual, DecodedClip expected) {
    assertThat(actual.frames()).isEqualTo(expected.frames());
    assertThat(actual.sound()).isEqualTo(expected.sound());
  }
}
