package dev.xdc.data.index;

import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.media.RefusalKind;
import dev.xdc.data.media.Segment;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which media files can be used for clips of one kind, and how many may be unusable.
 *
 * @param spec of the clips to be cut
 * @param longEnoughFor clips for which every picture must be long enough; null if any length will
 *     do
 * @param required what every file must hold; not empty
 * @param maxRefusedShare share of files, from 0 to 1, beyond which a scan fails as a whole
 * @param segments how long files are cut into segments; null if they stay whole
 */
public record IndexRules(
    ClipSpec spec,
    @Nullable ClipSpec longEnoughFor,
    Set<Modality> required,
    double maxRefusedShare,
    @Nullable SegmentRule segments) {

  /** Checks the settings. */
  public IndexRules {
    required = Set.copyOf(required);
    if (required.isEmpty()) {
      throw new IllegalArgumentException("required is empty, must hold at least one modality");
    }
    if (!(maxRefusedShare >= 0 && maxRefusedShare <= 1)) {
      throw new IllegalArgumentException(
          "maxRefusedShare is " + maxRefusedShare + ", must be in [0, 1]");
    }
  }

  /** Returns the segments that {@code file} is cut into; none if it stays whole. */
  List<Segment> cut(MediaInfo file) {
    return segments == null ? List.of() : segments.cut(file.durationSeconds());
  }

  /** Returns why {@code file} cannot be used, or null if it can. */
  @Nullable Refusal refusal(MediaInfo file) {
    Refusal missing = new FileRules(required, 0).refusal(file);
    if (missing != null || !required.contains(Modality.VIDEO)) {
      return missing;
    }
    ClipSpec least = longEnoughFor;
    if (least != null && file.frames(least.framesPerSecond()) < least.spanFrames()) {
      return new Refusal(
          RefusalKind.TOO_SHORT,
          String.format(
              Locale.ROOT,
              "too short: %.3f s, a clip takes %.3f s",
              file.durationSeconds(),
              least.videoSeconds()));
    }
    try {
      file.resized(spec.shortSide());
    } catch (IllegalArgumentException e) {
      return new Refusal(
          RefusalKind.FRAME_TOO_LARGE,
          "picture of " + file.width() + " x " + file.height() + " is too long and narrow");
    }
    return null;
  }
}
