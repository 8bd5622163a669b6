package dev.xdc.data;

import dev.xdc.data.media.FfmpegPrograms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Small media files with known content, made by FFmpeg from frames and samples computed here. */
public final class TestMedia {

  /** Rate of the sound of all files made here. */
  public static final int RATE = 16_000;

  private static final FfmpegPrograms PROGRAMS = find();

  private TestMedia() {}

  private static FfmpegPrograms find() {
    try {
      return FfmpegPrograms.find();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static FfmpegPrograms programs() {
    return PROGRAMS;
  }

  /** Returns frames of one grey each: frame n has the value n. */
  public static byte[] greyRamp(int frames, int width, int height) {
    byte[] rgb = new byte[frames * width * height * 3];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i / (width * height * 3));
    }
    return rgb;
  }

  /** Returns samples that count up from -15,000: sample n has the value {@link #rampValue}. */
  public static byte[] soundRamp(int samples) {
    ByteBuffer pcm = ByteBuffer.allocate(2 * samples).order(ByteOrder.LITTLE_ENDIAN);
    for (int n = 0; n < samples; n++) {
      pcm.putShort((short) rampValue(n));
    }
    return pcm.array();
  }

  public static int rampValue(long n) {
    return (int) (n % 30_000) - 15_000;
  }

  /** Returns a tone that rises from 100 Hz by 1,000 Hz a second: no two stretches are alike. */
  public static byte[] chirp(int samples) {
    ByteBuffer pcm = ByteBuffer.allocate(2 * samples).order(ByteOrder.LITTLE_ENDIAN);
    for (int n = 0; n < samples; n++) {
      double t = (double) n / RATE;
      pcm.putShort((short) Math.round(12_000 * Math.sin(2 * Math.PI * (100 * t + 500 * t * t))));
    }
    return pcm.array();
  }

  /** Returns sample {@code n} of signed 16-bit little-endian data. */
  public static int sample(byte[] pcm, int n) {
    return (pcm[2 * n] & 255) | pcm[2 * n + 1] << 8;
  }

  /** Writes a lossless file: its frames and samples come back bit by bit. */
  public static Path lossless(
      Path file, String rate, byte[] rgb, int width, int height, byte[] pcm) {
    return encode(
        file,
        rate,
        rgb,
        width,
        height,
        pcm,
        "-c:v",
        "ffv1",
        "-pix_fmt",
        "bgr0",
        "-c:a",
        "pcm_s16le");
  }

  /** Writes grey ramp and sound ramp of {@code frames} frames, 32 x 24 pixels, lossless. */
  public static Path ramps(Path file, String rate, double framesPerSecond, int frames) {
    int samples = (int) Math.round(frames / framesPerSecond * RATE);
    return lossless(file, rate, greyRamp(frames, 32, 24), 32, 24, soundRamp(samples));
  }

  /** Writes a file of which either part may be missing. */
  public static Path encode(
      Path file, String rate, byte[] rgb, int width, int height, byte[] pcm, String... codec) {
    List<String> command =
        new ArrayList<>(List.of(PROGRAMS.ffmpeg().toString(), "-nostdin", "-loglevel", "error"));
    try {
      Path folder = Files.createTempDirectory("xdc-test");
      Path frames = folder.resolve("frames.rgb");
      Path sound = folder.resolve("sound.pcm");
      if (rgb.length > 0) {
        Files.write(frames, rgb);
        command.addAll(
            List.of(
                "-f",
                "rawvideo",
                "-pixel_format",
                "rgb24",
                "-video_size",
                width + "x" + height,
                "-framerate",
                rate,
                "-i",
                frames.toString()));
      }
      if (pcm.length > 0) {
        Files.write(sound, pcm);
        command.addAll(
            List.of("-f", "s16le", "-ar", "" + RATE, "-ac", "1", "-i", sound.toString()));
      }
      command.addAll(List.of(codec));
      command.add("file:" + file.toAbsolutePath());
      run(command);
      Files.deleteIfExists(frames);
      Files.deleteIfExists(sound);
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  /** Runs FFmpeg's program; its words are in the exception if it fails. */
  public static void ffmpeg(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(PROGRAMS.ffmpeg().toString()));
    command.addAll(List.of(arguments));
    run(command);
  }

  private static void run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(command + ": " + said);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
