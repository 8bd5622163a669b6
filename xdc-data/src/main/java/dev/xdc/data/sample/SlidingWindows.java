package dev.xdc.data.sample;

import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.ClipSpec.AudioAlignment;
import dev.xdc.clip.Modality;
import dev.xdc.data.media.MediaInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * Windows that slide over a whole file, one clip each: what temporal localisation takes its
 * features from.
 *
 * @param spec what a clip is; see {@link #lengthened}
 * @param modality picture or sound
 * @param strideSeconds from the beginning of one window to that of the next, positive; rounded to
 *     whole frames
 */
public record SlidingWindows(ClipSpec spec, Modality modality, double strideSeconds) {

  /** Checks the stride. */
  public SlidingWindows {
    if (!(strideSeconds > 0 && strideSeconds < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "strideSeconds is " + strideSeconds + ", must be greater than 0 and finite");
    }
  }

  /**
   * A window.
   *
   * @param clip asks for it
   * @param startSeconds from the beginning of the file
   * @param endSeconds past its last frame or sample; may lie past the end of a file that is shorter
   *     than a window
   */
  public record Window(ClipRequest clip, double startSeconds, double endSeconds) {}

  /**
   * Returns the windows of a file, in order and none twice: from its beginning on, as long as they
   * lie within it, and at least one.
   *
   * @param index the file's position in its data set
   */
  public List<Window> of(int index, MediaInfo file) {
    ClipSampler sampler = new ClipSampler(spec);
    double seconds = modality == Modality.VIDEO ? spec.videoSeconds() : spec.audioSeconds();
    double last = Math.max(0, file.durationSeconds() - seconds);
    List<Window> windows = new ArrayList<>();
    double before = -1;
    for (int i = 0; i * strideSeconds <= last + 1e-6; i++) {
      ClipRequest clip =
          new ClipRequest(index, position(i * strideSeconds, file), ClipRequest.NO_AUGMENTATION);
      ClipWindow found =
          modality == Modality.VIDEO ? sampler.video(clip, file) : sampler.audio(clip, file);
      if (found.startSeconds() > before) {
        before = found.startSeconds();
        windows.add(new Window(clip, before, before + found.seconds()));
      }
    }
    return windows;
  }

  /** Returns the position whose window begins at {@code start}, as near as frames allow. */
  private double position(double start, MediaInfo file) {
    double room;
    double from = start;
    if (file.hasVideo()) {
      double frames = file.frames(spec.framesPerSecond()) - (double) spec.spanFrames();
      room = frames / spec.framesPerSecond();
      if (modality == Modality.AUDIO && spec.audioAlignment() == AudioAlignment.CENTRE) {
        from += (spec.audioSeconds() - spec.videoSeconds()) / 2;
      }
    } else {
      room = file.durationSeconds() - spec.audioSeconds();
    }
    return room <= 0 ? 0 : Math.min(1, Math.max(0, from / room));
  }

  /**
   * Returns a specification whose clips last {@code seconds}, at the rates of {@code spec}. The
   * built-in encoders take clips of any length, since they average over time.
   *
   * @throws IllegalArgumentException if not positive or more than 600
   */
  public static ClipSpec lengthened(ClipSpec spec, double seconds) {
    double framesPerSecond = spec.framesPerSecond() / spec.frameStride();
    return spec.toBuilder()
        .optFrames((int) Math.max(1, Math.round(seconds * framesPerSecond)))
        .optAudioSeconds(seconds)
        .optAudioFrames(
            (int) Math.max(1, Math.round(spec.audioFrames() * seconds / spec.audioSeconds())))
        .build();
  }
}
