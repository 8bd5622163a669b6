package dev.xdc.data.internal.worker;

import static org.bytedeco.ffmpeg.global.avutil.AV_CHANNEL_ORDER_UNSPEC;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_compare;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_copy;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_uninit;
import static org.bytedeco.ffmpeg.global.avutil.av_get_bytes_per_sample;
import static org.bytedeco.ffmpeg.global.avutil.av_sample_fmt_is_planar;
import static org.bytedeco.ffmpeg.global.avutil.av_samples_set_silence;
import static org.bytedeco.ffmpeg.global.swresample.swr_alloc_set_opts2;
import static org.bytedeco.ffmpeg.global.swresample.swr_convert;
import static org.bytedeco.ffmpeg.global.swresample.swr_free;
import static org.bytedeco.ffmpeg.global.swresample.swr_init;

import java.io.IOException;
import java.math.BigInteger;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swresample.SwrContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * Turns sound of one rate, format and layout into mono 16-bit samples. Both sides are counted from
 * second 0 of the file, and the filter is begun only where a sample of one rate falls on one of the
 * other: so a sample comes out the same wherever in the file reading begins.
 */
final class Resampler implements AutoCloseable {

  private static final int SILENCE = 4096;

  private final SoundCut cut;
  private final SwrContext context = new SwrContext(null);
  private final AVChannelLayout from = new AVChannelLayout();
  private final int fromHertz;
  private final int fromFormat;
  private final int hertz;
  private final int bytesPerSample;
  private final int planes;
  private final PointerPointer<BytePointer> shifted = new PointerPointer<>(64);
  private final PointerPointer<BytePointer> out = new PointerPointer<>(1);
  private @Nullable BytePointer made;
  private @Nullable BytePointer silence;

  /** Number of the next sample to be put in; of the next one to come out. */
  private long in;

  private long next;

  /**
   * Prepares for the sound of {@code frame}, the first sample of which is number {@code position}.
   *
   * @throws FaultException if FFmpeg cannot resample it
   */
  Resampler(AVFrame frame, long position, int hertz, SoundCut cut)
      throws FaultException, IOException {
    this.cut = cut;
    this.hertz = hertz;
    fromHertz = frame.sample_rate();
    fromFormat = frame.format();
    bytesPerSample = av_get_bytes_per_sample(fromFormat);
    int channels = frame.ch_layout().nb_channels();
    boolean planar = av_sample_fmt_is_planar(fromFormat) == 1;
    if (fromHertz < 1 || channels < 1 || channels > 64) {
      throw new FaultException("has sound of " + channels + " channels at " + fromHertz + " Hz");
    }
    planes = planar ? channels : 1;
    av_channel_layout_copy(from, frame.ch_layout());
    AVChannelLayout mono = new AVChannelLayout();
    AVChannelLayout named = new AVChannelLayout();
    av_channel_layout_default(mono, 1);
    av_channel_layout_copy(named, frame.ch_layout());
    if (named.order() == AV_CHANNEL_ORDER_UNSPEC) {
      av_channel_layout_uninit(named);
      av_channel_layout_default(named, channels);
    }
    int error =
        swr_alloc_set_opts2(
            context, mono, AV_SAMPLE_FMT_S16, hertz, named, fromFormat, fromHertz, 0, null);
    error = error < 0 ? error : swr_init(context);
    av_channel_layout_uninit(named);
    if (error < 0) {
      throw new FaultException("the sound cannot be resampled: " + Natives.words(error));
    }
    int common = BigInteger.valueOf(hertz).gcd(BigInteger.valueOf(fromHertz)).intValue();
    long unit = fromHertz / common;
    long units = Math.floorDiv(position, unit);
    in = units * unit;
    next = units * (hertz / common);
    skip(position - in, frame);
  }

  /** Returns whether {@code frame} has the rate, format and layout that this is for. */
  boolean fits(AVFrame frame) {
    return frame.sample_rate() == fromHertz
        && frame.format() == fromFormat
        && av_channel_layout_compare(frame.ch_layout(), from) == 0;
  }

  /** Returns the number of the next sample to be put in. */
  long position() {
    return in;
  }

  /** Puts in {@code samples} of silence, of the kind that {@code like} is. */
  void skip(long samples, AVFrame like) throws FaultException, IOException {
    if (samples <= 0) {
      return;
    }
    int channels = like.ch_layout().nb_channels();
    int plane = SILENCE * bytesPerSample * (channels / planes);
    BytePointer quiet = silence;
    if (quiet == null) {
      quiet = new BytePointer((long) plane * planes);
      silence = quiet;
    }
    for (int i = 0; i < planes; i++) {
      shifted.put(i, new BytePointer(quiet).position((long) i * plane));
    }
    av_samples_set_silence(shifted, 0, SILENCE, channels, fromFormat);
    for (long left = samples; left > 0 && !cut.isFull(); left -= SILENCE) {
      convert(shifted, (int) Math.min(SILENCE, left));
    }
  }

  /** Puts in the samples of {@code frame}, from number {@code offset} on. */
  void put(AVFrame frame, int offset) throws FaultException, IOException {
    int step = bytesPerSample * (frame.ch_layout().nb_channels() / planes);
    for (int i = 0; i < planes; i++) {
      BytePointer plane = frame.extended_data(i);
      shifted.put(i, plane.position((long) offset * step));
    }
    convert(shifted, frame.nb_samples() - offset);
  }

  /** Takes out what the filter still holds: no more sound follows. */
  void finish() throws FaultException, IOException {
    convert(null, 0);
  }

  private void convert(@Nullable PointerPointer<BytePointer> data, int samples)
      throws FaultException, IOException {
    int room = (int) ((long) samples * hertz / fromHertz) + 1024;
    BytePointer to = made;
    if (to == null || to.capacity() < 2L * room) {
      if (to != null) {
        to.close();
      }
      to = new BytePointer(2L * room);
      made = to;
    }
    out.put(0, to);
    int count;
    do {
      count = swr_convert(context, out, room, data, samples);
      if (count < 0) {
        throw new FaultException("the sound cannot be resampled: " + Natives.words(count));
      }
      cut.put(next, to, count);
      next += count;
    } while (data == null && count == room);
    in += samples;
  }

  @Override
  public void close() {
    swr_free(context);
    av_channel_layout_uninit(from);
    shifted.close();
    out.close();
    if (made != null) {
      made.close();
    }
    if (silence != null) {
      silence.close();
    }
  }
}
