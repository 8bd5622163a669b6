package dev.xdc.data.reader;

import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.data.media.AudioStream;
import dev.xdc.data.media.ClipCut;
import dev.xdc.data.media.DecodeResult;
import dev.xdc.data.media.DecodedClip;
import dev.xdc.data.media.FrameCut;
import dev.xdc.data.media.FrameSize;
import dev.xdc.data.media.MediaException;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.media.SoundCut;
import dev.xdc.data.media.VideoStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/** A {@link ClipSource} as what lies above takes videos: described like files, and cut. */
final class SourceCuts implements CutSource {
  /** So that a frame shown from exactly an instant on is the one of that instant. */
  private static final double ROUNDING = 1e-6;

  private static final String CODEC = "raw";

  private final ClipSource source;
  private final List<ClipSource.Video> videos;

  SourceCuts(ClipSource source) {
    this.source = source;
    videos = List.copyOf(source.videos());
    Set<String> ids = new HashSet<>();
    for (ClipSource.Video video : videos) {
      if (!ids.add(video.id())) {
        throw new IllegalArgumentException("two videos of the source have the id " + video.id());
      }
    }
  }

  /** Returns the videos as a list of files that are none. */
  MediaList list() {
    List<MediaList.Item> items = new ArrayList<>();
    for (int i = 0; i < videos.size(); i++) {
      ClipSource.Video video = videos.get(i);
      items.add(new MediaList.Item(video.id(), path(i), video.label()));
    }
    return MediaList.of(source.toString(), items);
  }

  private Path path(int video) {
    try {
      return Path.of(videos.get(video).id());
    } catch (InvalidPathException e) {
      return Path.of("video-" + video); // stands in messages only
    }
  }

  /**
   * Returns what each video holds.
   *
   * @throws IllegalArgumentException if sound that is needed has another rate than clips
   */
  List<MediaInfo> media(ClipSpec spec, Set<Modality> required) {
    return IntStream.range(0, videos.size()).mapToObj(i -> media(i, spec, required)).toList();
  }

  private MediaInfo media(int index, ClipSpec spec, Set<Modality> required) {
    ClipSource.Video video = videos.get(index);
    int rate = video.sampleRateHertz();
    if (required.contains(Modality.AUDIO) && rate > 0 && rate != spec.sampleRateHertz()) {
      throw new IllegalArgumentException(
          video.id()
              + " has sound at "
              + rate
              + " Hz, clips take "
              + spec.sampleRateHertz()
              + ": resample it, or set ClipSpec.sampleRateHertz");
    }
    ClipSource.Picture shown = video.picture();
    VideoStream picture =
        shown == null
            ? null
            : new VideoStream(CODEC, shown.framesPerSecond(), shown.width(), shown.height(), 0);
    AudioStream sound = rate > 0 ? new AudioStream(CODEC, rate, 1, 0) : null;
    try {
      return new MediaInfo(path(index), video.seconds(), picture, sound);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(video.id() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public List<DecodeResult> readAll(List<Integer> numbers, List<ClipCut> cuts) throws IOException {
    List<DecodeResult> results = new ArrayList<>(cuts.size());
    for (int i = 0; i < cuts.size(); i++) {
      results.add(read(numbers.get(i), cuts.get(i)));
    }
    return results;
  }

  private DecodeResult read(int video, ClipCut cut) throws InterruptedIOException {
    FrameCut frames = cut.frames();
    SoundCut sound = cut.sound();
    try {
      return new DecodeResult(
          new DecodedClip(
              frames == null ? null : frames(video, frames, cut.file().startSeconds()),
              sound == null ? null : sound(video, cut.firstSample(), sound)),
          null);
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      String id = videos.get(video).id();
      return new DecodeResult(null, new MediaException(id + ": " + e.getMessage(), e));
    }
  }

  private byte[] frames(int video, FrameCut cut, double start) throws IOException {
    ClipSource.Picture picture = Objects.requireNonNull(videos.get(video).picture());
    int last = (int) Math.ceil(videos.get(video).seconds() * picture.framesPerSecond() - 0.5) - 1;
    int[] shown =
        IntStream.range(cut.first(), cut.first() + cut.frames())
            .mapToDouble(i -> start + i / cut.framesPerSecond())
            .map(seconds -> seconds * picture.framesPerSecond() + ROUNDING)
            .mapToInt(number -> (int) Math.min(number, Math.max(0, last)))
            .toArray();
    int[] numbers = IntStream.of(shown).distinct().toArray();
    byte[][] frames = source.frames(video, numbers);
    FrameSize size = new FrameSize(picture.width(), picture.height());
    requireFrames(frames, numbers.length, size);
    PictureScaler scaler = new PictureScaler(size, cut.size());
    byte[] bytes = new byte[cut.bytes()];
    int at = -1;
    for (int i = 0; i < shown.length; i++) {
      int to = i * cut.size().bytes();
      if (at >= 0 && shown[i] == numbers[at]) {
        System.arraycopy(bytes, to - cut.size().bytes(), bytes, to, cut.size().bytes());
      } else {
        at++;
        scaler.scale(frames[at], bytes, to);
      }
    }
    return bytes;
  }

  private static void requireFrames(byte[][] frames, int count, FrameSize size) {
    if (frames.length != count) {
      throw new IllegalStateException(
          "ClipSource.frames gave " + frames.length + " frames, must be " + count);
    }
    for (byte[] frame : frames) {
      if (frame.length != size.bytes()) {
        throw new IllegalStateException(
            "ClipSource.frames gave a frame of "
                + frame.length
                + " bytes, must be "
                + size.bytes()
                + " for "
                + size.width()
                + " x "
                + size.height()
                + " pixels");
      }
    }
  }

  private byte[] sound(int video, long first, SoundCut cut) throws IOException {
    short[] samples = source.samples(video, first, cut.samples());
    if (samples.length > cut.samples()) {
      throw new IllegalStateException(
          "ClipSource.samples gave "
              + samples.length
              + " samples, must be at most "
              + cut.samples());
    }
    byte[] bytes = new byte[cut.bytes()];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().put(samples);
    return bytes;
  }
}
