package dev.xdc.data.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.xdc.data.TestMedia;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Windows of files of many kinds against a decode of the whole file, which seeks nothing, or
 * against what the file was made from.
 */
class WindowsTest {

  private static final int FRAMES = 75;
  private static final double RATE = 25;
  private static final int WIDTH = 48;
  private static final int HEIGHT = 32;
  private static final FrameSize SIZE = new FrameSize(WIDTH, HEIGHT);
  private static final int SAMPLES = (int) (FRAMES / RATE * TestMedia.RATE);

  private final MediaProbe probe = new MediaProbe(TestMedia.programs());
  private final ClipDecoder decoder = new ClipDecoder(TestMedia.programs());

  @TempDir Path folder;

  @BeforeEach
  void workersAreThere() throws IOException {
    assumeTrue(TestMedia.programs().workers() != null, "FFmpeg's bindings are not there");
  }

  @ParameterizedTest
  @CsvSource({
    "mp4, -c:v mpeg4 -bf 2 -g 30 -c:a aac",
    "mp4, -c:v libopenh264 -g 30 -c:a aac -ar 44100",
    "mov, -c:v mjpeg -c:a pcm_s16le",
    "avi, -c:v mpeg4 -bf 2 -g 30 -c:a pcm_s16le",
    "avi, -c:v mpeg4 -g 12 -c:a libmp3lame",
    "mkv, -c:v mpeg4 -bf 2 -g 30 -c:a aac",
    "mkv, -c:v ffv1 -c:a flac",
    "webm, -c:v libvpx -g 30 -c:a libopus",
    "ts, -c:v mpeg2video -bf 2 -g 15 -c:a mp2",
    "mpg, -c:v mpeg2video -bf 2 -g 15 -c:a mp2",
    "flv, -c:v flv -g 30 -c:a aac",
    "wmv, -c:v wmv2 -g 30 -c:a wmav2",
    "nut, -c:v mpeg4 -bf 2 -g 30 -c:a pcm_s16le"
  })
  void aWindowIsThatOfTheWholeFile(String container, String options) throws IOException {
    MediaInfo file = probe.probe(film("film." + container, options));
    Random random = new Random(7);
    for (double rate : new double[] {8, 16, 25, 30}) {
      int all = file.frames(rate);
      FrameCut wholeCut = new FrameCut(0, all, rate, SIZE);
      byte[] whole = Objects.requireNonNull(decoder.decode(file, wholeCut, null).frames());
      for (int first :
          new int[] {0, 1, all - 5, random.nextInt(all - 4), random.nextInt(all - 4)}) {
        FrameCut cut = new FrameCut(first, 5, rate, SIZE);
        byte[] window = Objects.requireNonNull(decoder.decode(file, cut, null).frames());
        int bytes = SIZE.bytes();
        assertThat(window)
            .as("frames from %d at %s", first, rate)
            .isEqualTo(Arrays.copyOfRange(whole, first * bytes, (first + 5) * bytes));
      }
    }
    SoundCut wholeCut = new SoundCut(0, SAMPLES, TestMedia.RATE);
    byte[] whole = Objects.requireNonNull(decoder.decode(file, null, wholeCut).sound());
    for (int first : new int[] {0, 16_000, 8000 + random.nextInt(24_000), 40_000}) {
      SoundCut cut = new SoundCut(first, 8000, TestMedia.RATE);
      byte[] window = Objects.requireNonNull(decoder.decode(file, null, cut).sound());
      assertThat(Sound.delay(whole, first, window, 40)).as("from %d", first).isBetween(-1, 1);
      if (options.contains("pcm_s16le") || options.contains("flac")) {
        assertThat(window).isEqualTo(Arrays.copyOfRange(whole, 2 * first, 2 * first + 16_000));
      }
    }
  }

