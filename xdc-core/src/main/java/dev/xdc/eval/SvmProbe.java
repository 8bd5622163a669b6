package dev.xdc.eval;

import ai.djl.ndarray.NDManager;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.Labels;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoder;
import java.io.IOException;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * The paper's protocol for DCASE (section 6): a linear SVM on {@code conv_5} features of uniformly
 * spaced clips of each recording, whose scores are averaged. The paper states neither
 * standardisation nor C: here columns are standardised, and C is chosen by cross-validation on the
 * training set, with folds by group, never by clip.
 */
public final class SvmProbe {

  /** Values of C that are tried. */
  public static final List<Double> CANDIDATES = List.of(1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0);

  private static final int FOLDS = 5;

  private final EvalProtocol protocol;
  private final ClipFeatures.Kind kind;
  private final List<Double> candidates;
  private final SvmSolver solver;

  /**
   * A probe by {@code protocol}; its average of scores is always the plain mean.
   *
   * @param kind which features
   * @param candidates values of C, at least one
   * @param solver what learns
   */
  public SvmProbe(
      EvalProtocol protocol, ClipFeatures.Kind kind, List<Double> candidates, SvmSolver solver) {
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException("candidates is empty, must hold at least one C");
    }
    this.protocol = protocol;
    this.kind = kind;
    this.candidates = candidates.stream().sorted().toList();
    this.solver = solver;
  }

  /**
   * What came out.
   *
   * @param c the chosen C: the smallest of those with the highest accuracy
   * @param crossValidation accuracy on the folds by C, per video; empty if there was one candidate
   * @param result on the test set
   */
  public record Outcome(double c, Map<Double, Double> crossValidation, EvalResult result) {}

  /** Runs with every video as a group of its own. */
  public Outcome run(Encoder encoder, ClipDataset train, ClipDataset test, IntConsumer progress)
      throws IOException {
    return run(encoder, train, test, IntStream.range(0, train.size()).toArray(), progress);
  }

  /**
   * Chooses C, learns on {@code train} and scores {@code test}.
   *
   * @param groups of each training video: what lies in one group is never split between folds. If
   *     there are at most five groups, they are the folds.
   * @param progress receives the clips that went through the encoder
   */
  public Outcome run(
      Encoder encoder, ClipDataset train, ClipDataset test, int[] groups, IntConsumer progress)
      throws IOException {
    long start = System.nanoTime();
    LabelledSets.Known sets = LabelledSets.labels(train, test);
    Labels known = sets.train();
    BitSet leftOut = protocol.leftOut(known.classes(), known.count());
    ClipFeatures learned =
        ClipFeatures.extract(
            kind, encoder, train, leftOut, protocol.trainClips(), protocol.batchSize(), progress);
    int trained = learned.rows().length;
    ClipFeatures scored =
        ClipFeatures.extract(
            kind,
            encoder,
            test,
            new BitSet(),
            protocol.testClips(),
            protocol.batchSize(),
            done -> progress.accept(trained + done));
    Map<Double, Double> accuracies = new LinkedHashMap<>();
    if (candidates.size() > 1) {
      int[] folds = GroupFolds.of(groups, known.classes(), FOLDS, protocol.seed());
      candidates.forEach(c -> accuracies.put(c, crossValidate(c, learned, known, folds, encoder)));
    }
    double c = best(accuracies);
    LinearModel model = fit(c, learned, known, encoder);
    EvalResult result =
        LabelledSets.result(
            encoder.modality(),
            scored.clips(),
            model.scores(scored.rows()),
            sets.test(),
            ScoreAverage.LOGITS,
            (System.nanoTime() - start) * 1e-9);
    return new Outcome(c, accuracies, result);
  }

  private double best(Map<Double, Double> accuracies) {
    double best = candidates.get(0);
    double highest = -1;
    for (Map.Entry<Double, Double> tried : accuracies.entrySet()) {
      if (tried.getValue() > highest) {
        highest = tried.getValue();
        best = tried.getKey();
      }
    }
    return best;
  }

  /** Returns the share of videos that a machine learned on the other folds gets right. */
  private double crossValidate(
      double c, ClipFeatures all, Labels labels, int[] folds, Encoder encoder) {
    return GroupFolds.crossValidate(
        all,
        folds,
        (rest, held) ->
            LabelledSets.result(
                    Modality.AUDIO,
                    held.clips(),
                    fit(c, rest, labels, encoder).scores(held.rows()),
                    labels,
                    ScoreAverage.LOGITS,
                    0)
                .top1());
  }

  /** Learns on the device of the encoder. */
  private LinearModel fit(double c, ClipFeatures features, Labels labels, Encoder encoder) {
    try (NDManager scratch = encoder.manager().newSubManager()) {
      return new LinearSvm(c, solver)
          .fit(scratch.create(features.rows()), features.perRow(labels.classes()), labels.count());
    }
  }
}
