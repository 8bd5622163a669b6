package dev.xdc.eval;

import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipSubset;
import dev.xdc.clip.Labels;
import dev.xdc.encoder.Encoder;
import dev.xdc.train.DivergedException;
import dev.xdc.train.StreamTraining;
import dev.xdc.train.TrainingPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Fine-tuning over a grid of learning rates, of which one is selected (paper, Table 11), and how it
 * was selected goes with the result.
 */
public final class FineTuneGrid {

  /** One in so many groups of the training set is held out for {@link Selection#HELD_OUT}. */
  private static final int HELD_OUT_FOLDS = 5;

  private final EvalProtocol protocol;
  private final TrainingPlan plan;
  private final List<Double> rates;
  private final Selection selection;

  /** What a learning rate is selected on. */
  public enum Selection {
    /**
     * The test set itself, the best result being reported, as the paper does (supplement B): biased
     * upwards.
     */
    EVALUATION,
    /**
     * A fifth of the training set, by group, held out from training; the selected rate then trains
     * on all of it.
     */
    HELD_OUT;

    @Override
    public String toString() {
      return this == EVALUATION ? "evaluation" : "held-out";
    }
  }

  /** Opens the encoder to be tuned, anew for each learning rate; the grid closes it. */
  @FunctionalInterface
  public interface Source {
    /** Returns an encoder with the weights to start from. */
    Encoder open() throws IOException;
  }

  /**
   * One learning rate.
   *
   * @param result on what the rate is selected on; null if the training diverged
   */
  public record Candidate(double rate, @Nullable EvalResult result) {}

  /**
   * What came out.
   *
   * @param selection what the rate was selected on; says nothing if there was one candidate
   * @param candidates all rates, in ascending order
   * @param rate the selected one: the smallest of those with the highest video accuracy
   * @param result on the test set
   */
  public record Outcome(
      Selection selection, List<Candidate> candidates, double rate, EvalResult result) {}

  /**
   * A grid.
   *
   * @param plan its base learning rate does not count
   * @param rates at least one, each positive
   */
  public FineTuneGrid(
      EvalProtocol protocol, TrainingPlan plan, List<Double> rates, Selection selection) {
    if (rates.isEmpty() || rates.stream().anyMatch(rate -> !(rate > 0))) {
      throw new IllegalArgumentException(
          "rates is " + rates + ", must hold at least one, each positive");
    }
    this.protocol = protocol;
    this.plan = plan;
    this.rates = rates.stream().sorted().distinct().toList();
    this.selection = selection;
  }

  /**
   * Trains all of the network at each rate.
   *
   * @param groups of each training video: what lies in one group is held out together
   * @throws IllegalStateException if training diverges at every rate
   */
  public Outcome full(
      Source source,
      ClipDataset train,
      ClipDataset test,
      int[] groups,
      long seed,
      StreamTraining.Watcher watcher)
      throws IOException {
    return run(
        (learning, scoring, tried) -> {
          List<Candidate> found = new ArrayList<>();
          for (double rate : tried) {
            try (Encoder encoder = source.open()) {
              TrainingPlan at = plan.withBaseRate(rate);
              found.add(
                  new Candidate(
                      rate,
                      new FineTune(protocol, at).run(encoder, learning, scoring, seed, watcher)));
            } catch (DivergedException e) {
              if (tried.size() == 1) {
                throw e;
              }
              found.add(new Candidate(rate, null));
            }
          }
          return found;
        },
        train,
        test,
        groups);
  }

  /** Trains one layer on the frozen encoder at all rates; see {@link FcOnly}. */
  public Outcome fcOnly(
      Encoder encoder,
      ClipDataset train,
      ClipDataset test,
      int[] groups,
      long seed,
      StreamTraining.Watcher watcher)
      throws IOException {
    return run(
        (learning, scoring, tried) -> {
          List<@Nullable EvalResult> results =
              new FcOnly(protocol, plan).run(encoder, learning, scoring, tried, seed, watcher);
          return IntStream.range(0, tried.size())
              .mapToObj(i -> new Candidate(tried.get(i), results.get(i)))
              .toList();
        },
        train,
        test,
        groups);
  }

  /** Trains at some rates on one set and scores another. */
  private interface Trials {
    List<Candidate> run(ClipDataset learning, ClipDataset scoring, List<Double> rates)
        throws IOException;
  }

  private Outcome run(Trials trials, ClipDataset train, ClipDataset test, int[] groups)
      throws IOException {
    Labels known = LabelledSets.labels(train, test).train();
    if (rates.size() == 1 || selection == Selection.EVALUATION) {
      List<Candidate> candidates = trials.run(train, test, rates);
      Candidate best = best(candidates);
      return new Outcome(selection, candidates, best.rate(), result(best));
    }
    int[] folds = GroupFolds.of(groups, known.classes(), HELD_OUT_FOLDS, protocol.seed());
    int[] rest = IntStream.range(0, folds.length).filter(v -> folds[v] != 0).toArray();
    int[] held = IntStream.range(0, folds.length).filter(v -> folds[v] == 0).toArray();
    List<Candidate> candidates =
        trials.run(new ClipSubset(train, rest), new ClipSubset(train, held), rates);
    Candidate best = best(candidates);
    Candidate refit = trials.run(train, test, List.of(best.rate())).get(0);
    return new Outcome(selection, candidates, best.rate(), result(refit));
  }

  private static Candidate best(List<Candidate> candidates) {
    Candidate best = candidates.get(0);
    for (Candidate candidate : candidates) {
      if (candidate.result() != null
          && (best.result() == null || candidate.result().top1() > best.result().top1())) {
        best = candidate;
      }
    }
    return best;
  }

  private EvalResult result(Candidate candidate) {
    EvalResult result = candidate.result();
    if (result == null) {
      throw new IllegalStateException(
          "training diverged at every learning rate of " + rates + "; use smaller ones");
    }
    return result;
  }
}
