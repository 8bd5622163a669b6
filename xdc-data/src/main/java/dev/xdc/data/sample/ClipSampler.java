package dev.xdc.data.sample;

import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.ClipSpec.AudioAlignment;
import dev.xdc.clip.Seeds;
import dev.xdc.data.media.MediaInfo;

/**
 * Finds the frames and samples of a requested clip. Both lie on the grid of the target rate, so
 * that the same request always means the same frames.
 */
public final class ClipSampler {

  private static final long SHIFT = "audio-shift".hashCode();

  private final ClipSpec spec;

  /** Samples clips of {@code spec}. */
  public ClipSampler(ClipSpec spec) {
    this.spec = spec;
  }

  /**
   * Returns the frames that a clip spans, beginning where {@link ClipRequest#start} says among the
   * places that lie within the file. A file with fewer frames gives its first ones; the reader
   * repeats the last.
   */
  public ClipWindow video(ClipRequest clip, MediaInfo file) {
    int room = Math.max(0, file.frames(spec.framesPerSecond()) - spec.spanFrames());
    return new ClipWindow(clip.start(room), spec.spanFrames(), spec.framesPerSecond());
  }

  /**
   * Returns the samples of a clip. They share centre or start with its frames, are moved inside the
   * file if it is long enough, and are then shifted at random by up to {@link
   * ClipSpec#audioJitterSeconds()} if the clip is augmented: a shift may leave the file, and what
   * lies outside is silence. In a file without picture the position counts over the sound itself.
   */
  public ClipWindow audio(ClipRequest clip, MediaInfo file) {
    int rate = spec.sampleRateHertz();
    int length = (int) Math.round(spec.audioSeconds() * rate);
    double room = Math.max(0, file.durationSeconds() - spec.audioSeconds());
    double start = clip.position() * room;
    if (file.hasVideo()) {
      ClipWindow video = video(clip, file);
      start =
          spec.audioAlignment() == AudioAlignment.START
              ? video.startSeconds()
              : video.centreSeconds() - spec.audioSeconds() / 2;
    }
    start = Math.min(Math.max(start, 0), room) + shift(clip);
    return new ClipWindow(Math.round(start * rate), length, rate);
  }

  private double shift(ClipRequest clip) {
    if (!clip.augmented() || spec.audioJitterSeconds() == 0) {
      return 0;
    }
    double uniform = (Seeds.mix(clip.augmentationSeed(), SHIFT) >>> 11) * 0x1.0p-53;
    return (2 * uniform - 1) * spec.audioJitterSeconds();
  }
}
