package dev.xdc.data.media;

import com.github.kokorin.jaffree.ffmpeg.UrlInput;
import dev.xdc.data.internal.worker.Job;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How files are handed to FFmpeg so that a hostile one opens no other file and no address. */
final class InputGuard {

  static final String PROTOCOLS = "file";

  /** For media inside another file; reads the same files as {@link #PROTOCOLS}, in part. */
  private static final String PART_PROTOCOLS = "file,subfile";

  private static final String PART = "subfile,";

  /**
   * Containers of media; playlists, image sequences and scripts that name other files are not among
   * them.
   */
  static final String FORMATS =
      "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,flv,asf,ogg,wav,mp3,aac,flac,nut,gif,"
          + "mxf,caf,w64,ac3,eac3,amr,wv,ape,mpegvideo,ivf";

  /** How FFmpeg's refusal of another container is put, before the name of that one. */
  static final String NOT_ALLOWED = "format not allowed: ";

  /** What FFmpeg says of a frame beyond {@code -max_pixels}. */
  static final Pattern TOO_LARGE =
      Pattern.compile("Picture size (\\d+)x(\\d+) exceeds specified max pixel count");

  private InputGuard() {}

  /**
   * Returns the file's address; the prefix keeps names such as {@code -y} or {@code concat:x}
   * harmless.
   */
  static String url(Path file) {
    return "file:" + file.toAbsolutePath();
  }

  /** Returns the address of {@code range} of the file at {@code url}. */
  static String part(String url, ByteRange range) {
    return PART
        + ",start,"
        + range.offset()
        + ",end,"
        + (range.offset() + range.bytes())
        + ",,:"
        + url;
  }

  /** Returns a worker's job for {@code file}: to cut, or to look what is there. */
  static Job job(MediaInfo file, Job.@Nullable Frames frames, Job.@Nullable Sound sound) {
    return job(file.path(), file.range(), file.fileSeconds(), frames, sound);
  }

  /** Returns a worker's job to look what {@code file} holds. */
  static Job job(Path file) {
    return job(file, null, 0, null, null);
  }

  private static Job job(
      Path file,
      @Nullable ByteRange range,
      double length,
      Job.@Nullable Frames frames,
      Job.@Nullable Sound sound) {
    byte[] name = FileNames.bytes(file.toAbsolutePath());
    byte[] prefix =
        (range == null ? "file:" : part("file:", range)).getBytes(StandardCharsets.UTF_8);
    byte[] address = Arrays.copyOf(prefix, prefix.length + name.length);
    System.arraycopy(name, 0, address, prefix.length, name.length);
    String protocols = range == null ? PROTOCOLS : PART_PROTOCOLS;
    return new Job(address, FORMATS, protocols, FrameSize.MAX_PIXELS, length, frames, sound, false);
  }

  /**
   * Returns an input that reads {@code seconds} of what lies at {@code url} from {@code start} on.
   */
  static UrlInput input(String url, double start, double seconds) {
    UrlInput input =
        UrlInput.fromUrl(url)
            .addArguments("-protocol_whitelist", url.startsWith(PART) ? PART_PROTOCOLS : PROTOCOLS)
            .addArguments("-format_whitelist", FORMATS)
            .addArguments("-max_pixels", Integer.toString(FrameSize.MAX_PIXELS))
            .addArguments("-threads", "1")
            .addArguments("-t", number(seconds));
    // "-ss 0" is not nothing: in Flash video with B-frames it seeks behind all frames.
    return start == 0 ? input : input.addArguments("-ss", number(start));
  }

  /** Returns a number as FFmpeg reads it, to a millionth. */
  static String number(double value) {
    return new BigDecimal(value)
        .setScale(6, RoundingMode.HALF_EVEN)
        .stripTrailingZeros()
        .toPlainString();
  }
}