  /** Between clips of one request a file stays open if its header lists all frames. */
  @ParameterizedTest
  @CsvSource({
    "mp4, -c:v mpeg4 -bf 2 -g 30 -c:a aac",
    "mp4, -c:v libopenh264 -g 30 -c:a aac -ar 44100",
    "mp4, -c:v mpeg4 -bf 2 -g 30 -c:a libmp3lame -movflags frag_keyframe+empty_moov",
    "mov, -c:v mjpeg -c:a pcm_s16le",
    "mkv, -c:v mpeg4 -bf 2 -g 30 -c:a aac"
  })
  void clipsOfOneRequestAreThoseOfEachAlone(String container, String options) throws IOException {
    MediaInfo file = probe.probe(film("film." + container, options));
    Random random = new Random(11);
    List<ClipCut> cuts = new ArrayList<>();
    for (int first : new int[] {40, 0, 70, 1, 69}) {
      cuts.add(new ClipCut(file, new FrameCut(first, 5, RATE, SIZE), null));
      cuts.add(new ClipCut(file, null, new SoundCut(640L * first, 3200, TestMedia.RATE)));
      int frame = random.nextInt(70);
      cuts.add(
          new ClipCut(
              file,
              new FrameCut(frame, 5, RATE, SIZE),
              new SoundCut(640L * random.nextInt(70), 3200, TestMedia.RATE)));
    }
    List<DecodeResult> together = decoder.decodeAll(cuts);
    for (int i = 0; i < cuts.size(); i++) {
      ClipCut cut = cuts.get(i);
      DecodedClip own = together.get(i).get();
      DecodedClip alone = decoder.decode(file, cut.frames(), cut.sound());
      assertThat(own.frames()).as("frames of %s", cut).isEqualTo(alone.frames());
      assertThat(own.sound()).as("sound of %s", cut).isEqualTo(alone.sound());
      assertThat(own.damage()).isEqualTo(alone.damage());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"avi", "mkv", "mp4"})
  void sourceFramesAreThoseOnDisplay(String container) throws IOException {
    // AVI and such an MP4 count time in whole frames.
    MediaInfo file =
        probe.probe(film("film." + container, "-c:v mpeg4 -g 40 -video_track_timescale 25 -an"));
    byte[] own = frames(file, 0, FRAMES, RATE);
    for (int first : new int[] {0, 3, 17, 39}) {
      byte[] window = frames(file, first, 5, 16);
      for (int t = 0; t < 5; t++) {
        int source = (int) Math.floor(RATE * (first + t + MediaInfo.TOLERANCE) / 16);
        assertThat(frame(window, t)).as("%d", first + t).isEqualTo(frame(own, source));
      }
    }
  }

  @Test
  void pictureAndSoundOfTransportStreamsHaveOneClock() throws IOException {
    Path late = film("late.ts", "-c:v mpeg2video -g 15 -c:a mp2", "-itsoffset 1 ", "");
    MediaInfo file = probe.probe(late);
    assertThat(Objects.requireNonNull(file.video()).startSeconds()).isBetween(0.9, 1.1);
    byte[] film = frames(probe.probe(film("film.ts", "-c:v mpeg2video -g 15 -an")), 0, 40, RATE);
    double start = Objects.requireNonNull(file.video()).startSeconds();
    byte[] window = frames(file, (int) Math.round(start * RATE) + 10, 5, RATE);
    assertThat(frame(window, 0)).isEqualTo(frame(film, 10));
    // What comes before the first picture shows it.
    assertThat(frame(frames(file, 5, 5, RATE), 2)).isEqualTo(frame(film, 0));
    SoundCut cut = new SoundCut(8000, 8000, TestMedia.RATE);
    byte[] sound = Objects.requireNonNull(decoder.decode(file, null, cut).sound());
    assertThat(Sound.delay(TestMedia.chirp(SAMPLES), 8000, sound, 700)).isBetween(-600, 600);
  }

  @Test
  void beforeTheSoundBeginsThereIsSilence() throws IOException {
    Path late = film("late.ts", "-c:v mpeg2video -g 15 -c:a mp2 -bsf:a setts=ts=TS+1/TB");
    MediaInfo file = probe.probe(late);
    assertThat(Objects.requireNonNull(file.audio()).startSeconds()).isBetween(0.9, 1.1);
    DecodedClip clip =
        decoder.decode(file, new FrameCut(0, 5, RATE, SIZE), new SoundCut(0, 8000, TestMedia.RATE));
    assertThat(clip.sound()).containsOnly(0);
    assertThat(clip.damage().missingSamples()).as("the file never had it").isZero();
  }

