package dev.xdc.data.index;

import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.data.media.MediaInfo;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which media files can be used.
 *
 * @param spec of the clips to be cut; a picture must be long enough for one
 * @param required what every file must hold; not empty
 * @param maxRefusedShare share of files, from 0 to 1, beyond which a scan fails as a whole
 */
public record IndexRules(ClipSpec spec, Set<Modality> required, double maxRefusedShare) {

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

  /** Returns why {@code file} cannot be used, or null if it can. */
  @Nullable String refusal(MediaInfo file) {
    if (required.contains(Modality.AUDIO) && !file.hasAudio()) {
      return "no sound";
    }
    if (!required.contains(Modality.VIDEO)) {
      return null;
    }
    if (!file.hasVideo()) {
      return "no picture";
    }
    if (file.frames(spec.framesPerSecond()) < spec.spanFrames()) {
      return String.format(
          Locale.ROOT,
          "too short: %.3f s, a clip takes %.3f s",
          file.durationSeconds(),
          spec.videoSeconds());
    }
    try {
      file.resized(spec.shortSide());
    } catch (IllegalArgumentException e) {
      return "picture of " + file.width() + " x " + file.height() + " is too long and narrow";
    }
    return null;
  }
}
