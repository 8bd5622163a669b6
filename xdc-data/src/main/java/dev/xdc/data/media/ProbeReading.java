package dev.xdc.data.media;

import com.github.kokorin.jaffree.Rational;
import com.github.kokorin.jaffree.ffprobe.FFprobeResult;
import com.github.kokorin.jaffree.ffprobe.SideData;
import com.github.kokorin.jaffree.ffprobe.Stream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads what {@code ffprobe} printed about one file. */
final class ProbeReading {

  /** A file that can be opened but not used; the message says why. */
  static final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final RefusalKind kind;

    RefusedException(RefusalKind kind, String problem) {
      super(problem);
      this.kind = kind;
    }

    RefusalKind kind() {
      return kind;
    }
  }

  /** Far above any recording. */
  private static final int MAX_HERTZ = 1_536_000;

  private ProbeReading() {}

  /**
   * Returns what the file holds.
   *
   * @throws RefusedException if that is nothing to use
   */
  static MediaInfo read(Path path, FFprobeResult result) {
    List<Stream> streams = result.getStreams() == null ? List.of() : result.getStreams();
    @Nullable Stream video =
        streams.stream()
            .filter(s -> isOf(s, "video"))
            .filter(s -> !isCover(s))
            .findFirst()
            .orElse(null);
    @Nullable Stream audio =
        streams.stream().filter(s -> isOf(s, "audio")).findFirst().orElse(null);
    @Nullable Stream main = video == null ? audio : video;
    if (main == null) {
      throw new RefusedException(
          RefusalKind.NO_STREAMS, "holds neither a moving picture nor sound");
    }
    return new MediaInfo(
        path,
        duration(result, main),
        video == null ? null : video(result, video),
        audio == null ? null : audio(result, audio));
  }

  /** Decides by text: Jaffree's own reading makes {@code AUDİO} of it in Turkish. */
  private static boolean isOf(Stream stream, String type) {
    return type.equals(stream.getProbeData().getString("codec_type"));
  }

  private static VideoStream video(FFprobeResult result, Stream stream) {
    int width = Objects.requireNonNullElse(stream.getWidth(), 0);
    int height = Objects.requireNonNullElse(stream.getHeight(), 0);
    if ((long) width * height > FrameSize.MAX_PIXELS) {
      throw new RefusedException(RefusalKind.FRAME_TOO_LARGE, tooLarge(width, height));
    }
    if (width < 1 || height < 1) {
      long frames = Objects.requireNonNullElse(stream.getNbFrames(), 0);
      long bytes = Objects.requireNonNullElse(result.getFormat().getSize(), Long.MAX_VALUE);
      throw new RefusedException(
          RefusalKind.UNREADABLE, frames > bytes ? unlisted(frames, bytes) : noSize(codec(stream)));
    }
    boolean turned = isTurned(stream);
    return new VideoStream(
        codec(stream),
        frameRate(stream),
        turned ? height : width,
        turned ? width : height,
        start(result, stream));
  }

  static String tooLarge(Object width, Object height) {
    return "frames of "
        + width
        + " x "
        + height
        + ", must have at most "
        + FrameSize.MAX_PIXELS
        + " pixels";
  }

  /** Says what is wrong with a header none of whose frames can be found. */
  static String unlisted(long frames, long bytes) {
    return "its header claims "
        + frames
        + " frames, but "
        + (frames > bytes
            ? "the file has only " + bytes + " bytes"
            : "its tables of their places and sizes make no sense");
  }

  static String noSize(String codec) {
    return "names a moving picture (" + codec + "), but neither header nor data state its size";
  }

  private static AudioStream audio(FFprobeResult result, Stream stream) {
    int hertz = Objects.requireNonNullElse(stream.getSampleRate(), 0);
    if (hertz > MAX_HERTZ) {
      throw new RefusedException(
          RefusalKind.UNREADABLE, "claims sound of " + hertz + " Hz, must be at most " + MAX_HERTZ);
    }
    return new AudioStream(
        codec(stream),
        hertz,
        Objects.requireNonNullElse(stream.getChannels(), 0),
        start(result, stream));
  }

  private static String codec(Stream stream) {
    return Objects.requireNonNullElse(stream.getCodecName(), "unknown");
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
    if (length != null && length > 0) {
      return length + start(result, stream);
    }
    length = number(result.getFormat().getProbeData().getString("duration"));
    if (length == null || !(length > 0)) {
      throw new RefusedException(RefusalKind.NO_LENGTH, "does not state its length");
    }
    return length;
  }

  /** Returns when the stream begins, counted from the beginning of the file. */
  private static double start(FFprobeResult result, Stream stream) {
    Double fileStart = number(result.getFormat().getProbeData().getString("start_time"));
    Double start = number(stream.getProbeData().getString("start_time"));
    return start == null || fileStart == null ? 0 : Math.max(0, start - fileStart);
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
