package dev.xdc.data.media;

import com.github.kokorin.jaffree.JaffreeException;
import com.github.kokorin.jaffree.ffmpeg.TcpOutput;
import com.github.kokorin.jaffree.ffmpeg.UrlOutput;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes exact pieces of media files with FFmpeg: frames from a given frame on, samples from a
 * given sample on, both in one run of the program.
 *
 * <p>Frame n is the picture on display at the time n / framesPerSecond, with 0.15 of a frame
 * allowed for rounded time stamps. A file of just that rate gives its own frames, each once. The
 * last frame is repeated for at most a second where a file ends early; beyond that decoding fails.
 *
 * <p>Usable from many threads at once. A run ends when its thread is interrupted.
 */
public final class ClipDecoder {

  private static final Logger LOGGER = LoggerFactory.getLogger(ClipDecoder.class);

  /** After which a run is killed unless stated otherwise: 60 s. */
  public static final Duration DEFAULT_LIMIT = Duration.ofSeconds(60);

  /**
   * Share of a frame by which time stamps are moved up before FFmpeg rounds them to the nearest
   * frame: what is then rounded down was on display in time.
   */
  private static final double LATE = 0.5 - MediaInfo.TOLERANCE;

  /** Tried where the first frames are missing: longer than nearly all groups of pictures. */
  private static final double LONG_LEAD_SECONDS = 10;

  /** Up to here a third try decodes from the beginning of the file. */
  private static final double FROM_START_SECONDS = 60;

  /**
   * Codecs need the sound before a piece to decode its beginning: 0.09 s in HE-AAC, 0.08 s in Opus.
   */
  private static final double SOUND_LEAD_SECONDS = 0.25;

  private final FfmpegPrograms programs;
  private final Duration limit;

  /** Decodes with {@code programs}, at most {@link #DEFAULT_LIMIT} per run. */
  public ClipDecoder(FfmpegPrograms programs) {
    this(programs, DEFAULT_LIMIT);
  }

  /**
   * Decodes with {@code programs}.
   *
   * @param limit after which a run is killed and fails
   */
  public ClipDecoder(FfmpegPrograms programs, Duration limit) {
    this.programs = programs;
    this.limit = limit;
  }

  /**
   * Decodes frames, sound or both from {@code file}.
   *
   * @param frames which frames; null for none
   * @param sound which samples; null for none
   * @throws MediaException if the file does not yield exactly what was asked for
   * @throws InterruptedIOException if this thread is interrupted; its interrupt status stays set
   * @throws IllegalArgumentException if the file has no picture or no sound, but it is asked for
   */
  public DecodedClip decode(MediaInfo file, @Nullable FrameCut frames, @Nullable SoundCut sound)
      throws IOException {
    check(file, frames, sound);
    if (frames == null) {
      return run(file, null, sound, 0);
    }
    MediaException first = null;
    for (int lead : leads(file, frames)) {
      try {
        return run(file, frames, sound, lead);
      } catch (MediaException e) {
        if (isTimeout(e)) {
          throw first == null ? e : first;
        }
        LOGGER.debug("with a lead of {} frames: {}", lead, e.getMessage());
        first = first == null ? e : first;
      }
    }
    throw Objects.requireNonNull(first);
  }

  /**
   * Returns how many frames before the wanted one decoding may begin, to be tried in turn. Where a
   * container has no index, FFmpeg may land behind the key frame that is needed, and the first
   * frames are missing; H.264 in a transport stream does so at nearly every point.
   */
  private static List<Integer> leads(MediaInfo file, FrameCut cut) {
    double rate = cut.framesPerSecond();
    // A file with fewer frames a second may show the first wanted one since before the seek point.
    boolean slow = file.frameRate() < 0.99 * rate;
    int least = slow ? (int) Math.ceil(rate / Math.max(file.frameRate(), 0.1)) + 1 : 0;
    IntStream leads = IntStream.of(least, least + (int) Math.ceil(LONG_LEAD_SECONDS * rate));
    if (cut.first() <= FROM_START_SECONDS * rate) {
      leads = IntStream.concat(leads, IntStream.of(cut.first()));
    }
    return leads.map(lead -> Math.min(lead, cut.first())).distinct().boxed().toList();
  }

  private static boolean isTimeout(MediaException e) {
    return e.getCause() instanceof JaffreeException run
        && run.getCause() instanceof TimeoutException;
  }

