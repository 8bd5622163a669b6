package dev.xdc.data.internal.worker;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.io.IOException;
import java.util.Locale;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/**
 * Puts sound where its time stamps say. Where they leave a gap there is silence; where they overlap
 * what came first stays.
 */
final class Sounds implements Stream {

  /** Codecs need some sound before a piece to decode its beginning: 0.09 s in HE-AAC. */
  static final double LEAD = 0.25;

  /** What may lack of the lead. */
  private static final double SHORT_LEAD = 0.05;

  /** Share of a frame by which a time stamp may be off without a gap. */
  private static final double JITTER = 0.4;

  private final Job.Sound cut;
  private final SoundClock clock;
  private final int index;
  private final Decoder decoder;
  private final SoundCut samples;
  private @Nullable Resampler resampler;
  private boolean fromStart;
  private boolean missed;
  private boolean any;
  private boolean ended;
  private long packetTicks;

  /** Number of the sample after the last one that was there, in the file's own rate. */
  private long reached;

  private int reachedHertz = 1;
  private double missing;

  Sounds(OpenFile file, Job job, Job.Sound cut, Reply reply) throws FaultException {
    this.cut = cut;
    index = file.audio();
    if (index < 0) {
      throw new FaultException("holds no sound");
    }
    AVStream stream = file.context().streams(index);
    clock = new SoundClock(file, stream, job);
    decoder = new Decoder(stream, job.maxPixels());
    samples = new SoundCut(cut, reply);
  }

  /** Returns where to begin, in seconds, or minus infinity where only the file's start will do. */
  double begin() {
    return clock.isCounted() ? Double.NEGATIVE_INFINITY : firstSecond() - LEAD;
  }

  private double firstSecond() {
    return (double) cut.first() / cut.hertz();
  }

  private double endSecond() {
    return (double) (cut.first() + cut.count()) / cut.hertz();
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public void begin(boolean fromStart) {
    this.fromStart = fromStart;
    decoder.flush();
    missed = false;
    any = false;
  }

  @Override
  public void take(@Nullable AVPacket packet) throws IOException, FaultException {
    packetTicks = packet == null ? 0 : packet.duration();
    decoder.decode(packet, this::take);
    if (packet == null && !missed) {
      if (!any && !fromStart) {
        missed = true;
        return;
      }
      end();
    }
  }

  private boolean take(AVFrame frame) throws IOException, FaultException {
    if (frame.nb_samples() == 0) {
      return true;
    }
    int hertz = frame.sample_rate();
    long stamp = frame.best_effort_timestamp();
    if (!any && stamp == AV_NOPTS_VALUE && !fromStart) {
      return true; // nobody knows where it belongs
    }
    long position = any ? next(frame) : clock.first(frame, packetTicks, fromStart);
    if (!any && !fromStart && isTooLate(position, hertz)) {
      missed = true;
      return false;
    }
    if (!any) {
      noteGap(clock.startSeconds(), (double) position / hertz);
    } else if (position > reached) {
      noteGap((double) reached / hertz, (double) position / hertz);
    }
    any = true;
    put(frame, position);
    reached = position + frame.nb_samples();
    reachedHertz = hertz;
    ended = (double) reached / hertz >= endSecond() + 1;
    return !isDone();
  }

  /** Returns where a frame belongs that is not the first one. */
  private long next(AVFrame frame) {
    int hertz = frame.sample_rate();
    long expected = Math.round((double) reached * hertz / reachedHertz);
    long stamp = frame.best_effort_timestamp();
    if (stamp == AV_NOPTS_VALUE || clock.isCounted()) {
      return expected;
    }
    long stated = clock.position(stamp, hertz);
    double allowed = Math.max(JITTER * frame.nb_samples(), 1.5 * clock.tick() * hertz + 1);
    return Math.abs(stated - expected) <= allowed ? expected : stated;
  }

  private boolean isTooLate(long position, int hertz) {
    double needed = Math.max(firstSecond() - LEAD + SHORT_LEAD, clock.startSeconds() + SHORT_LEAD);
    return (double) position / hertz > needed;
  }

  private void put(AVFrame frame, long position) throws IOException, FaultException {
    Resampler line = resampler;
    if (line != null && !line.fits(frame)) {
      line.finish();
      line.close();
      line = null;
    }
    if (line == null) {
      line = new Resampler(frame, position, cut.hertz(), samples);
      resampler = line;
    }
    line.skip(position - line.position(), frame);
    int offset = (int) Math.min(frame.nb_samples(), line.position() - position);
    if (offset < frame.nb_samples()) {
      line.put(frame, Math.max(0, offset));
    }
  }

  private void noteGap(double from, double to) {
    missing += Math.max(0, Math.min(to, endSecond()) - Math.max(from, Math.max(0, firstSecond())));
  }

  private void end() throws IOException, FaultException {
    ended = true;
    if (resampler != null) {
      resampler.finish();
    }
    double last = any ? (double) reached / reachedHertz : clock.startSeconds();
    double needed = Math.min(endSecond(), clock.endSeconds());
    noteGap(last, clock.endSeconds());
    // As with pictures: a second that the file lacks is silence, more is another matter.
    if (needed > Math.max(last, firstSecond()) && needed - last > 1) {
      throw new FaultException(
          String.format(
              Locale.ROOT,
              "its sound ends at %.3f s, %.3f s are needed: ffmpeg gave %d of %d sound bytes",
              last,
              needed,
              2 * samples.made(),
              2L * cut.count()));
    }
    samples.fill(Long.MAX_VALUE);
  }

  @Override
  public boolean isDone() {
    return missed || ended || samples.isFull();
  }

  @Override
  public boolean isMissed() {
    return missed;
  }

  /** Returns the bytes that were made. */
  long bytes() {
    return 2 * samples.made();
  }

  /** Returns how many samples of the cut the file lacks. */
  long missing() {
    return Math.round(missing * cut.hertz());
  }

  int errors() {
    return decoder.errors();
  }

  @Override
  public void close() {
    if (resampler != null) {
      resampler.close();
    }
    samples.close();
    decoder.close();
  }
}
