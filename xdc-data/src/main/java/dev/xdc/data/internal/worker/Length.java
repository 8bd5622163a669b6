package dev.xdc.data.internal.worker;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_DURATION_FROM_BITRATE;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_TIME_BASE;

import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * How long a file is: until when its picture lasts, or its sound if it has no picture.
 *
 * <p>Where the container states that, it is believed. Where FFmpeg only estimates it from a bit
 * rate, and where nothing is stated, the file's packets are read, but not decoded. Matroska's
 * statements are often those of another file that this one was made from; there the last packets
 * are read.
 */
final class Length {

  /** Before the stated end at which reading begins. */
  private static final double TAIL = 10;

  private final OpenFile file;
  private final int index;
  private final AVStream stream;
  private final double tick;

  Length(OpenFile file) {
    this.file = file;
    index = file.video() >= 0 ? file.video() : file.audio();
    stream = file.context().streams(index);
    tick = (double) stream.time_base().num() / stream.time_base().den();
  }

  /** Returns the length in seconds; 0 if there is nothing. */
  double seconds() {
    double stated = stated();
    boolean counted = file.video() < 0 && SoundClock.isCounted(file, stream);
    boolean estimated = file.context().duration_estimation_method() == AVFMT_DURATION_FROM_BITRATE;
    if (stated <= 0 || counted || estimated) {
      file.read(index, -1);
      file.use();
      return measured(counted);
    }
    if (file.format().startsWith("matroska")) {
      file.read(index, -1);
      if (file.seek(index, stated - TAIL)) {
        double end = measured(false);
        return end > 0 ? end : stated;
      }
    }
    return stated;
  }

  private double stated() {
    if (stream.duration() != AV_NOPTS_VALUE && stream.duration() > 0) {
      return stream.duration() * tick + file.start(stream);
    }
    long whole = file.context().duration();
    return whole == AV_NOPTS_VALUE ? 0 : Math.max(0, (double) whole / AV_TIME_BASE);
  }

  /** Reads to the end and returns when the last packet ends. */
  private double measured(boolean counted) {
    AVPacket packet = av_packet_alloc();
    double end = 0;
    double sum = 0;
    double usual = 0;
    while (av_read_frame(file.context(), packet) >= 0) {
      if (packet.stream_index() == index) {
        long stamp = packet.pts() == AV_NOPTS_VALUE ? packet.dts() : packet.pts();
        double lasts = Math.max(0, packet.duration() * tick);
        usual = lasts > 0 ? lasts : usual;
        sum += lasts;
        double begin = stamp == AV_NOPTS_VALUE ? end : stamp * tick - file.start();
        end = Math.max(end, begin + (lasts > 0 ? lasts : usual));
      }
      av_packet_unref(packet);
    }
    av_packet_free(packet);
    return counted ? sum : end;
  }
}
