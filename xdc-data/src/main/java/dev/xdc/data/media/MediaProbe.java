package dev.xdc.data.media;

import com.github.kokorin.jaffree.JaffreeException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what media files hold: by workers, or by a run of {@code ffprobe} each, as {@link
 * ClipDecoder} says.
 *
 * <p>Workers measure the length of files that do not state it, or state what cannot be trusted:
 * sound of a variable bit rate without a table, coded sound in WAV files, Matroska. {@code ffprobe}
 * tells what the file says.
 *
 * <p>Usable from many threads at once. A run ends when its thread is interrupted.
 */
public final class MediaProbe {

  /** After which a run is killed unless stated otherwise: 20 s. */
  public static final Duration DEFAULT_LIMIT = Duration.ofSeconds(20);

  private final FfmpegPrograms programs;
  private final Duration limit;

  /** Probes with {@code programs}, at most {@link #DEFAULT_LIMIT} per file. */
  public MediaProbe(FfmpegPrograms programs) {
    this(programs, DEFAULT_LIMIT);
  }

  /**
   * Probes with {@code programs}.
   *
   * @param limit after which a run is killed and fails
   */
  public MediaProbe(FfmpegPrograms programs, Duration limit) {
    this.programs = programs;
    this.limit = limit;
  }

  /**
   * Returns what {@code file} holds.
   *
   * @throws MediaException if the file cannot be used, with its {@link MediaException#kind kind},
   *     or without one if FFmpeg cannot be started
   * @throws InterruptedIOException if this thread is interrupted; its interrupt status stays set
   */
  public MediaInfo probe(Path file) throws IOException {
    Path path = file.toAbsolutePath().normalize();
    if (!Files.exists(path)) {
      throw MediaException.of(path, RefusalKind.MISSING, "no such file");
    }
    if (!Files.isRegularFile(path)) {
      // A pipe or a device would hold the program until its time is up.
      throw MediaException.of(path, RefusalKind.NOT_REGULAR, "is not a regular file");
    }
    if (!Files.isReadable(path)) {
      throw MediaException.of(
          path, RefusalKind.NOT_PERMITTED, "may not be read; check its permissions");
    }
    if (Files.size(path) == 0) {
      throw MediaException.of(
          path, RefusalKind.UNREADABLE, "is not readable as media: it has 0 bytes");
    }
    WorkerPool workers = programs.workers();
    if (workers != null) {
      return WorkerProbe.probe(path, workers, limit);
    }
    try (TempFolder folder = TempFolder.make()) {
      String url = folder.address(path, "in");
      FfprobeRun run = new FfprobeRun(programs.ffprobe(), limit);
      run.addArguments("-protocol_whitelist", InputGuard.PROTOCOLS)
          .addArguments("-format_whitelist", InputGuard.FORMATS)
          .addArguments("-max_pixels", Integer.toString(FrameSize.MAX_PIXELS))
          .setShowStreams(true)
          .setShowFormat(true)
          .setInput(url);
      return probe(path, run, url);
    }
  }

  private static MediaInfo probe(Path path, FfprobeRun run, String url) throws IOException {
    try {
      return ProbeReading.read(path, run.execute());
    } catch (JaffreeException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("probing " + path + " was interrupted");
      }
      if (String.valueOf(e.getMessage()).startsWith(BoundedProcess.NOT_STARTED)) {
        // The fault of the machine, not of the file: no program, no more processes.
        throw new MediaException("ffprobe " + e.getMessage(), e);
      }
      throw refusal(path, run, url, e, "is not readable as media: ffprobe " + e.getMessage());
    } catch (RuntimeException e) {
      // Jaffree reads values when they are asked for, whatever the file made ffprobe print.
      throw refusal(path, run, url, e, String.valueOf(e.getMessage()));
    }
  }

  private static MediaException refusal(
      Path path, FfprobeRun run, String url, RuntimeException cause, String problem) {
    // The message names the file itself; the address may be that of a link.
    String words = run.errorText().replace(url + ": ", "");
    MediaException known = known(path, words, run.command(), cause);
    RefusalKind kind = RefusalKind.UNREADABLE;
    if (cause instanceof ProbeReading.RefusedException refused) {
      kind = refused.kind();
    } else if (cause.getCause() instanceof TimeoutException) {
      kind = RefusalKind.TIMED_OUT;
    } else if (known != null) {
      return known;
    }
    return MediaException.ofRun(path, kind, problem, run.command(), words, cause);
  }

  /** Returns a refusal whose kind shows in FFmpeg's words; null if it does not. */
  static @Nullable MediaException known(
      Path path, String words, List<String> command, @Nullable RuntimeException cause) {
    Matcher tooLarge = InputGuard.TOO_LARGE.matcher(words);
    if (tooLarge.find()) {
      String found = ProbeReading.tooLarge(tooLarge.group(1), tooLarge.group(2));
      return MediaException.ofRun(path, RefusalKind.FRAME_TOO_LARGE, found, command, "", cause);
    }
    if (words.contains(InputGuard.NOT_ALLOWED)) {
      String found = words.substring(words.indexOf(InputGuard.NOT_ALLOWED)).lines().toList().get(0);
      return MediaException.ofRun(path, RefusalKind.FORMAT_NOT_ALLOWED, found, command, "", cause);
    }
    return null;
  }
}
