package dev.xdc.data.index;

import dev.xdc.clip.Modality;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.media.RefusalKind;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an index asks of every file, whatever clips are cut from it later.
 *
 * @param required what every file must hold; not empty
 * @param minSeconds how long it must last at least; 0 if any length will do
 */
public record FileRules(Set<Modality> required, double minSeconds) {

  /** Checks the settings. */
  public FileRules {
    required = Set.copyOf(required);
    if (required.isEmpty()) {
      throw new IllegalArgumentException("required is empty, must hold at least one modality");
    }
    if (!(minSeconds >= 0 && minSeconds < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("minSeconds is " + minSeconds + ", must be at least 0");
    }
  }

  /** Returns why {@code file} cannot be used, or null if it can. */
  public @Nullable Refusal refusal(MediaInfo file) {
    if (required.contains(Modality.AUDIO) && !file.hasAudio()) {
      return new Refusal(RefusalKind.NO_SOUND, "no sound");
    }
    if (required.contains(Modality.VIDEO) && !file.hasVideo()) {
      return new Refusal(RefusalKind.NO_PICTURE, "no picture");
    }
    if (file.durationSeconds() < minSeconds) {
      return new Refusal(
          RefusalKind.TOO_SHORT,
          String.format(
              Locale.ROOT,
              "too short: %.3f s, at least %.3f s are asked for",
              file.durationSeconds(),
              minSeconds));
    }
    return null;
  }
}
