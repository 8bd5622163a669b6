package dev.xdc.suite;

import dev.xdc.clip.Modality;
import dev.xdc.eval.FineTuneGrid;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Work of a suite that is done or not as a whole.
 *
 * @param modalities the encoder that is judged; retrieval takes all at once
 */
record SuiteCell(
    SuiteProtocol protocol, List<Modality> modalities, SuiteData.Part part, EncoderRun run) {

  /** Returns what other cells that take about as long have in common with this one. */
  String kind() {
    return protocol + " " + modalities;
  }

  /** Returns the modality of the first, or only, encoder. */
  Modality modality() {
    return modalities.get(0);
  }

  /** Returns whether {@code line} is a result of this cell. */
  boolean is(SuiteLine line) {
    String first = modality().toString();
    return line.protocol().equals(protocol.toString())
        && (line.encoder().equals(first) || line.encoder().startsWith(first + " to "))
        && line.split().equals(part.name())
        && line.run().equals(run.toString());
  }

  /** Returns the results of a protocol that asks for features alone. */
  List<SuiteLine> lines(List<SuiteFeatures.Outcome> outcomes) {
    return outcomes.stream().map(o -> line(o.encoder(), o.scores(), o.chosen(), null)).toList();
  }

  /** Returns the result of a training at several learning rates. */
  SuiteLine line(FineTuneGrid.Outcome outcome) {
    return line(
        modality().toString(),
        SuiteLine.scores(outcome.result()),
        Map.of("rate", outcome.rate()),
        outcome.candidates().stream().map(SuiteLine.Candidate::of).toList());
  }

  /** Returns a result with the settings that were chosen for it. */
  SuiteLine line(Map<String, Double> scores, Map<String, Double> chosen) {
    return line(modality().toString(), scores, chosen, null);
  }

  private SuiteLine line(
      String encoder,
      Map<String, Double> scores,
      Map<String, Double> chosen,
      @Nullable List<SuiteLine.Candidate> candidates) {
    return new SuiteLine(
        protocol.toString(),
        encoder,
        part.name(),
        run.toString(),
        scores,
        chosen,
        candidates,
        run.weights(),
        0);
  }

  @Override
  public String toString() {
    return protocol
        + " "
        + (modalities.size() == 1 ? modality() : "both")
        + " "
        + part.name()
        + " "
        + run;
  }
}
