package dev.xdc.examples.cli;

import dev.xdc.clip.Modality;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Option;

/** Which of picture and sound to work with. */
final class ModalityOption {

  enum Choice {
    VIDEO,
    AUDIO,
    BOTH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--modality",
      description =
          "Which of picture and sound: ${COMPLETION-CANDIDATES}. Files need to hold no more than that.")
  private Choice choice = Choice.BOTH;

  ModalityOption() {}

  /** Returns the modalities, video first. */
  List<Modality> modalities() {
    return switch (choice) {
      case VIDEO -> List.of(Modality.VIDEO);
      case AUDIO -> List.of(Modality.AUDIO);
      case BOTH -> List.of(Modality.values());
    };
  }

  /** Returns what every file must hold. */
  Set<Modality> required() {
    return Set.copyOf(modalities());
  }
}
