package dev.xdc.data.internal.worker;

import static org.bytedeco.ffmpeg.global.avformat.AVFMT_DURATION_FROM_BITRATE;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Where the sound of a file lies on the file's clock. */
final class SoundClock {

  private final double fileStart;
  private final double tick;
  private final double streamStart;
  private final double end;
  private final int codecFrame;
  private final int padding;
  private final boolean counted;

  SoundClock(OpenFile file, AVStream stream, Job job) {
    fileStart = file.start();
    tick = (double) stream.time_base().num() / stream.time_base().den();
    codecFrame = stream.codecpar().frame_size();
    padding = stream.codecpar().initial_padding();
    counted = isCounted(file, stream);
    boolean stated = stream.start_time() != AV_NOPTS_VALUE;
    streamStart = stated ? stream.start_time() * tick - fileStart : 0;
    boolean estimated =
        file.context().duration_estimation_method() == AVFMT_DURATION_FROM_BITRATE || counted;
    if (stream.duration() != AV_NOPTS_VALUE && stream.duration() > 0 && !estimated) {
      end = streamStart + stream.duration() * tick;
    } else if (file.video() < 0 && job.length() > 0) {
      end = job.length();
    } else {
      end = Double.NEGATIVE_INFINITY;
    }
  }

  /**
   * Returns whether the time stamps are those of a byte rate in the header, which for coded sound
   * may be any number: then samples are counted from the beginning of the file.
   */
  static boolean isCounted(OpenFile file, AVStream stream) {
    String format = file.format();
    return (format.equals("wav") || format.equals("w64"))
        && !OpenFile.codec(stream).startsWith("pcm_");
  }

  boolean isCounted() {
    return counted;
  }

  /** Returns the unit of the time stamps, in seconds. */
  double tick() {
    return tick;
  }

  /** Returns where the sound begins, in seconds. */
  double startSeconds() {
    return streamStart;
  }

  /** Returns where the sound should end, in seconds; minus infinity if nothing says so. */
  double endSeconds() {
    return end;
  }

  /** Returns the number of the sample at a time stamp. */
  long position(long stamp, int hertz) {
    return Math.round((stamp * tick - fileStart) * hertz);
  }

  /**
   * Returns the number of the first sample of a frame with which reading begins.
   *
   * @param packetTicks how long its packet lasts, in units of the time stamps
   */
  long first(AVFrame frame, long packetTicks, boolean fromStart) {
    int hertz = frame.sample_rate();
    long stamp = frame.best_effort_timestamp();
    long anchor = Math.round(streamStart * hertz);
    if (stamp == AV_NOPTS_VALUE || counted) {
      return anchor;
    }
    long stated = position(stamp, hertz);
    if (tick * hertz < 1.5) {
      return stated;
    }
    // Time stamps are coarser than samples, but frames may be of one length.
    long whole = wholeFrame(packetTicks, hertz);
    long cut = whole - frame.nb_samples();
    if (whole < 1 || cut < 0 || (cut > 0 && !fromStart && cut != padding)) {
      return stated;
    }
    // What the encoder put before the sound is cut off the first frame, by some decoders after
    // every seek (Opus).
    long steps = Math.round((double) (stated - cut - anchor) / whole);
    long exact = anchor + steps * whole + cut;
    // Both the sound's beginning and this are rounded.
    return Math.abs(exact - stated) <= 2 * tick * hertz + 1 ? exact : stated;
  }

  /**
   * Returns the samples of a packet: as the codec says, if that is what the packet's length says.
   */
  private long wholeFrame(long packetTicks, int hertz) {
    double stated = packetTicks * tick * hertz;
    boolean exact = codecFrame > 1 && Math.abs(codecFrame - stated) <= tick * hertz;
    return exact ? codecFrame : Math.round(stated);
  }
}
