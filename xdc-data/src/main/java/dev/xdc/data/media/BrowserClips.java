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
import java.util.Locale;
import java.util.Set;

/**
 * Small copies of media that web browsers play: H.264 and AAC in MP4, or VP8 and Opus in WebM where
 * FFmpeg's build lacks an H.264 encoder. Pictures are made smaller, never larger.
 *
 * <p>Usable from many threads at once. A run ends when its thread is interrupted.
 */
public final class BrowserClips {

  /** Pixels of the shorter side of a copy, at most: 240. */
  public static final int SHORT_SIDE = 240;

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final Set<String> CONTAINERS =
      Set.of("mp4", "m4v", "m4a", "mov", "webm", "mp3", "wav", "flac", "ogg", "oga", "opus", "aac");

  private static final Set<String> PICTURES = Set.of("h264", "vp8", "vp9", "av1");

  private static final Set<String> SOUNDS =
      Set.of("aac", "mp3", "opus", "vorbis", "flac", "pcm_s16le", "pcm_u8");

  /** What a copy is made of. */
  private enum Form {
    MP4(".mp4", List.of("-c:v", "libopenh264", "-c:a", "aac", "-movflags", "+faststart")),
    WEBM(".webm", List.of("-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus"));

    private final String ending;
    private final List<String> options;

    Form(String ending, List<String> options) {
      this.ending = ending;
      this.options = options;
    }
  }

  private final FfmpegPrograms programs;
  private volatile Form form = Form.MP4;

  /** Encodes with {@code programs}. */
  public BrowserClips(FfmpegPrograms programs) {
    this.programs = programs;
  }

  /**
   * Returns whether common browsers play media as they are, going by codecs and the file's ending.
   * Media inside another file, as in shards, are not playable.
   */
  public static boolean isPlayable(MediaInfo media) {
    VideoStream video = media.video();
    AudioStream audio = media.audio();
    String name = FileNames.text(media.path()).toLowerCase(Locale.ROOT);
    return media.range() == null
        && CONTAINERS.contains(name.substring(name.lastIndexOf('.') + 1))
        && (video == null || PICTURES.contains(video.codec()))
        && (audio == null || SOUNDS.contains(audio.codec()));
  }

  /**
   * Writes a copy of a stretch of media.
   *
   * @param startSeconds where it begins, from the beginning of the media
   * @param seconds its length, greater than 0
   * @param stem path of the copy without its ending; its folder exists
   * @return the copy, whole: {@code stem} with {@code .mp4} or {@code .webm}
   * @throws MediaException if FFmpeg fails
   * @throws InterruptedIOException if this thread is interrupted; its interrupt status stays set
   */
  public Path write(MediaInfo media, double startSeconds, double seconds, Path stem)
      throws IOException {
    Form first = form;
    try {
      return write(media, startSeconds, seconds, stem, first);
    } catch (MediaException e) {
      if (first == Form.WEBM || !String.valueOf(e.getMessage()).contains("Unknown encoder")) {
        throw e;
      }
      form = Form.WEBM;
      return write(media, startSeconds, seconds, stem, Form.WEBM);
    }
  }

  private Path write(MediaInfo media, double start, double seconds, Path stem, Form chosen)
      throws IOException {
    Path target = stem.resolveSibling(stem.getFileName() + chosen.ending);
    try (TempFolder folder = TempFolder.make()) {
      Path written = folder.file("copy" + chosen.ending);
      FfmpegRun run = new FfmpegRun(programs.ffmpeg(), folder, LIMIT);
      run.addInput(input(media, media.startSeconds() + start, seconds, folder));
      run.addOutput(output(written, media, chosen));
      try {
        run.run();
      } catch (JaffreeException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException("copying " + media.path() + " was interrupted");
        }
        throw MediaException.ofRun(
            media.path(),
            "cannot be copied: ffmpeg " + e.getMessage(),
            run.command(),
            run.errorText(),
            e);
      }
      try (Unfinished whole = Unfinished.of(target)) {
        Files.move(written, whole.path());
        whole.finish();
      }
    }
    return target;
  }

  private static UrlInput input(MediaInfo media, double start, double seconds, TempFolder folder)
      throws IOException {
    String url = folder.address(media.path(), "in");
    ByteRange range = media.range();
    return InputGuard.input(range == null ? url : InputGuard.part(url, range), start, seconds);
  }

  private static UrlOutput output(Path file, MediaInfo media, Form chosen) {
    UrlOutput output = UrlOutput.toUrl(InputGuard.url(file));
    if (media.hasVideo()) {
      int shorter = Math.max(2, Math.min(SHORT_SIDE, Math.min(media.width(), media.height())));
      FrameSize size = media.resized(shorter / 2 * 2);
      output
          .addArguments("-map", "0:V:0")
          .addArguments("-s", size.width() + "x" + size.height())
          .addArguments("-pix_fmt", "yuv420p")
          .addArguments("-b:v", "400k");
    }
    if (media.hasAudio()) {
      output.addArguments("-map", "0:a:0").addArguments("-ac", "2").addArguments("-b:a", "64k");
    }
    chosen.options.forEach(output::addArgument);
    return output
        .addArguments("-threads", "1")
        .addArguments("-fflags", "+bitexact")
        .addArguments("-flags", "+bitexact");
  }
}
