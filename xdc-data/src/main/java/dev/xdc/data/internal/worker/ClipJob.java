package dev.xdc.data.internal.worker;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.jspecify.annotations.Nullable;

/**
 * Cuts one clip. Picture and sound are read one after the other, each from a point that suits it;
 * where that turns out to lie too late, from an earlier one, and at last from the file's beginning.
 */
final class ClipJob implements AutoCloseable {

  /** Seconds by which reading begins earlier, to be tried in turn. */
  private static final double[] LEADS = {0, 1, 10};

  private final Job job;
  private final Natives natives;
  private final Reply reply;
  private final AVPacket packet = av_packet_alloc();
  private OpenFile file;
  private @Nullable Pictures pictures;
  private @Nullable Sounds sounds;
  private boolean released;

  /**
   * Prepares a cut.
   *
   * @param open the job's file, to be closed by this; null if it is to be opened
   */
  ClipJob(Job job, Natives natives, Reply reply, @Nullable OpenFile open) throws FaultException {
    this.job = job;
    this.natives = natives;
    this.reply = reply;
    file = open == null ? new OpenFile(job) : open;
  }

  /** Hands over the file, which this no longer closes. */
  OpenFile release() {
    released = true;
    return file;
  }

  /** Cuts the clip and returns what is to be said of it. */
  Outcome run() throws IOException {
    String failure = "";
    try {
      Job.Frames frames = job.frames();
      Job.Sound sound = job.sound();
      Sounds heard = sound == null ? null : new Sounds(file, job, sound, reply);
      sounds = heard;
      Pictures seen = frames == null ? null : new Pictures(file, frames, job.maxPixels(), reply);
      pictures = seen;
      boolean soundAtStart = heard != null && heard.begin() <= 0;
      boolean pictureAtStart = seen != null && seen.begin() <= 0;
      if (heard != null && seen != null && soundAtStart && pictureAtStart) {
        fromStart(List.of(heard, seen));
      } else {
        // What begins with the file comes first, while nothing has been read yet.
        if (heard != null && soundAtStart) {
          make(heard, heard.begin());
        }
        if (seen != null) {
          make(seen, seen.begin());
        }
        if (heard != null && !soundAtStart) {
          make(heard, heard.begin());
        }
      }
      failure = shortfall(frames, sound);
    } catch (FaultException e) {
      failure = String.valueOf(e.getMessage());
    }
    return new Outcome(
        failure,
        natives.said(),
        pictures == null ? 0 : pictures.damagedFrames(),
        (pictures == null ? 0 : pictures.errors()) + (sounds == null ? 0 : sounds.errors()),
        sounds == null ? 0 : sounds.missing());
  }

  private String shortfall(Job.@Nullable Frames frames, Job.@Nullable Sound sound) {
    long wanted = frames == null ? 0 : 3L * frames.width() * frames.height() * frames.count();
    long heard = sound == null ? 0 : 2L * sound.count();
    long made = pictures == null ? 0 : pictures.bytes();
    long soundMade = sounds == null ? 0 : sounds.bytes();
    return made == wanted && soundMade == heard
        ? ""
        : String.format(
            Locale.ROOT,
            "ffmpeg gave %d of %d picture bytes and %d of %d sound bytes",
            made,
            wanted,
            soundMade,
            heard);
  }

  private void make(Stream stream, double begin) throws IOException, FaultException {
    for (double lead : LEADS) {
      if (begin - lead > 0 && file.seek(stream.index(), begin - lead)) {
        read(List.of(stream), false);
        if (!stream.isMissed()) {
          return;
        }
      }
    }
    fromStart(List.of(stream));
  }

  private void fromStart(List<Stream> streams) throws IOException, FaultException {
    if (!file.isFresh()) {
      // Not every container can be wound back.
      OpenFile again = new OpenFile(job);
      file.close();
      file = again;
    }
    read(streams, true);
  }

  private void read(List<Stream> streams, boolean fromStart) throws IOException, FaultException {
    file.use();
    file.read(streams.get(0).index(), streams.get(streams.size() - 1).index());
    streams.forEach(stream -> stream.begin(fromStart));
    while (!streams.stream().allMatch(Stream::isDone)) {
      boolean more = av_read_frame(file.context(), packet) >= 0;
      for (Stream stream : streams) {
        if (!stream.isDone() && (!more || packet.stream_index() == stream.index())) {
          stream.take(more ? packet : null);
        }
      }
      if (!more) {
        return;
      }
      av_packet_unref(packet);
    }
  }

  @Override
  public void close() {
    if (pictures != null) {
      pictures.close();
    }
    if (sounds != null) {
      sounds.close();
    }
    av_packet_free(packet);
    if (!released) {
      file.close();
    }
  }
}
