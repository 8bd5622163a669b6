package dev.xdc.cli.option;

import dev.xdc.clip.Modality;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Option;

/** Which of picture and sound to work with. */
public final class ModalityOption {

  /** One modality, or both. */
  public enum Choice {
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
      paramLabel = "MODALITY",
      description = "Modalities to use: ${COMPLETION-CANDIDATES}. Files may lack the other one.")
  private Choice choice = Choice.BOTH;

  /** Nothing is given yet. */
  public ModalityOption() {}

  /** Returns the modalities, video first. */
  public List<Modality> modalities() {
    return switch (choice) {
      case VIDEO -> List.of(Modality.VIDEO);
      case AUDIO -> List.of(Modality.AUDIO);
      case BOTH -> List.of(Modality.values());
    };
  }

  /** Returns what every file must hold. */
  public Set<Modality> required() {
    return Set.copyOf(modalities());
  }
}
