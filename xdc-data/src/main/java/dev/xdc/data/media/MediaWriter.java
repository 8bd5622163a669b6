package dev.xdc.data.media;

import com.github.kokorin.jaffree.JaffreeException;
import com.github.kokorin.jaffree.ffmpeg.UrlInput;
import com.github.kokorin.jaffree.ffmpeg.UrlOutput;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Writes small media files from frames and samples: MPEG-4 picture and AAC sound, which every build
 * of FFmpeg can encode, in the container that the file's extension names.
 *
 * <p>Usable from many threads at once. A run ends when its thread is interrupted.
 */
public final class MediaWriter {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final FfmpegPrograms programs;

  /** Writes with {@code programs}. */
  public MediaWriter(FfmpegPrograms programs) {
    this.programs = programs;
  }

  /**
   * Writes {@code target}, which must not exist. While it runs, the raw data lie in two files
   * beside it.
   *
   * @param frames rgb24 frames one after the other
   * @param size of the frames
   * @param sound signed 16-bit little-endian mono samples
   * @throws MediaException if FFmpeg fails
   * @throws InterruptedIOException if this thread is interrupted; its interrupt status stays set
   */
  public void write(
      Path target,
      byte[] frames,
      FrameSize size,
      double framesPerSecond,
      byte[] sound,
      int sampleRateHertz)
      throws IOException {
    Path rawFrames = target.resolveSibling(target.getFileName() + ".rgb");
    Path rawSound = target.resolveSibling(target.getFileName() + ".pcm");
    try {
      Files.write(rawFrames, frames);
      Files.write(rawSound, sound);
      FfmpegRun run = new FfmpegRun(programs.ffmpeg(), new ByteSink(0), () -> false, LIMIT);
      run.addInput(
          UrlInput.fromUrl(InputGuard.url(rawFrames))
              .addArguments("-f", "rawvideo")
              .addArguments("-pixel_format", "rgb24")
              .addArguments("-video_size", size.width() + "x" + size.height())
              .addArguments("-framerate", InputGuard.number(framesPerSecond)));
      run.addInput(
          UrlInput.fromUrl(InputGuard.url(rawSound))
              .addArguments("-f", "s16le")
              .addArguments("-ar", Integer.toString(sampleRateHertz))
              .addArguments("-ac", "1"));
      run.addOutput(
          UrlOutput.toUrl(InputGuard.url(target))
              .addArguments("-c:v", "mpeg4")
              .addArguments("-q:v", "3")
              .addArguments("-threads", "1")
              .addArguments("-c:a", "aac")
              .addArguments("-b:a", "64k")
              // No encoder version and no date: the same data give the same file.
              .addArguments("-fflags", "+bitexact")
              .addArguments("-flags", "+bitexact"));
      execute(run, target);
    } finally {
      Files.deleteIfExists(rawFrames);
      Files.deleteIfExists(rawSound);
    }
  }

  private static void execute(FfmpegRun run, Path target) throws IOException {
    try {
      run.execute();
    } catch (JaffreeException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("writing " + target + " was interrupted");
      }
      throw MediaException.ofRun(
          target, "cannot be written: ffmpeg " + e.getMessage(), run.command(), run.errorText(), e);
    }
  }
}
