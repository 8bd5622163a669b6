package dev.xdc.data.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.xdc.data.Leftovers;
import dev.xdc.data.TestMedia;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class WorkersTest {

  private static final FrameSize SIZE = new FrameSize(32, 24);

  private final ClipDecoder decoder = new ClipDecoder(TestMedia.programs());

  @TempDir Path folder;
  private MediaInfo film;

  @BeforeEach
  void makeFilm() throws IOException {
    assumeTrue(TestMedia.programs().workers() != null, "FFmpeg's bindings are not there");
    Path file = TestMedia.ramps(folder.resolve("film.mkv"), "16", 16, 96);
    film = new MediaProbe(TestMedia.programs()).probe(file);
  }

  @AfterEach
  void nothingIsLeftBehind() {
    Leftovers.assertNone();
  }

  @Test
  void aWorkerServesManyCalls() throws IOException {
    decoder.decode(film, frames(0), null);
    List<Long> before = workers();
    for (int first = 0; first < 20; first++) {
      decoder.decode(film, frames(first), null);
    }
    assertThat(before).isNotEmpty();
    assertThat(workers()).isEqualTo(before);
    assertThat(decoder.toString()).contains("workers");
  }

  @Test
  void killedWorkersAreReplacedAndClipsAreTheSame() throws Exception {
    List<ClipCut> cuts = new ArrayList<>();
    for (int first = 0; first < 80; first++) {
      cuts.add(new ClipCut(film, frames(first), new SoundCut(900L * first, 4000, 16_000)));
    }
    List<DecodeResult> expected = decoder.decodeAll(cuts);
    AtomicBoolean done = new AtomicBoolean();
    Thread killer =
        new Thread(
            () -> {
              // Fewer times than a worker is started again for one clip.
              for (int kill = 0; kill < 3 && !done.get(); kill++) {
                workers()
                    .forEach(
                        pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
                try {
                  Thread.sleep(700);
                } catch (InterruptedException e) {
                  return;
                }
              }
            });
    killer.start();
    List<DecodeResult> results;
    try {
      results = decoder.decodeAll(cuts);
    } finally {
      done.set(true);
      killer.interrupt();
      killer.join();
    }
    for (int i = 0; i < cuts.size(); i++) {
      assertThat(results.get(i).get().frames()).isEqualTo(expected.get(i).get().frames());
      assertThat(results.get(i).get().sound()).isEqualTo(expected.get(i).get().sound());
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aWorkerThatHangsIsKilledInTime() throws Exception {
    Duration limit = Duration.ofMillis(700);
    for (boolean probing : new boolean[] {false, true}) {
      decoder.decode(film, frames(0), null);
      assertThat(workers()).isNotEmpty();
      for (long pid : workers()) {
        assertThat(new ProcessBuilder("kill", "-STOP", "" + pid).start().waitFor()).isZero();
      }
      long begin = System.nanoTime();
      assertThatThrownBy(
              () -> {
                if (probing) {
                  new MediaProbe(TestMedia.programs(), limit).probe(film.path());
                } else {
                  new ClipDecoder(TestMedia.programs(), limit).decode(film, frames(0), null);
                }
              })
          .isInstanceOf(IOException.class)
          .hasMessageContaining("film.mkv")
          .hasMessageContaining("killed after 0.7 s");
      assertThat((System.nanoTime() - begin) / 1e9).isBetween(0.7, 10.0);
    }
    assertThat(decoder.decode(film, frames(0), null).frames()).isNotNull();
  }

  @Test
  void noLanguageRefusesMedia() throws IOException {
    Locale before = Locale.getDefault();
    // Where the small letter of I is another one than i.
    Locale.setDefault(new Locale("tr", "TR"));
    try {
      assertThat(new MediaProbe(TestMedia.programs()).probe(film.path()).hasAudio()).isTrue();
      System.setProperty(ClipDecoder.PROPERTY, "programs");
      assertThat(new MediaProbe(TestMedia.programs()).probe(film.path()).hasAudio()).isTrue();
    } finally {
      System.clearProperty(ClipDecoder.PROPERTY);
      Locale.setDefault(before);
    }
  }

  @Test
  void bothWaysGiveTheSameClip() throws IOException {
    ClipCut cut = new ClipCut(film, frames(30), new SoundCut(20_000, 16_000, 16_000));
    System.setProperty(ClipDecoder.PROPERTY, "programs");
    DecodedClip byPrograms;
    try {
      ClipDecoder programs = new ClipDecoder(TestMedia.programs());
      byPrograms = programs.decodeAll(List.of(cut)).get(0).get();
      assertThat(programs.toString()).contains("programs");
    } finally {
      System.clearProperty(ClipDecoder.PROPERTY);
    }
    DecodedClip byWorkers = decoder.decodeAll(List.of(cut)).get(0).get();
    assertThat(byWorkers.frames()).isEqualTo(byPrograms.frames());
    assertThat(byWorkers.sound()).isEqualTo(byPrograms.sound());
  }

  private static FrameCut frames(int first) {
    return new FrameCut(first, 8, 16, SIZE);
  }

  private static List<Long> workers() {
    return ProcessHandle.current().children().map(ProcessHandle::pid).toList();
  }

  @Test
  void warningsNameWhatIsWrongAlone() {
    assertThat(WorkerDecoder.faults(0, 0.173)).isEqualTo("no sound for 0.17 s");
    assertThat(WorkerDecoder.faults(1, 0.1)).isEqualTo("damaged pictures in 1 frame");
    assertThat(WorkerDecoder.faults(2, 1))
        .isEqualTo("damaged pictures in 2 frames and no sound for 1.00 s");
    assertThat(WorkerDecoder.faults(0, 0.02)).isEmpty();
  }
}
