package dev.xdc.suite;

import dev.xdc.clip.Modality;
import java.util.List;

/**
 * What is judged in a suite, and how: each protocol for each run and modality.
 *
 * @param modalities video first
 * @param protocols in the order of the table
 * @param runs whose encoders are judged
 */
public record SuiteWork(
    List<Modality> modalities, List<SuiteProtocol> protocols, List<EncoderRun> runs) {

  /** Copies the lists. */
  public SuiteWork {
    modalities = List.copyOf(modalities);
    protocols = List.copyOf(protocols);
    runs = List.copyOf(runs);
  }
}
