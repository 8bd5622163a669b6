package dev.xdc.data.internal.worker;

import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_ALL;
import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_DEFAULT;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_FLAG_BACKWARD;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.av_seek_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entries_count;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_PATCHWELCOME;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_TIME_BASE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * A file that is open, with its first moving picture and its first sound.
 *
 * <p>All of its streams have one clock: second 0 is where the first of them begins.
 */
final class OpenFile implements AutoCloseable {

  /** Far above any recording; headers that claim more make FFmpeg take memory without end. */
  private static final int MAX_HERTZ = 1_536_000;

  private final Job opener;
  private final AVFormatContext context;
  private final double start;
  private final int video;
  private final int audio;

  /** Whether nothing has been read or sought yet. */
  private boolean fresh = true;

  /**
   * Opens a file.
   *
   * @throws FaultException if FFmpeg cannot, or a stream claims what no stream has
   */
  OpenFile(Job job) throws FaultException {
    opener = job;
    context = new AVFormatContext(null);
    AVDictionary options = new AVDictionary(null);
    av_dict_set(options, "protocol_whitelist", job.protocols(), 0);
    av_dict_set(options, "format_whitelist", job.formats(), 0);
    try (BytePointer address = new BytePointer(job.terminatedAddress())) {
      int error = avformat_open_input(context, address, (AVInputFormat) null, options);
      if (error < 0) {
        throw new FaultException("cannot open it: " + why(error));
      }
    } finally {
      av_dict_free(options);
    }
    try {
      checkRates();
      findStreams(job.maxPixels());
      checkRates();
    } catch (FaultException e) {
      avformat_close_input(context);
      throw e;
    }
    long first = context.start_time();
    start = first == AV_NOPTS_VALUE ? 0 : (double) first / AV_TIME_BASE;
    video = first(AVMEDIA_TYPE_VIDEO);
    audio = first(AVMEDIA_TYPE_AUDIO);
  }

  private void checkRates() throws FaultException {
    for (int i = 0; i < context.nb_streams(); i++) {
      int hertz = context.streams(i).codecpar().sample_rate();
      if (hertz > MAX_HERTZ) {
        throw new FaultException("claims sound of " + hertz + " Hz, must be at most " + MAX_HERTZ);
      }
    }
  }

  /** Returns what an error means where a file is opened; FFmpeg's own words fit any place. */
  private static String why(int error) {
    if (error == AVERROR_EOF) {
      return "the file ends before its first frame";
    }
    return error == AVERROR_PATCHWELCOME
        ? "it needs a feature that this FFmpeg lacks"
        : Natives.words(error);
  }

  private void findStreams(int maxPixels) throws FaultException {
    int streams = context.nb_streams();
    try (PointerPointer<AVDictionary> options = new PointerPointer<>(Math.max(1, streams))) {
      for (int i = 0; i < streams; i++) {
        AVDictionary each = new AVDictionary(null);
        av_dict_set(each, "max_pixels", Integer.toString(maxPixels), 0);
        av_dict_set(each, "threads", "1", 0);
        options.put(i, each);
      }
      int error = avformat_find_stream_info(context, options);
      for (int i = 0; i < streams; i++) {
        av_dict_free(new AVDictionary(options.get(i)));
      }
      if (error < 0) {
        throw new FaultException("cannot find its streams: " + why(error));
      }
    }
  }

  private int first(int type) {
    for (int i = 0; i < context.nb_streams(); i++) {
      AVStream stream = context.streams(i);
      if (stream.codecpar().codec_type() == type
          && (stream.disposition() & AV_DISPOSITION_ATTACHED_PIC) == 0) {
        return i;
      }
    }
    return -1;
  }

  AVFormatContext context() {
    return context;
  }

  /** Returns the number of the first moving picture, or -1; cover art does not count. */
  int video() {
    return video;
  }

  /** Returns the number of the first sound, or -1. */
  int audio() {
    return audio;
  }

  /** Returns where the file's clock begins on the clock of its time stamps, in seconds. */
  double start() {
    return start;
  }

  /** Returns where a stream begins, in seconds; 0 if it does not say. */
  double start(AVStream stream) {
    if (stream.start_time() == AV_NOPTS_VALUE || context.start_time() == AV_NOPTS_VALUE) {
      return 0;
    }
    double tick = (double) stream.time_base().num() / stream.time_base().den();
    return Math.max(0, stream.start_time() * tick - start);
  }

  /** Returns FFmpeg's name of the container, or several of them. */
  String format() {
    return context.iformat().name().getString();
  }

  /**
   * Returns how many frames the header of an MP4 claims for a stream none of whose frames could be
   * listed; 0 for all other streams.
   */
  long unlisted(AVStream stream) {
    boolean listed = avformat_index_get_entries_count(stream) > 0;
    return listed || !format().startsWith("mov,") ? 0 : stream.nb_frames();
  }

  /**
   * Returns whether a job can be done with this file, although it has been read from: the file is
   * the job's, and a header that lists all frames makes each search of a frame find the same.
   */
  boolean serves(Job job) {
    return opener.isOfSameFile(job)
        && format().startsWith("mov,")
        && isListed(video)
        && isListed(audio);
  }

  private boolean isListed(int index) {
    if (index < 0) {
      return true;
    }
    AVStream stream = context.streams(index);
    int listed = avformat_index_get_entries_count(stream);
    return listed > 0 && listed == stream.nb_frames();
  }

  static String codec(AVStream stream) {
    return avcodec_get_name(stream.codecpar().codec_id()).getString();
  }

  /** Reads no other streams from here on than these; -1 for none. */
  void read(int one, int other) {
    for (int i = 0; i < context.nb_streams(); i++) {
      context.streams(i).discard(i == one || i == other ? AVDISCARD_DEFAULT : AVDISCARD_ALL);
    }
  }

  /** Returns whether reading begins at the beginning of the file: nothing has been read yet. */
  boolean isFresh() {
    return fresh;
  }

  /** Notes that reading begins. */
  void use() {
    fresh = false;
  }

  /**
   * Goes to a point at or before {@code seconds} where stream {@code index} can be read from.
   *
   * @return false if FFmpeg finds none
   */
  boolean seek(int index, double seconds) {
    fresh = false;
    AVStream stream = context.streams(index);
    double base = (double) stream.time_base().num() / stream.time_base().den();
    long stamp = (long) Math.floor((seconds + start) / base);
    return av_seek_frame(context, index, stamp, AVSEEK_FLAG_BACKWARD) >= 0;
  }

  @Override
  public void close() {
    avformat_close_input(context);
  }
}
