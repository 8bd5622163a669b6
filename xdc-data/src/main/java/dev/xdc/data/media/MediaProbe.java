package dev.xdc.data.media;

import com.github.kokorin.jaffree.JaffreeException;
import com.github.kokorin.jaffree.Rational;
import com.github.kokorin.jaffree.StreamType;
import com.github.kokorin.jaffree.ffprobe.FFprobeResult;
import com.github.kokorin.jaffree.ffprobe.SideData;
import com.github.kokorin.jaffree.ffprobe.Stream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what media files hold, one run of {@code ffprobe} each.
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
   * @throws MediaException if there is no such file, if it is not a regular file or not readable as
   *     media, holds neither picture nor sound, or does not tell its length
   * @throws InterruptedIOException if this thread is interrupted; its interrupt status stays set
   */
  public MediaInfo probe(Path file) throws IOException {
    Path path = file.toAbsolutePath().normalize();
    if (!Files.exists(path)) {
      throw MediaException.of(path, "no such file");
    }
    if (!Files.isRegularFile(path)) {
      // A pipe or a device would hold the program until its time is up.
      throw MediaException.of(path, "is not a regular file");
    }
    try (RunFolder folder = RunFolder.make()) {
      FfprobeRun run = new FfprobeRun(programs.ffprobe(), limit);
      run.addArguments("-protocol_whitelist", InputGuard.PROTOCOLS)
          .addArguments("-format_whitelist", InputGuard.FORMATS)
          .setShowStreams(true)
          .setShowFormat(true)
          .setInput(folder.address(path, "in"));
      return probe(path, run);
    }
  }

  private static MediaInfo probe(Path path, FfprobeRun run) throws IOException {
    String failure;
    RuntimeException cause;
    try {
      return read(path, run.execute());
    } catch (JaffreeException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("probing " + path + " was interrupted");
      }
      failure = "is not readable as media: ffprobe " + e.getMessage();
      cause = e;
    } catch (IllegalArgumentException e) {
      failure = String.valueOf(e.getMessage());
      cause = e;
    }
    throw MediaException.ofRun(path, failure, run.command(), run.errorText(), cause);
  }

  private static MediaInfo read(Path path, FFprobeResult result) {
    List<Stream> streams = result.getStreams() == null ? List.of() : result.getStreams();
    Optional<Stream> video =
        streams.stream()
            .filter(s -> s.getCodecType() == StreamType.VIDEO)
            .filter(s -> !isCover(s))
            .findFirst();
    Optional<Stream> audio =
        streams.stream().filter(s -> s.getCodecType() == StreamType.AUDIO).findFirst();
    Stream main =
        video
            .or(() -> audio)
            .orElseThrow(
                () -> new IllegalArgumentException("holds neither a moving picture nor sound"));
    boolean turned = video.isPresent() && isTurned(video.get());
    int width = video.map(Stream::getWidth).orElse(0);
    int height = video.map(Stream::getHeight).orElse(0);
    return new MediaInfo(
        path,
        duration(result, main),
        video.map(MediaProbe::frameRate).orElse(0.0),
        turned ? height : width,
        turned ? width : height,
        video.isPresent(),
        audio.isPresent(),
        audio.map(Stream::getSampleRate).orElse(0),
        audio.map(Stream::getChannels).orElse(0));
  }

  private static boolean isCover(Stream stream) {
    return stream.getDisposition() != null
        && Boolean.TRUE.equals(stream.getDisposition().getAttachedPic());
  }

  private static boolean isTurned(Stream stream) {
    int degrees = 0;
    if (stream.getSideDataList() != null) {
      for (SideData data : stream.getSideDataList()) {
        Integer rotation = data.getRotation();
        degrees = rotation == null ? degrees : rotation;
      }
    }
    return Math.abs(degrees) % 180 == 90;
  }

  private static double frameRate(Stream stream) {
    double average = value(stream.getAvgFrameRate());
    return average > 0 ? average : value(stream.getRFrameRate());
  }

  private static double value(@Nullable Rational rational) {
    return rational == null || rational.getDenominator() == 0 ? 0 : rational.doubleValue();
  }

  /** Returns when the stream ends, counted from the beginning of the file. */
  private static double duration(FFprobeResult result, Stream stream) {
    Double length = number(stream.getProbeData().getString("duration"));
    if (length == null) {
      length = seconds(stream.getTag("DURATION"));
    }
    Double fileStart = number(result.getFormat().getProbeData().getString("start_time"));
    Double start = number(stream.getProbeData().getString("start_time"));
    if (length != null && length > 0) {
      return length + (start == null || fileStart == null ? 0 : Math.max(0, start - fileStart));
    }
    length = number(result.getFormat().getProbeData().getString("duration"));
    if (length == null || !(length > 0)) {
      throw new IllegalArgumentException("does not tell its length");
    }
    return length;
  }

  private static @Nullable Double number(@Nullable String text) {
    try {
      return text == null ? null : Double.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** Reads Matroska's {@code 00:00:02.048000000}. */
  private static @Nullable Double seconds(@Nullable String text) {
    String[] parts = text == null ? new String[0] : text.split(":", -1);
    if (parts.length != 3) {
      return null;
    }
    Double hours = number(parts[0]);
    Double minutes = number(parts[1]);
    Double seconds = number(parts[2]);
    return hours == null || minutes == null || seconds == null
        ? null
        : Double.valueOf(hours * 3600 + minutes * 60 + seconds);
  }
}
