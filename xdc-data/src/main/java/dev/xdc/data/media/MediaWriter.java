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
import java.util.ArrayList;
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
    writeAll(List.of(new Film(target, frames, sound)), size, framesPerSecond, sampleRateHertz);
  }

  /**
   * A file to write.
   *
   * @param target where to
   * @param frames rgb24 frames one after the other
   * @param sound signed 16-bit little-endian mono samples
   */
  public record Film(Path target, byte[] frames, byte[] sound) {}

  /**
   * Writes several files in one run of FFmpeg, each as {@link #write(Path, byte[], FrameSize,
   * double, byte[], int)} writes it. A run costs more than a small file: a dozen is a good number.
   *
   * @param films what to write, at least one; none of them appears unless FFmpeg has written all
   * @throws MediaException if FFmpeg fails; names the first file
   * @throws InterruptedIOException if this thread is interrupted; its interrupt status stays set
   */
  public void writeAll(
      List<Film> films, FrameSize size, double framesPerSecond, int sampleRateHertz)
      throws IOException {
    try (TempFolder folder = TempFolder.make()) {
      List<Path> targets = new ArrayList<>();
      List<RawMedia> media = new ArrayList<>();
      for (Film film : films) {
        String name = Integer.toString(targets.size());
        Path frames = Files.write(folder.file(name + ".rgb"), film.frames());
        Path sound = Files.write(folder.file(name + ".pcm"), film.sound());
        media.add(new RawMedia(frames, size, framesPerSecond, sound, sampleRateHertz));
        targets.add(film.target());
      }
      write(targets, media, List.of(), LIMIT.multipliedBy(films.size()), folder);
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
      List<String> options = List.of("-g", Integer.toString(group));
      write(List.of(target), List.of(media), options, limit, folder);
    }
  }

  private void write(
      List<Path> targets,
      List<RawMedia> media,
      List<String> options,
      Duration limit,
      TempFolder folder)
      throws IOException {
    FfmpegRun run = new FfmpegRun(programs.ffmpeg(), folder, limit);
    List<Path> written = new ArrayList<>();
    int inputs = 0;
    for (int i = 0; i < targets.size(); i++) {
      String name = targets.get(i).getFileName().toString();
      // A plain name, whatever the target's is: its extension is what FFmpeg needs of it.
      written.add(folder.file("out" + i + name.substring(Math.max(0, name.lastIndexOf('.')))));
      UrlOutput output = output(written.get(i));
      for (UrlInput input : inputs(media.get(i), i, folder)) {
        run.addInput(input);
        output.addArguments("-map", Integer.toString(inputs++));
      }
      options.forEach(output::addArgument);
      run.addOutput(output);
    }
    execute(run, targets.get(0));
    for (int i = 0; i < targets.size(); i++) {
      try (Unfinished whole = Unfinished.of(targets.get(i))) {
        Files.move(written.get(i), whole.path());
        whole.finish();
      }
    }
  }

  private static List<UrlInput> inputs(RawMedia media, int number, TempFolder folder)
      throws IOException {
    List<UrlInput> inputs = new ArrayList<>();
    FrameSize size = media.size();
    if (media.frames() != null && size != null) {
      inputs.add(
          UrlInput.fromUrl(folder.address(media.frames(), "in-frames" + number))
              .addArguments("-f", "rawvideo")
              .addArguments("-pixel_format", "rgb24")
              .addArguments("-video_size", size.width() + "x" + size.height())
              .addArguments("-framerate", InputGuard.number(media.framesPerSecond())));
    }
    if (media.sound() != null) {
      inputs.add(
          UrlInput.fromUrl(folder.address(media.sound(), "in-sound" + number))
              .addArguments("-f", "s16le")
              .addArguments("-ar", Integer.toString(media.sampleRateHertz()))
              .addArguments("-ac", "1"));
    }
    return inputs;
  }

  private static UrlOutput output(Path file) {
    return UrlOutput.toUrl(InputGuard.url(file))
        .addArguments("-c:v", "mpeg4")
        .addArguments("-q:v", "3")
        .addArguments("-threads", "1")
        .addArguments("-c:a", "aac")
        .addArguments("-b:a", "64k")
        // No encoder version and no date: the same data give the same file.
        .addArguments("-fflags", "+bitexact")
        .addArguments("-flags", "+bitexact");
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
