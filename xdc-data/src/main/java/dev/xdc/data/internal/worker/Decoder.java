package dev.xdc.data.internal.worker;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_flush_buffers;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EAGAIN;

import java.io.IOException;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/** The decoder of one stream. */
final class Decoder implements AutoCloseable {

  /** Takes decoded frames. */
  @FunctionalInterface
  interface Sink {
    /** Takes a frame, which is only lent; returns whether more are wanted. */
    boolean take(AVFrame frame) throws IOException, FaultException;
  }

  private final AVCodecContext context;
  private final AVFrame frame;
  private int errors;
  private boolean failedSince;

  /**
   * Opens a decoder.
   *
   * @throws FaultException if there is none for the stream
   */
  Decoder(AVStream stream, int maxPixels) throws FaultException {
    AVCodec codec = avcodec_find_decoder(stream.codecpar().codec_id());
    if (codec == null || codec.isNull()) {
      throw new FaultException("there is no decoder for " + OpenFile.codec(stream));
    }
    context = avcodec_alloc_context3(codec);
    avcodec_parameters_to_context(context, stream.codecpar());
    context.thread_count(1);
    context.pkt_timebase(stream.time_base());
    context.max_pixels(maxPixels);
    int error = avcodec_open2(context, codec, (AVDictionary) null);
    if (error < 0) {
      avcodec_free_context(context);
      throw new FaultException(
          "the decoder of " + OpenFile.codec(stream) + " fails: " + Natives.words(error));
    }
    frame = av_frame_alloc();
  }

  /**
   * Decodes a packet; null for the end of the stream.
   *
   * @return whether more packets are wanted
   */
  boolean decode(@Nullable AVPacket packet, Sink sink) throws IOException, FaultException {
    int error = avcodec_send_packet(context, packet);
    if (error < 0 && error != AVERROR_EOF) {
      errors++;
      failedSince = true;
    } else if (packet != null && (packet.flags() & AV_PKT_FLAG_CORRUPT) != 0) {
      failedSince = true;
    }
    while (true) {
      int received = avcodec_receive_frame(context, frame);
      if (received == AVERROR_EAGAIN() || received == AVERROR_EOF) {
        return true;
      }
      if (received < 0) {
        errors++;
        failedSince = true;
        if (packet != null) {
          return true;
        }
        continue;
      }
      boolean more = sink.take(frame);
      av_frame_unref(frame);
      if (!more) {
        return false;
      }
    }
  }

  /** Forgets all earlier packets: the next one is from elsewhere in the stream. */
  void flush() {
    avcodec_flush_buffers(context);
    failedSince = false;
  }

  /** Returns how many pieces of data were refused. */
  int errors() {
    return errors;
  }

  /** Returns, once, whether data have been refused since it was last asked. */
  boolean hasFailedSince() {
    boolean failed = failedSince;
    failedSince = false;
    return failed;
  }

  @Override
  public void close() {
    av_frame_free(frame);
    avcodec_free_context(context);
  }
}
