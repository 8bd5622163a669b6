package dev.xdc.data.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.xdc.data.TestMedia;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class MediaProbeTest {

  @TempDir Path folder;
  private final MediaProbe probe = new MediaProbe(TestMedia.programs());

  private void assertRefused(MediaProbe probe, Path file, RefusalKind kind, String problem) {
    assertThatThrownBy(() -> probe.probe(file))
        .isInstanceOfSatisfying(
            MediaException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(kind);
              assertThat(e.problem()).startsWith(problem).doesNotContain(folder.toString());
              assertThat(e).hasMessage(file + ": " + e.problem());
            });
  }

  private void assertRefused(Path file, RefusalKind kind, String problem) {
    assertRefused(probe, file, kind, problem);
  }

  @Test
  void bothStreamsAreDescribed() throws IOException {
    Path file =
        TestMedia.encode(
            folder.resolve("late.mkv"),
            "25",
            TestMedia.greyRamp(50, 48, 32),
            48,
            32,
            TestMedia.chirp(24_000),
            "-af",
            "asetpts=PTS+0.5/TB",
            "-c:v",
            "ffv1",
            "-c:a",
            "pcm_s16le");

    MediaInfo info = probe.probe(file);

    assertThat(info.video()).isEqualTo(new VideoStream("ffv1", 25, 48, 32, 0));
    AudioStream sound = info.audio();
    assertThat(sound).isNotNull();
    assertThat(sound.codec()).isEqualTo("pcm_s16le");
    assertThat(sound.sampleRateHertz()).isEqualTo(TestMedia.RATE);
    assertThat(sound.channels()).isEqualTo(1);
    assertThat(sound.startSeconds()).isCloseTo(0.5, within(0.001));
    assertThat(info.durationSeconds()).isCloseTo(2, within(0.001));
  }

  @Test
  void whatIsNoFileIsRefusedWithoutReadingIt() throws IOException {
    assertRefused(folder.resolve("gone.mp4"), RefusalKind.MISSING, "no such file");
    Path inside = Files.createDirectory(folder.resolve("folder.mp4"));
    assertRefused(inside, RefusalKind.NOT_REGULAR, "is not a regular file");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aPipeIsRefusedInsteadOfWaitedFor() throws Exception {
    Path pipe = folder.resolve("pipe.mp4");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    assertRefused(pipe, RefusalKind.NOT_REGULAR, "is not a regular file");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aFileOfSomebodyElseIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("locked.mp4"), "x");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(file), "the superuser reads everything");

    assertRefused(file, RefusalKind.NOT_PERMITTED, "may not be read");
  }

  @Test
  void whatIsNoMediaIsUnreadable() throws IOException {
    for (String content : new String[] {"", "no video"}) {
      Path file = Files.writeString(folder.resolve("text.mp4"), content);
      assertRefused(file, RefusalKind.UNREADABLE, "is not readable as media");
    }
  }

  @Test
  void listsThatNameOtherFilesAreNotAllowed() throws IOException {
    Path media = TestMedia.ramps(folder.resolve("good.mkv"), "16", 16, 16);
    Path list =
        Files.writeString(
            folder.resolve("list.mp4"), "ffconcat version 1.0\nfile " + media.getFileName());

    assertRefused(list, RefusalKind.FORMAT_NOT_ALLOWED, "format not allowed: concat");
  }

  @Test
  void textAloneIsNeitherPictureNorSound() throws Exception {
    Path text =
        Files.writeString(folder.resolve("text.srt"), "1\n00:00:00,000 --> 00:00:02,000\nHello\n");
    Path file = folder.resolve("text.mkv");
    String ffmpeg = TestMedia.programs().ffmpeg().toString();
    assertThat(
            new ProcessBuilder(ffmpeg, "-v", "error", "-i", text.toString(), file.toString())
                .inheritIO()
                .start()
                .waitFor())
        .isZero();

    assertRefused(file, RefusalKind.NO_STREAMS, "holds neither");
  }

  @Test
  void aFileWithoutALengthIsMeasuredOrRefused() throws IOException {
    Path file =
        TestMedia.encode(
            folder.resolve("live.mkv"),
            "16",
            TestMedia.greyRamp(16, 32, 24),
            32,
            24,
            new byte[0],
            "-c:v",
            "ffv1",
            "-live",
            "1");

    assertThat(new MediaProbe(TestMedia.programs()).probe(file).durationSeconds())
        .isCloseTo(1, within(0.002));
    System.setProperty(ClipDecoder.PROPERTY, "programs");
    try {
      assertRefused(file, RefusalKind.NO_LENGTH, "does not state its length");
    } finally {
      System.clearProperty(ClipDecoder.PROPERTY);
    }
  }

  @Test
  void aFrameBeyondTheLimitIsRefused() throws IOException {
    byte[] frame = TestMedia.greyRamp(1, 32, 24);
    for (String codec : new String[] {"mjpeg", "mpeg4"}) {
      Path file =
          TestMedia.encode(
              folder.resolve(codec + ".avi"),
              "16",
              frame,
              32,
              24,
              new byte[0],
              "-vf",
              "scale=8000:2100",
              "-c:v",
              codec);
      assertRefused(
          file,
          RefusalKind.FRAME_TOO_LARGE,
          "frames of 8000 x 2100, must have at most 16777216 pixels");
    }
  }

  @Test
  void aProbeThatTakesTooLongIsEnded() {
    Path file = TestMedia.ramps(folder.resolve("good.mkv"), "16", 16, 16);

    // A worker may have its answer before anybody looks; for workers see WorkersTest.
    System.setProperty(ClipDecoder.PROPERTY, "programs");
    try {
      assertRefused(
          new MediaProbe(TestMedia.programs(), Duration.ofNanos(1)),
          file,
          RefusalKind.TIMED_OUT,
          "is not readable as media: ffprobe killed after");
    } finally {
      System.clearProperty(ClipDecoder.PROPERTY);
    }
  }
}