  private DecodedClip run(
      MediaInfo file, @Nullable FrameCut frames, @Nullable SoundCut sound, int lead)
      throws IOException {
    ByteSink picture = new ByteSink(frames == null ? 0 : frames.bytes());
    ByteSink samples = new ByteSink(sound == null ? 0 : sound.bytes());
    FfmpegRun run =
        new FfmpegRun(
            programs.ffmpeg(),
            frames == null ? samples : picture,
            () -> picture.isFull() && samples.isFull(),
            limit);
    if (frames != null) {
      addFrames(run, file, frames, lead);
    }
    if (sound != null) {
      addSound(run, file, sound, frames == null ? null : samples);
    }
    String failure = null;
    JaffreeException cause = null;
    try {
      run.execute();
      if (!picture.isFull() || !samples.isFull()) {
        failure =
            String.format(
                Locale.ROOT,
                "ffmpeg gave %d of %d picture bytes and %d of %d sound bytes",
                picture.count(),
                picture.bytes().length,
                samples.count(),
                samples.bytes().length);
      }
    } catch (JaffreeException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("decoding " + file.path() + " was interrupted");
      }
      failure = "ffmpeg " + e.getMessage();
      cause = e;
    }
    if (failure != null) {
      throw MediaException.ofRun(file.path(), failure, run.command(), run.errorText(), cause);
    }
    return new DecodedClip(
        frames == null ? null : picture.bytes(), sound == null ? null : samples.bytes());
  }

  private static void check(MediaInfo file, @Nullable FrameCut frames, @Nullable SoundCut sound) {
    if (frames == null && sound == null) {
      throw new IllegalArgumentException("neither frames nor sound asked for");
    }
    if (frames != null && !file.hasVideo()) {
      throw new IllegalArgumentException(file.path() + " has no picture");
    }
    if (sound != null && !file.hasAudio()) {
      throw new IllegalArgumentException(file.path() + " has no sound");
    }
  }

  private static void addFrames(FfmpegRun run, MediaInfo file, FrameCut cut, int lead) {
    double rate = cut.framesPerSecond();
    int begin = cut.first() - lead;
    double start = begin == 0 ? 0 : (begin - LATE) / rate;
    // From the beginning of a file there is no earlier point to seek to: time stamps move instead,
    // and
    // the first frame fills what lies before it. Elsewhere a missing first frame has to show.
    String shift = begin == 0 ? "setpts=PTS+" + InputGuard.number(LATE / rate) + "/TB," : "";
    String fill = begin == 0 ? ":start_time=0" : "";
    int end = lead + cut.frames();
    String filter =
        String.format(
            Locale.ROOT,
            "%sfps=%s%s,scale=%d:%d:flags=bilinear,tpad=stop=%d:stop_mode=clone,"
                + "trim=start_pts=%d:end_pts=%d,format=rgb24",
            shift,
            InputGuard.number(rate),
            fill,
            cut.size().width(),
            cut.size().height(),
            Math.min(cut.frames(), (int) Math.ceil(rate)),
            lead,
            end);
    run.addInput(InputGuard.input(file.path(), start, (end + 2) / rate));
    run.addOutput(
        UrlOutput.toUrl("pipe:1")
            .addArguments("-map", "0:V:0")
            .addArguments("-vf", filter)
            .addArguments("-frames:v", Integer.toString(cut.frames()))
            .addArguments("-fps_mode", "passthrough")
            .addArguments("-c:v", "rawvideo")
            .addArguments("-f", "rawvideo"));
  }

  private static void addSound(
      FfmpegRun run, MediaInfo file, SoundCut cut, @Nullable ByteSink second) {
    int rate = cut.sampleRateHertz();
    // Whole hundredths of a second, which FFmpeg's microseconds hold exactly.
    long hundredths =
        (long) Math.max(0, Math.floor(100 * ((double) cut.first() / rate - SOUND_LEAD_SECONDS)));
    double start = hundredths / 100.0;
    long lead = cut.first() - Math.round(start * rate);
    long end = lead + cut.samples();
    String filter =
        String.format(
            Locale.ROOT,
            "aresample=%d:async=1:first_pts=0,aformat=sample_fmts=s16:channel_layouts=mono,"
                + "apad=whole_len=%d,atrim=start_sample=%d:end_sample=%d",
            rate,
            end,
            lead,
            end);
    int input = second == null ? 0 : 1;
    run.addInput(InputGuard.input(file.path(), start, (double) end / rate + 0.1));
    List<String> arguments =
        List.of("-map", input + ":a:0", "-af", filter, "-c:a", "pcm_s16le", "-f", "s16le");
    if (second == null) {
      UrlOutput output = UrlOutput.toUrl("pipe:1");
      arguments.forEach(output::addArgument);
      run.addOutput(output);
    } else {
      SinkOutput output = new SinkOutput(second);
      arguments.forEach(output::addArgument);
      run.addOutput(output);
    }
  }

  /** A second output needs a local connection: a program has only one standard output. */
  private static final class SinkOutput extends TcpOutput<SinkOutput> {
    SinkOutput(ByteSink sink) {
      super(sink);
    }
  }
}
