package dev.xdc.data.media;

import com.github.kokorin.jaffree.ffmpeg.UrlOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One run of FFmpeg for one or more cuts. Every picture and every sound has an input and an output
 * of its own, so that none waits for another and each begins where it suits it.
 */
final class ClipRun implements AutoCloseable {

  /**
   * Share of a frame by which time stamps are moved up before FFmpeg rounds them to the nearest
   * frame: what is then rounded down was on display in time.
   */
  private static final double LATE = 0.5 - MediaInfo.TOLERANCE;

  /**
   * Codecs need the sound before a piece to decode its beginning: 0.09 s in HE-AAC, 0.08 s in Opus.
   */
  private static final double SOUND_LEAD_SECONDS = 0.25;

  /** Of frame numbers, computed from seconds. */
  private static final double ROUNDING = 1e-6;

  private final TempFolder folder;
  private final FfmpegRun run;
  private final List<ClipCut> cuts = new ArrayList<>();
  private int inputs;

  /**
   * Prepares a run without cuts.
   *
   * @throws IOException if there is no room for its output
   */
  ClipRun(FfmpegPrograms programs, Duration limit) throws IOException {
    folder = TempFolder.make();
    run = new FfmpegRun(programs.ffmpeg(), folder, limit);
  }

  /**
   * Adds a cut.
   *
   * @param lead frames before the first wanted one at which decoding begins
   */
  void add(ClipCut cut, int lead) {
    String address = folder.address(cut.file().path(), "in-" + cuts.size());
    ByteRange range = cut.file().range();
    if (range != null) {
      address = InputGuard.part(address, range);
    }
    if (cut.frames() != null) {
      addFrames(address, cut, cut.frames(), lead);
    }
    if (cut.sound() != null) {
      addSound(address, cut.firstSample(), cut.sound(), soundName(cuts.size()));
    }
    cuts.add(cut);
  }

  private static String pictureName(int cut) {
    return cut + ".rgb";
  }

  private static String soundName(int cut) {
    return cut + ".pcm";
  }

  private void addFrames(String address, ClipCut clip, FrameCut cut, int lead) {
    String name = pictureName(cuts.size());
    double rate = cut.framesPerSecond();
    double segment = clip.file().startSeconds();
    int begin = cut.first() - lead;
    double due = segment + begin / rate;
    boolean first = due * rate < 1 - ROUNDING;
    double start = first ? 0 : segment + (begin - LATE) / rate;
    // From the beginning of a file there is no earlier point to seek to: time stamps move instead,
    // and the first frame fills what lies before it. Elsewhere a missing first frame has to show.
    String shift = first ? "setpts=PTS+" + InputGuard.number(LATE / rate - due) + "/TB," : "";
    String fill = first ? ":start_time=0" : "";
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
    double seconds = (end + 2) / rate + (first ? due : 0);
    run.addInput(InputGuard.input(address, start, seconds));
    run.addOutput(
        UrlOutput.toUrl("file:" + name)
            .addArguments("-map", inputs++ + ":V:0")
            .addArguments("-vf", filter)
            .addArguments("-frames:v", Integer.toString(cut.frames()))
            .addArguments("-fps_mode", "passthrough")
            .addArguments("-c:v", "rawvideo")
            .addArguments("-f", "rawvideo"));
  }

  private void addSound(String address, long first, SoundCut cut, String name) {
    int rate = cut.sampleRateHertz();
    // Whole hundredths of a second, which FFmpeg's microseconds hold exactly.
    long hundredths =
        (long) Math.max(0, Math.floor(100 * ((double) first / rate - SOUND_LEAD_SECONDS)));
    double start = hundredths / 100.0;
    long lead = first - Math.round(start * rate);
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
    run.addInput(InputGuard.input(address, start, (double) end / rate + 0.1));
    run.addOutput(
        UrlOutput.toUrl("file:" + name)
            .addArguments("-map", inputs++ + ":a:0")
            .addArguments("-af", filter)
            .addArguments("-c:a", "pcm_s16le")
            .addArguments("-f", "s16le"));
  }

  /** Runs FFmpeg to its end, see {@link BoundedProcess#execute()}. */
  void execute() {
    run.run();
  }

  /** Returns whether a cut has yielded exactly the bytes that were asked for. */
  boolean isComplete(int cut) throws IOException {
    return size(pictureName(cut)) == cuts.get(cut).frameBytes()
        && size(soundName(cut)) == cuts.get(cut).soundBytes();
  }

  /** Returns what a complete cut has yielded. */
  DecodedClip clip(int cut) throws IOException {
    byte[] frames =
        cuts.get(cut).frames() == null ? null : Files.readAllBytes(folder.file(pictureName(cut)));
    byte[] sound =
        cuts.get(cut).sound() == null ? null : Files.readAllBytes(folder.file(soundName(cut)));
    return new DecodedClip(frames, sound);
  }

  /** Returns what a cut has yielded and should have, in words. */
  String shortfall(int cut) throws IOException {
    return String.format(
        Locale.ROOT,
        "ffmpeg gave %d of %d picture bytes and %d of %d sound bytes",
        size(pictureName(cut)),
        cuts.get(cut).frameBytes(),
        size(soundName(cut)),
        cuts.get(cut).soundBytes());
  }

  private long size(String name) throws IOException {
    Path file = folder.file(name);
    return Files.exists(file) ? Files.size(file) : 0;
  }

  List<String> command() {
    return run.command();
  }

  String errorText() {
    return run.errorText();
  }

  /** Deletes what the run has written. */
  @Override
  public void close() {
    folder.close();
  }
}
