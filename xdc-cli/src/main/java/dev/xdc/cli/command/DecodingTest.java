package dev.xdc.cli.command;

import dev.xdc.data.media.ClipDecoder;
import dev.xdc.data.media.DecodedClip;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.media.FrameCut;
import dev.xdc.data.media.FrameSize;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.media.MediaProbe;
import dev.xdc.data.media.MediaWriter;
import dev.xdc.data.media.SoundCut;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Writes half a second of picture and sound with FFmpeg and reads it again. */
final class DecodingTest {
  private static final FrameSize SIZE = new FrameSize(64, 64);
  private static final int FRAMES = 8;
  private static final double FRAMES_PER_SECOND = 16;
  private static final int SAMPLES = 8_000;
  private static final int HERTZ = 16_000;

  /** Lossy coding of a plain grey picture changes it by less. */
  private static final int TOLERANCE = 8;

  private DecodingTest() {}

  /**
   * Runs the test.
   *
   * @return what was done
   * @throws IOException if FFmpeg fails or gives back something else
   */
  static String run(FfmpegPrograms programs) throws IOException {
    long start = System.nanoTime();
    Path folder = Files.createTempDirectory("xdc-doctor");
    Path file = folder.resolve("clip.mp4");
    ClipDecoder decoder = new ClipDecoder(programs);
    try {
      new MediaWriter(programs).write(file, frames(), SIZE, FRAMES_PER_SECOND, sound(), HERTZ);
      MediaInfo info = new MediaProbe(programs).probe(file);
      DecodedClip clip =
          decoder.decode(
              info,
              new FrameCut(0, FRAMES, FRAMES_PER_SECOND, SIZE),
              new SoundCut(0, SAMPLES, HERTZ));
      check(Objects.requireNonNull(clip.frames()), Objects.requireNonNull(clip.sound()));
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    }
    return FRAMES
        + " frames and "
        + SAMPLES
        + " samples written and read in "
        + (System.nanoTime() - start) / 1_000_000
        + " ms by "
        + decoder;
  }

  /** Each frame is one shade of grey, brighter than the one before. */
  private static byte[] frames() {
    byte[] frames = new byte[FRAMES * SIZE.bytes()];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = (byte) shade(i / SIZE.bytes());
    }
    return frames;
  }

  private static int shade(int frame) {
    return 40 + 20 * frame;
  }

  /** A tone of 440 Hz. */
  private static byte[] sound() {
    byte[] sound = new byte[2 * SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      int sample = (int) Math.round(8000 * Math.sin(2 * Math.PI * 440 * i / HERTZ));
      sound[2 * i] = (byte) sample;
      sound[2 * i + 1] = (byte) (sample >> 8);
    }
    return sound;
  }

  private static void check(byte[] frames, byte[] sound) throws IOException {
    for (int frame = 0; frame < FRAMES; frame++) {
      int middle = frame * SIZE.bytes() + SIZE.bytes() / 2;
      int found = Byte.toUnsignedInt(frames[middle]);
      if (Math.abs(found - shade(frame)) > TOLERANCE) {
        throw new IOException(
            "frame "
                + frame
                + " has brightness "
                + found
                + " instead of "
                + shade(frame)
                + "; name another FFmpeg by -Dxdc.ffmpeg=FOLDER");
      }
    }
    long power = 0;
    for (int i = 0; i < SAMPLES; i++) {
      int sample = (sound[2 * i + 1] << 8) | Byte.toUnsignedInt(sound[2 * i]);
      power += (long) sample * sample;
    }
    double level = Math.sqrt((double) power / SAMPLES);
    if (level < 4000 || level > 7000) {
      throw new IOException(
          "the sound has level "
              + Math.round(level)
              + " instead of 5657; name another FFmpeg by -Dxdc.ffmpeg=FOLDER");
    }
  }
}
