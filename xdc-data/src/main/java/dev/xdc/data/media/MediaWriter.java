package dev.xdc.data.media;

import com.github.kokorin.jaffree.JaffreeException;
import com.github.kokorin.jaffree.ffmpeg.UrlInput;
import com.github.kokorin.jaffree.ffmpeg.UrlOutput;
import dev.xdc.internal.file.Unfinished;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

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
   * Writes {@code target}. While it runs, its data lie in a folder for temporary files.
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
    try (TempFolder folder = TempFolder.make()) {
      Path rawFrames = Files.write(folder.file("frames.rgb"), frames);
      Path rawSound = Files.write(folder.file("sound.pcm"), sound);
      RawMedia media = new RawMedia(rawFrames, size, framesPerSecond, rawSound, sampleRateHertz);
      write(target, media, List.of(), LIMIT, folder);
    }
  }

  /**
   * Writes {@code target} with many key frames, so that a clip from its middle is quickly found.
   *
   * @param media the data
   * @param group frames from one key frame to the next, at least 1
   * @param limit after which the run is killed and fails
   * @throws MediaException if FFmpeg fails
   * @throws InterruptedIOException if this thread is interrupted; its interrupt status stays set
   */
  public void write(Path target, RawMedia media, int group, Duration limit) throws IOException {
    try (TempFolder folder = TempFolder.make()) {
      write(target, media, List.of("-g", Integer.toString(group)), limit, folder);
    }
  }

  private void write(
      Path target, RawMedia media, List<String> options, Duration limit, TempFolder folder)
      throws IOException {
    String name = target.getFileName().toString();
    // A plain name, whatever the target's is: its extension is what FFmpeg needs of it.
    Path written = folder.file("out" + name.substring(Math.max(0, name.lastIndexOf('.'))));
    FfmpegRun run = new FfmpegRun(programs.ffmpeg(), folder, limit);
    FrameSize size = media.size();
    if (media.frames() != null && size != null) {
      run.addInput(
          UrlInput.fromUrl(folder.address(media.frames(), "in-frames"))
              .addArguments("-f", "rawvideo")
              .addArguments("-pixel_format", "rgb24")
              .addArguments("-video_size", size.width() + "x" + size.height())
              .addArguments("-framerate", InputGuard.number(media.framesPerSecond())));
    }
    if (media.sound() != null) {
      run.addInput(
          UrlInput.fromUrl(folder.address(media.sound(), "in-sound"))
              .addArguments("-f", "s16le")
              .addArguments("-ar", Integer.toString(media.sampleRateHertz()))
              .addArguments("-ac", "1"));
    }
    UrlOutput output =
        UrlOutput.toUrl(InputGuard.url(written))
            .addArguments("-c:v", "mpeg4")
            .addArguments("-q:v", "3")
            .addArguments("-threads", "1")
            .addArguments("-c:a", "aac")
            .addArguments("-b:a", "64k")
            // No encoder version and no date: the same data give the same file.
            .addArguments("-fflags", "+bitexact")
            .addArguments("-flags", "+bitexact");
    options.forEach(output::addArgument);
    run.addOutput(output);
    execute(run, target);
    try (Unfinished whole = Unfinished.of(target)) {
      Files.move(written, whole.path());
      whole.finish();
    }
  }

  private static void execute(FfmpegRun run, Path target) throws IOException {
    try {
      run.run();
    } catch (JaffreeException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("writing " + target + " was interrupted");
      }
      throw MediaException.ofRun(
          target, "cannot be written: ffmpeg " + e.getMessage(), run.command(), run.errorText(), e);
    }
  }
}
