package dev.xdc.clip;

import java.util.Locale;

/** One of the two signals of a clip. */
public enum Modality {
  /** The picture: a tensor of shape (3, T, H, W). */
  VIDEO,
  /** The sound, as a log-mel spectrogram: a tensor of shape (1, M, F). */
  AUDIO;

  /** Returns the other modality, the one that supervises this one in XDC. */
  public Modality other() {
    return this == VIDEO ? AUDIO : VIDEO;
  }

  /**
   * Returns the modality that settings, metrics and files call {@code name}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Modality of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** Returns the name as settings, metrics and files spell it: {@code video} or {@code audio}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
