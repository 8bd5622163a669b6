package dev.xdc.data.internal.worker;

import static org.bytedeco.ffmpeg.avutil.AVFrame.AV_FRAME_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.avutil.AVFrame.AV_FRAME_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_move_ref;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import java.io.IOException;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/**
 * Chooses pictures by their time stamps: frame n of the cut is the last picture that begins not
 * later than a stated share of a frame after n / perSecond. Before the first picture of the file
 * the first one is shown, after the end of the last one that for at most a second.
 */
final class Pictures implements Stream {

  /** Of rounding, in seconds: time stamps of whole nanoseconds. */
  private static final double EPSILON = 1e-7;

  private final Job.Frames cut;
  private final AVStream stream;
  private final int index;
  private final double fileStart;
  private final double tick;

  /**
   * Whether decoding begins at key frames with a time stamp of their own only: program streams give
   * few, and what FFmpeg makes up for the others after a seek may be off by some frames.
   */
  private final boolean keysAreStamped;

  private final Decoder decoder;
  private final Scaler scaler;
  private final Reply reply;

  /** The picture on display, until the next one. */
  private final AVFrame shown = av_frame_alloc();

  private boolean fromStart;
  private boolean anyShown;
  private boolean awaitsKey;
  private boolean missed;
  private boolean damaged;
  private boolean shownDamaged;
  private boolean scaledIsShown;
  private double earliest;
  private double shownTime;
  private double shownEnd;
  private @Nullable BytePointer scaledFrame;
  private int made;
  private int damagedFrames;

  Pictures(OpenFile file, Job.Frames cut, int maxPixels, Reply reply) throws FaultException {
    this.cut = cut;
    this.reply = reply;
    index = file.video();
    if (index < 0) {
      throw new FaultException("holds no picture");
    }
    stream = file.context().streams(index);
    fileStart = file.start();
    tick = (double) stream.time_base().num() / stream.time_base().den();
    keysAreStamped = file.format().equals("mpeg");
    decoder = new Decoder(stream, maxPixels);
    scaler = new Scaler(stream, cut.width(), cut.height());
  }

  /** Returns until when a picture must have begun to be frame {@code n} of the cut. */
  private double due(int n) {
    return (cut.first() + n + cut.late()) / cut.perSecond() + EPSILON;
  }

  /** Returns where to begin, in seconds: not after the first frame. */
  double begin() {
    return due(0);
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public void begin(boolean fromStart) {
    this.fromStart = fromStart;
    decoder.flush();
    av_frame_unref(shown);
    anyShown = false;
    missed = false;
    damaged = false;
    // What comes before the first key frame is predicted from pictures that are not there.
    awaitsKey = !fromStart;
    earliest = Double.NEGATIVE_INFINITY;
  }

  @Override
  public void take(@Nullable AVPacket packet) throws IOException, FaultException {
    if (packet == null) {
      if (decoder.decode(null, this::take)) {
        end();
      }
      return;
    }
    if (awaitsKey) {
      if ((packet.flags() & AV_PKT_FLAG_KEY) == 0 || (keysAreStamped && isUnstamped(packet))) {
        return;
      }
      awaitsKey = false;
      // Pictures that lean on the key frame before this one may follow it and are shown earlier.
      earliest = isUnstamped(packet) ? earliest : time(packet.pts()) - EPSILON;
    }
    decoder.decode(packet, this::take);
  }

  private static boolean isUnstamped(AVPacket packet) {
    return packet.pts() == AV_NOPTS_VALUE;
  }

  private double time(long stamp) {
    return stamp * tick - fileStart;
  }

  private boolean take(AVFrame picture) throws IOException, FaultException {
    noteDamage(picture);
    double time =
        picture.best_effort_timestamp() == AV_NOPTS_VALUE
            ? (anyShown ? shownEnd : 0)
            : time(picture.best_effort_timestamp());
    if (time < earliest) {
      return true;
    }
    if (!anyShown && !fromStart && time > due(0)) {
      missed = true;
      return false;
    }
    if (!anyShown) {
      show(picture, time);
    }
    while (made < cut.count() && due(made) < time) {
      make();
    }
    if (made == cut.count()) {
      return false;
    }
    show(picture, time);
    return true;
  }

  private void noteDamage(AVFrame picture) {
    boolean failed = decoder.hasFailedSince();
    boolean flawed =
        picture.decode_error_flags() != 0 || (picture.flags() & AV_FRAME_FLAG_CORRUPT) != 0;
    if ((picture.flags() & AV_FRAME_FLAG_KEY) != 0) {
      damaged = flawed;
    } else {
      // Until the next key frame pictures are predicted from this one.
      damaged |= flawed || failed;
    }
  }

  private void show(AVFrame picture, double time) {
    if (picture.data(0) == null) {
      return; // it is on display already
    }
    long ticks = picture.duration();
    double rate =
        stream.avg_frame_rate().num() > 0
            ? (double) stream.avg_frame_rate().num() / stream.avg_frame_rate().den()
            : 25;
    shownTime = anyShown ? Math.max(shownTime, time) : time;
    shownEnd = shownTime + (ticks > 0 ? ticks * tick : 1 / rate);
    shownDamaged = damaged;
    av_frame_unref(shown);
    av_frame_move_ref(shown, picture);
    anyShown = true;
    scaledIsShown = false;
  }

  private void make() throws IOException, FaultException {
    BytePointer frame = scaledFrame;
    if (!scaledIsShown || frame == null) {
      frame = scaler.scale(shown);
      scaledFrame = frame;
      scaledIsShown = true;
    }
    reply.add(Reply.PICTURE, frame, scaler.bytes());
    damagedFrames += shownDamaged ? 1 : 0;
    made++;
  }

  private void end() throws IOException, FaultException {
    if (!anyShown && !fromStart) {
      missed = true;
      return;
    }
    // A stated length may be a little too long; a second more is another matter.
    while (anyShown
        && made < cut.count()
        && (cut.first() + made) / cut.perSecond() < shownEnd + 1) {
      make();
    }
  }

  @Override
  public boolean isDone() {
    return missed || made == cut.count();
  }

  @Override
  public boolean isMissed() {
    return missed;
  }

  /** Returns the bytes that were made. */
  long bytes() {
    return made * scaler.bytes();
  }

  /** Returns how many of the frames show a damaged picture. */
  int damagedFrames() {
    return damagedFrames;
  }

  int errors() {
    return decoder.errors();
  }

  @Override
  public void close() {
    av_frame_free(shown);
    scaler.close();
    decoder.close();
  }
}
