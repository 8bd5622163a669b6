package dev.xdc.data.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.xdc.data.Leftovers;
import dev.xdc.data.TestMedia;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClipDecoderTest {

  private final MediaProbe probe = new MediaProbe(TestMedia.programs());
  private final ClipDecoder decoder = new ClipDecoder(TestMedia.programs());

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "16, 16, mkv",
    "25, 25, mkv",
    "30, 30, mkv",
    "30000/1001, 29.97002997, mkv",
    "60, 60, mkv",
    "16, 16, avi",
    "30, 30, avi",
    "30000/1001, 29.97002997, avi",
    "30, 30, mov"
  })
  void framesAreExactAtEverySeekPoint(String rate, double framesPerSecond, String container)
      throws IOException {
    Path file = folder.resolve("ramp." + container);
    if (container.equals("mov")) {
      byte[] ramp = TestMedia.greyRamp(100, 32, 24);
      TestMedia.encode(
          file,
          rate,
          ramp,
          32,
          24,
          TestMedia.soundRamp(16_000),
          "-c:v",
          "png",
          "-pix_fmt",
          "rgb24",
          "-c:a",
          "pcm_s16le");
    } else {
      TestMedia.ramps(file, rate, framesPerSecond, 100);
    }
    MediaInfo info = probe.probe(file);
    assertThat(info.frames(framesPerSecond)).isEqualTo(100);
    for (int first : new int[] {0, 1, 2, 3, 7, 29, 50, 91, 92}) {
      assertThat(greys(info, first, 8, framesPerSecond))
          .as("from frame %d", first)
          .containsExactly(counting(first, 8));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mp4, mpeg4, 2",
    "mkv, mpeg4, 2",
    "avi, mpeg4, 0",
    "ts, mpeg2video, 2",
    "ts, libopenh264, 0",
    "flv, flv, 0",
    "wmv, wmv2, 0"
  })
  void framesAreExactInsideLongGroupsOfPictures(String container, String codec, int bFrames)
      throws IOException {
    byte[] rgb = new byte[60 * 32 * 32 * 3];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (20 + 3 * (i / (32 * 32 * 3)));
    }
    Path file = folder.resolve("long." + container);
    List<String> options = new ArrayList<>(List.of("-c:v", codec, "-b:v", "4M", "-g", "40"));
    if (bFrames > 0) {
      options.addAll(List.of("-bf", "" + bFrames));
    }
    TestMedia.encode(file, "25", rgb, 32, 32, new byte[0], options.toArray(String[]::new));
    MediaInfo info = probe.probe(file);
    for (int first : new int[] {0, 1, 13, 37, 40, 51}) {
      FrameCut cut = new FrameCut(first, 8, 25, new FrameSize(32, 32));
      byte[] frames = Objects.requireNonNull(decoder.decode(info, cut, null).frames());
      for (int t = 0; t < 8; t++) {
        int grey = frames[t * 32 * 32 * 3 + 1500] & 255;
        assertThat(Math.round((grey - 20) / 3.0)).as("frame %d", first + t).isEqualTo(first + t);
      }
    }
  }

  @Test
  void aSlowFileShowsEachFrameAsLongAsItLasts() throws IOException {
    MediaInfo info = probe.probe(TestMedia.ramps(folder.resolve("slow.mkv"), "5", 5, 20));
    // Frame n of 20 a second is on display while frame n / 4 of 5 a second is.
    for (int first : new int[] {0, 1, 5, 30, 72}) {
      int[] expected = new int[8];
      Arrays.setAll(expected, t -> (first + t) / 4);
      assertThat(greys(info, first, 8, 20)).as("from frame %d", first).containsExactly(expected);
    }
  }

  @Test
  void aFastFileLeavesFramesOut() throws IOException {
    MediaInfo info = probe.probe(TestMedia.ramps(folder.resolve("fast.mkv"), "60", 60, 120));
    for (int first : new int[] {0, 3, 17, 22}) {
      int[] expected = new int[8];
      Arrays.setAll(expected, t -> 4 * (first + t));
      assertThat(greys(info, first, 8, 15)).as("from frame %d", first).containsExactly(expected);
    }
  }

  @Test
  void soundIsExactAtEverySeekPoint() throws IOException {
    MediaInfo info = probe.probe(TestMedia.ramps(folder.resolve("ramp.mkv"), "16", 16, 64));
    for (long first : new long[] {0, 1, 159, 160, 4001, 16_000, 31_999, 60_000}) {
      byte[] pcm = sound(info, first, 4000);
      for (int n : new int[] {0, 1, 2, 1000, 3998, 3999}) {
        assertThat(TestMedia.sample(pcm, n))
            .as("sample %d", first + n)
            .isEqualTo(TestMedia.rampValue(first + n));
      }
    }
  }

  @Test
  void soundEndsInSilence() throws IOException {
    MediaInfo info = probe.probe(TestMedia.ramps(folder.resolve("ramp.mkv"), "16", 16, 16));
    byte[] pcm = sound(info, 15_000, 4000);
    assertThat(TestMedia.sample(pcm, 999)).isEqualTo(TestMedia.rampValue(15_999));
    for (int n = 1000; n < 4000; n++) {
      assertThat(TestMedia.sample(pcm, n)).isZero();
    }
  }

  @Test
  void soundThatEndedBeforeTheClipIsSilence() throws IOException {
    Path file =
        TestMedia.lossless(
            folder.resolve("short.mkv"),
            "16",
            TestMedia.greyRamp(64, 32, 24),
            32,
            24,
            TestMedia.soundRamp(8000));
    byte[] pcm = sound(probe.probe(file), 40_000, 4000);
    assertThat(pcm).hasSize(8000).containsOnly(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"m4a aac", "mp3 libmp3lame", "ogg libvorbis", "flac flac", "wav pcm_s24le"})
  void codedSoundIsInPlaceWithinAMillisecond(String format) throws IOException {
    String[] parts = format.split(" ");
    byte[] chirp = TestMedia.chirp(64_000);
    Path file;
    try {
      file =
          TestMedia.encode(
              folder.resolve("chirp." + parts[0]), "1", new byte[0], 0, 0, chirp, "-c:a", parts[1]);
    } catch (java.io.UncheckedIOException e) {
      org.junit.jupiter.api.Assumptions.abort("this FFmpeg has no encoder " + parts[1]);
      return;
    }
    MediaInfo info = probe.probe(file);
    for (int first : new int[] {0, 8000, 23_456, 40_000}) {
      byte[] pcm = sound(info, first, 4000);
      assertThat(Math.abs(delay(chirp, first, pcm)))
          .as("delay in samples of %s from %d", format, first)
          .isLessThanOrEqualTo(16);
    }
  }

  @Test
  void oneRunGivesTheSameAsTwo() throws IOException {
    MediaInfo info = probe.probe(TestMedia.ramps(folder.resolve("ramp.mkv"), "16", 16, 64));
    FrameCut frames = new FrameCut(20, 8, 16, new FrameSize(40, 30));
    SoundCut sound = new SoundCut(10_001, 32_000, 16_000);
    DecodedClip both = decoder.decode(info, frames, sound);
    assertThat(both.frames()).isEqualTo(decoder.decode(info, frames, null).frames());
    assertThat(both.sound()).isEqualTo(decoder.decode(info, null, sound).sound());
  }

  @Test
  void aTruncatedFileFailsInsteadOfFreezing() throws IOException {
    Path whole = TestMedia.ramps(folder.resolve("whole.avi"), "16", 16, 160);
    MediaInfo info = probe.probe(whole);
    byte[] bytes = Files.readAllBytes(whole);
    Path half = folder.resolve("half.avi");
    Files.write(half, Arrays.copyOf(bytes, bytes.length / 2));
    MediaInfo claimed = new MediaInfo(half, info.durationSeconds(), info.video(), info.audio());
    assertThatThrownBy(() -> greys(claimed, 0, 160, 16))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("half.avi")
        .hasMessageContaining("picture bytes");
    assertThatThrownBy(() -> greys(claimed, 140, 8, 16)).isInstanceOf(MediaException.class);
  }

  @Test
  void aFailureNamesFileAndFfmpegsOwnWords() throws IOException {
    Path file = folder.resolve("no.mp4");
    Files.writeString(file, "this is no video");
    MediaInfo claimed = new MediaInfo(file, 10, new VideoStream("h264", 16, 32, 24, 0), null);
    assertThatThrownBy(() -> greys(claimed, 0, 8, 16))
        .isInstanceOfSatisfying(
            MediaException.class,
            e -> {
              assertThat(e.path()).isEqualTo(file);
              assertThat(e.lastLines()).contains("moov atom not found");
            })
        .hasMessageContaining("moov atom not found");
  }

  @Test
  void aPlaylistUnderAMediaNameOpensNoOtherFile() throws IOException {
    TestMedia.ramps(folder.resolve("secret.mkv"), "16", 16, 16);
    Path list = folder.resolve("list.mp4");
    Files.writeString(list, "#EXTM3U\n#EXTINF:1,\nfile:" + folder.resolve("secret.mkv") + "\n");
    assertThatThrownBy(() -> probe.probe(list)).isInstanceOf(MediaException.class);
    MediaInfo claimed = new MediaInfo(list, 1, new VideoStream("h264", 16, 32, 24, 0), null);
    assertThatThrownBy(() -> greys(claimed, 0, 8, 16)).isInstanceOf(MediaException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "with space.mkv",
        "-y.mkv",
        "100%d.mkv",
        "%03d.mkv",
        "Größe 日本.mkv",
        "a'b\"c.mkv",
        "concat:a|b.mkv",
        "[x],{y};z.mkv",
        "a#b?c=d&e.mkv"
      })
  void namesAreTakenAsTheyAre(String name) throws IOException {
    MediaInfo info = probe.probe(TestMedia.ramps(folder.resolve(name), "16", 16, 32));
    assertThat(info.durationSeconds()).isCloseTo(2.0, within(0.0011));
    assertThat(greys(info, 3, 8, 16)).containsExactly(counting(3, 8));
  }

  @Test
  void aRunIsKilledWhenItsTimeIsUp() throws IOException {
    MediaInfo info = probe.probe(TestMedia.ramps(folder.resolve("ramp.mkv"), "16", 16, 200));
    ClipDecoder hasty = new ClipDecoder(TestMedia.programs(), Duration.ofMillis(1));
    assertThatThrownBy(
            () -> hasty.decode(info, new FrameCut(0, 200, 16, new FrameSize(640, 480)), null))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("killed after 0.001 s");
    Leftovers.assertNone();
  }

  @Test
  void anInterruptKillsTheRun() throws Exception {
    MediaInfo info = probe.probe(TestMedia.ramps(folder.resolve("ramp.mkv"), "16", 16, 200));
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                decoder.decode(info, new FrameCut(0, 150, 16, new FrameSize(640, 480)), null);
              } catch (IOException | RuntimeException e) {
                thrown.set(e);
              }
            });
    thread.start();
    Thread.sleep(60);
    thread.interrupt();
    thread.join(5000);
    assertThat(thread.isAlive()).isFalse();
    assertThat(thrown.get()).isInstanceOf(InterruptedIOException.class);
    Leftovers.assertNone();
  }

  /** Returns the grey of each decoded frame, having seen that it is the same all over. */
  private int[] greys(MediaInfo info, int first, int frames, double rate) throws IOException {
    FrameCut cut = new FrameCut(first, frames, rate, new FrameSize(32, 24));
    byte[] rgb = Objects.requireNonNull(decoder.decode(info, cut, null).frames());
    assertThat(rgb).hasSize(cut.bytes());
    List<Integer> greys = new ArrayList<>();
    for (int t = 0; t < frames; t++) {
      byte[] frame = Arrays.copyOfRange(rgb, t * 32 * 24 * 3, (t + 1) * 32 * 24 * 3);
      assertThat(frame).containsOnly(frame[0]);
      greys.add(frame[0] & 255);
    }
    return greys.stream().mapToInt(Integer::intValue).toArray();
  }

  private byte[] sound(MediaInfo info, long first, int samples) throws IOException {
    SoundCut cut = new SoundCut(first, samples, 16_000);
    return Objects.requireNonNull(decoder.decode(info, null, cut).sound());
  }

  /** Returns by how many samples {@code piece} lies late, by the best correlation. */
  private static int delay(byte[] whole, int first, byte[] piece) {
    int best = 0;
    double most = -1;
    for (int shift = -400; shift <= 400; shift++) {
      double sum = 0;
      for (int n = 500; n < 3500; n++) {
        int at = first + n - shift;
        if (at >= 0) {
          sum += (double) TestMedia.sample(whole, at) * TestMedia.sample(piece, n);
        }
      }
      if (sum > most) {
        most = sum;
        best = shift;
      }
    }
    return best;
  }

  private static int[] counting(int first, int n) {
    int[] numbers = new int[n];
    Arrays.setAll(numbers, i -> first + i);
    return numbers;
  }
}