  @Test
  void aLengthWithoutATableIsMeasured() throws IOException {
    Path file = folder.resolve("variable.mp3");
    byte[] sound = TestMedia.chirp(4 * TestMedia.RATE);
    Arrays.fill(sound, 0, 3 * TestMedia.RATE, (byte) 0);
    TestMedia.encode(
        file, "1", new byte[0], 0, 0, sound, "-c:a", "libmp3lame", "-q:a", "2", "-write_xing", "0");
    assertThat(probe.probe(file).durationSeconds()).isBetween(3.99, 4.15);
  }

  @Test
  void aWebmWithoutALengthIsMeasured() throws IOException {
    Path file = film("live.webm", "-c:v libvpx -g 30 -c:a libopus -live 1");
    assertThat(probe.probe(file).durationSeconds()).isBetween(2.95, 3.05);
  }

  @Test
  void soundThatATruncatedFileLacksIsNoSilence() throws IOException {
    Path whole = folder.resolve("whole.m4a");
    TestMedia.encode(
        whole,
        "1",
        new byte[0],
        0,
        0,
        TestMedia.chirp(8 * TestMedia.RATE),
        "-c:a",
        "aac",
        "-movflags",
        "+faststart");
    byte[] bytes = Files.readAllBytes(whole);
    Path part = Files.write(folder.resolve("part.m4a"), Arrays.copyOf(bytes, bytes.length / 2));
    MediaInfo file = probe.probe(part);
    assertThat(decoder.decode(file, null, new SoundCut(0, 8000, TestMedia.RATE)).sound())
        .isNotNull();
    assertThatThrownBy(() -> decoder.decode(file, null, new SoundCut(96_000, 8000, TestMedia.RATE)))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("part.m4a: its sound ends at");
  }

  @Test
  void codedSoundInWavIsCountedNotReckoned() throws IOException {
    byte[] chirp = TestMedia.chirp(4 * TestMedia.RATE);
    Path file =
        TestMedia.encode(
            folder.resolve("ima.wav"), "1", new byte[0], 0, 0, chirp, "-c:a", "adpcm_ima_wav");
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(28, 3 * header.getInt(28)); // its byte rate
    Files.write(file, bytes);
    MediaInfo info = probe.probe(file);
    assertThat(info.durationSeconds()).isBetween(3.95, 4.1);
    for (int first : new int[] {0, 20_000, 50_000}) {
      SoundCut cut = new SoundCut(first, 8000, TestMedia.RATE);
      byte[] sound = Objects.requireNonNull(decoder.decode(info, null, cut).sound());
      assertThat(Sound.delay(chirp, first, sound, 40)).isBetween(-1, 1);
    }
  }

  @Test
  void damagedPicturesAreCountedAndTooManyFail() throws IOException {
    Path whole = film("film.mp4", "-c:v libopenh264 -g 25 -b:v 400k -an");
    byte[] bytes = Files.readAllBytes(whole);
    Random random = new Random(3);
    // Into the second of three groups of pictures; data come first in such a file.
    for (int i = 0; i < 60; i++) {
      bytes[bytes.length * 2 / 5 + random.nextInt(bytes.length / 6)] ^= (byte) 0x55;
    }
    Path damaged = Files.write(folder.resolve("damaged.mp4"), bytes);
    MediaInfo file = probe.probe(damaged);
    FrameCut before = new FrameCut(2, 5, RATE, SIZE);
    assertThat(decoder.decode(file, before, null).damage()).isEqualTo(DecodedClip.Damage.NONE);
    assertThatThrownBy(() -> decoder.decode(file, new FrameCut(40, 5, RATE, SIZE), null))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("damaged.mp4");
  }

