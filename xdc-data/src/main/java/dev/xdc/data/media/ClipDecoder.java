package dev.xdc.data.media;

import com.github.kokorin.jaffree.JaffreeException;
import com.github.kokorin.jaffree.ffmpeg.TcpOutput;
import com.github.kokorin.jaffree.ffmpeg.UrlOutput;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

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

  /** After which a run is killed unless stated otherwise: 60 s. */
  public static final Duration DEFAULT_LIMIT = Duration.ofSeconds(60);

  /**
   * Share of a frame by which time stamps are moved up before FFmpeg rounds them to the nearest
   * frame: what is then rounded down was on display in time.
   */
  private static final double LATE = 0.5 - MediaInfo.TOLERANCE;

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
    ByteSink picture = new ByteSink(frames == null ? 0 : frames.bytes());
    ByteSink samples = new ByteSink(sound == null ? 0 : sound.bytes());
    FfmpegRun run =
        new FfmpegRun(
            programs.ffmpeg(),
            frames == null ? samples : picture,
            () -> picture.isFull() && samples.isFull(),
            limit);
    if (frames != null) {
      addFrames(run, file, frames);
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

  private static void addFrames(FfmpegRun run, MediaInfo file, FrameCut cut) {
    double rate = cut.framesPerSecond();
    // A file with fewer frames a second may show the first wanted one since before the seek point.
    boolean slow = file.frameRate() < 0.99 * rate;
    int lead = slow ? (int) Math.ceil(rate / Math.max(file.frameRate(), 0.1)) + 1 : 0;
    lead = Math.min(lead, cut.first());
    int begin = cut.first() - lead;
    double start = begin == 0 ? 0 : (begin - LATE) / rate;
    // From the beginning of a file there is no earlier point to seek to: time stamps move instead.
    String shift = begin == 0 ? "setpts=PTS+" + InputGuard.number(LATE / rate) + "/TB," : "";
    int end = lead + cut.frames();
    String filter =
        String.format(
            Locale.ROOT,
            "%sfps=%s:start_time=0,scale=%d:%d:flags=bilinear,tpad=stop=%d:stop_mode=clone,"
                + "trim=start_frame=%d:end_frame=%d,format=rgb24",
            shift,
            InputGuard.number(rate),
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
