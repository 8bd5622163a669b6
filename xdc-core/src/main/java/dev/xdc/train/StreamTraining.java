package dev.xdc.train;

import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Modality;
import dev.xdc.clip.RequestCursor;
import dev.xdc.clip.Seeds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Trains one encoder on fixed labels for some epochs: step 5 of the paper's loop, and all of a
 * supervised run.
 */
public final class StreamTraining {
  private final ClipDataset dataset;
  private final Modality modality;
  private final TrainingClips clips;
  private final TrainingPlan plan;
  private final Watcher watcher;

  /** Sees what happens while it happens. */
  public interface Watcher {
    /** Some more clips were trained on; {@code planned} is their number over all epochs. */
    default void onTrained(long done, long planned) {}

    /** An epoch ended. */
    default void onEpoch(EpochMetrics metrics) {}
  }

  /**
   * Prepares training on the {@code modality} of {@code clips} from {@code dataset}, which stays
   * the caller's.
   */
  public StreamTraining(
      ClipDataset dataset,
      Modality modality,
      TrainingClips clips,
      TrainingPlan plan,
      Watcher watcher) {
    this.dataset = dataset;
    this.modality = modality;
    this.clips = clips;
    this.plan = plan;
    this.watcher = watcher;
  }

  /**
   * Trains.
   *
   * @param learner the encoder with heads for the labels
   * @param labels for each head one label per item of the clips
   * @param leftOut items that are not used
   * @param seed decides order, windows and crops
   * @param round the round, for the metrics
   * @param stream the stream's name, for the metrics
   * @return the metrics of the epochs, fewer than planned if the early stop ended them
   * @throws DivergedException if the loss is not finite
   * @throws IOException if too many clips cannot be read
   */
  public List<EpochMetrics> train(
      StreamLearner learner,
      List<int[]> labels,
      BitSet leftOut,
      long seed,
      int round,
      String stream)
      throws IOException {
    int[] items = clips.training(leftOut);
    int[] held = clips.validation(leftOut);
    if (items.length < 2) {
      throw new IllegalArgumentException(
          items.length
              + " clips are left to train on, must be at least 2: add clips or lower the validation share");
    }
    int perEpoch = plan.clipsPerEpoch() == 0 ? items.length : plan.clipsPerEpoch();
    long steps = ((long) perEpoch + plan.batchSize() - 1) / plan.batchSize();
    int epochs = plan.schedule().epochs();
    EarlyStop earlyStop = new EarlyStop(plan.patience());
    List<EpochMetrics> history = new ArrayList<>();
    for (int epoch = 0; epoch < epochs; epoch++) {
      long epochSeed = Seeds.mix(seed, epoch);
      long firstStep = steps * epoch;
      long clipsBefore = (long) epoch * perEpoch;
      int[] order =
          ClipOrder.epoch(items, plan.balanceClasses() ? labels.get(0) : null, perEpoch, epochSeed);
      Tally training = new Tally();
      training.run(
          order,
          item -> clips.trainingClip(item, epochSeed),
          labels,
          (batch, targets) -> {
            training.rate =
                plan.rateScale() * plan.schedule().rate(firstStep + training.batches, steps);
            StreamLearner.Outcome outcome = learner.step(batch, targets, training.rate);
            if (!Double.isFinite(outcome.loss())) {
              throw new DivergedException(
                  round, stream, firstStep + training.batches, training.rate, outcome.loss());
            }
            watcher.onTrained(
                clipsBefore + training.clips + batch.size(), (long) epochs * perEpoch);
            return outcome;
          });
      Tally validation = new Tally();
      validation.run(held, clips::validationClip, labels, learner::evaluate);
      history.add(metrics(training, validation, epoch, round, stream));
      watcher.onEpoch(history.get(epoch));
      if (held.length > 0 && earlyStop.stopsAfter(validation.loss())) {
        break;
      }
    }
    return history;
  }

  private EpochMetrics metrics(
      Tally training, Tally validation, int epoch, int round, String stream) {
    return new EpochMetrics(
        round,
        stream,
        epoch + 1,
        plan.schedule().epochs(),
        training.rate,
        training.loss(),
        training.accuracy(),
        validation.loss(),
        validation.accuracy(),
        training.clips,
        training.failures,
        training.seconds + validation.seconds,
        training.waitSeconds + validation.waitSeconds);
  }

  /** What is done with each batch. */
  private interface BatchAction {
    StreamLearner.Outcome apply(ClipBatch batch, List<int[]> labels);
  }

  /** One pass over some items, and its sums. */
  private final class Tally {
    private int clips;
    private int batches;
    private int failures;
    private double rate;
    private double lossSum;
    private double accuracySum;
    private double seconds;
    private double waitSeconds;

    void run(int[] order, IntFunction<ClipRequest> clipOf, List<int[]> labels, BatchAction action)
        throws IOException {
      if (order.length == 0) {
        return;
      }
      long start = System.nanoTime();
      List<ClipRequest> requests = new ArrayList<>(order.length);
      for (int item : order) {
        requests.add(clipOf.apply(item));
      }
      RequestCursor cursor = new RequestCursor(requests);
      try (ClipReader reader = dataset.read(EnumSet.of(modality), requests, plan.batchSize())) {
        for (ClipBatch batch = reader.next(); batch != null; batch = reader.next()) {
          List<int[]> targets = targets(order, cursor.positions(batch), labels);
          if (batch.size() < 2) {
            continue; // batch norm cannot train on a single clip
          }
          StreamLearner.Outcome outcome = action.apply(batch, targets);
          clips += batch.size();
          batches++;
          lossSum += outcome.loss() * batch.size();
          accuracySum += outcome.accuracy() * batch.size();
        }
        failures = reader.failures();
        waitSeconds = reader.waitSeconds();
      }
      seconds = (System.nanoTime() - start) * 1e-9;
    }

    double loss() {
      return clips == 0 ? Double.NaN : lossSum / clips;
    }

    double accuracy() {
      return clips == 0 ? Double.NaN : accuracySum / clips;
    }
  }

  private static List<int[]> targets(int[] order, int[] positions, List<int[]> labels) {
    List<int[]> targets = new ArrayList<>(labels.size());
    for (int[] head : labels) {
      int[] target = new int[positions.length];
      for (int row = 0; row < target.length; row++) {
        target[row] = head[order[positions[row]]];
      }
      targets.add(target);
    }
    return targets;
  }
}