  @Test
  void absurdRatesAreRefusedByName() throws IOException {
    Path file =
        TestMedia.encode(
            folder.resolve("fast.wav"), "1", new byte[0], 0, 0, TestMedia.chirp(20_000));
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(24, Integer.MAX_VALUE);
    Files.write(file, bytes);
    assertThatThrownBy(() -> probe.probe(file))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("fast.wav")
        .hasMessageContaining("2147483647 Hz");
  }

  @Test
  void turnedPicturesStandUpright() throws IOException {
    Path plain = film("plain.mp4", "-c:v mpeg4 -an");
    Path turned = film("turned.mp4", "-c copy -an", "-display_rotation 90 ", plain.toString());
    MediaInfo info = probe.probe(turned);
    assertThat(info.width()).isEqualTo(HEIGHT);
    assertThat(info.height()).isEqualTo(WIDTH);
    byte[] upright =
        frames(info, 0, 1, RATE, new FrameSize(/* width= */ HEIGHT, /* height= */ WIDTH));
    byte[] stored = frames(probe.probe(plain), 0, 1, RATE);
    // A quarter turn against the clock: the right column becomes the top row.
    for (int y = 0; y < HEIGHT; y++) {
      assertThat(upright[3 * y]).isEqualTo(stored[3 * (y * WIDTH + WIDTH - 1)]);
    }
  }

  private byte[] frames(MediaInfo file, int first, int count, double rate) throws IOException {
    return frames(file, first, count, rate, SIZE);
  }

  private byte[] frames(MediaInfo file, int first, int count, double rate, FrameSize size)
      throws IOException {
    FrameCut cut = new FrameCut(first, count, rate, size);
    return Objects.requireNonNull(decoder.decode(file, cut, null).frames());
  }

  private static byte[] frame(byte[] frames, int n) {
    return Arrays.copyOfRange(frames, n * SIZE.bytes(), (n + 1) * SIZE.bytes());
  }

  private Path film(String name, String options) throws IOException {
    return film(name, options, "", "");
  }

  /** Writes a film of bars that move and a chirp; the picture's input options may be given. */
  private Path film(String name, String options, String input, String source) throws IOException {
    Path file = folder.resolve(name);
    Path rgb = folder.resolve("film.rgb");
    Path pcm = folder.resolve("film.pcm");
    if (!Files.exists(rgb)) {
      Files.write(rgb, bars());
      Files.write(pcm, TestMedia.chirp(SAMPLES));
    }
    List<String> command =
        new ArrayList<>(List.of(TestMedia.programs().ffmpeg().toString(), "-v", "error", "-y"));
    String picture =
        source.isEmpty()
            ? "-f rawvideo -pixel_format rgb24 -video_size "
                + WIDTH
                + "x"
                + HEIGHT
                + " -framerate 25 -i "
                + rgb
            : "-i " + source;
    command.addAll(List.of((input + picture).split(" ")));
    if (source.isEmpty()) {
      command.addAll(List.of("-f", "s16le", "-ar", "16000", "-ac", "1", "-i", pcm.toString()));
    }
    command.addAll(List.of(options.split(" ")));
    command.add(file.toString());
    ProgramRun run = ProgramRun.of(command, java.time.Duration.ofSeconds(60));
    assumeTrue(
        !run.output().contains("Unknown encoder"), () -> "no encoder for " + name + ": " + run);
    assertThat(run.exitCode()).as(run.output()).isZero();
    return file;
  }

  private static byte[] bars() {
    byte[] rgb = new byte[FRAMES * SIZE.bytes()];
    for (int t = 0; t < FRAMES; t++) {
      for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
          int at = t * SIZE.bytes() + 3 * (y * WIDTH + x);
          rgb[at] = (byte) ((x + 2 * t) % WIDTH < 12 ? 230 : 20 + 2 * t);
          rgb[at + 1] = (byte) ((y + t) % HEIGHT < 9 ? 200 : 40);
          rgb[at + 2] = (byte) (60 + 2 * t);
        }
      }
    }
    return rgb;
  }
}
