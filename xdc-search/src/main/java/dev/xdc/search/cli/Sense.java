package dev.xdc.search.cli;

import dev.xdc.clip.Modality;
import java.util.Locale;

/** Picture and sound as the command line calls them. */
enum Sense {
  PICTURE(Modality.VIDEO),
  SOUND(Modality.AUDIO);

  private final Modality modality;

  Sense(Modality modality) {
    this.modality = modality;
  }

  Modality modality() {
    return modality;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
