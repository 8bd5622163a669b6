package dev.xdc.train;

import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Modality;
import dev.xdc.clip.Seeds;
import dev.xdc.engine.MemoryUse;
import dev.xdc.timing.Phase;
import dev.xdc.timing.PhaseClock;
import dev.xdc.timing.PhaseTimes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Trains one encoder on fixed labels for some epochs: step 5 of the paper's loop, and all of a
 * supervised run.
 */
public final class StreamTraining {
  /** After how many steps losses are read by default. */
  public static final int READ_OUT_STEPS = 10;

  private final ClipDataset dataset;
  private final Modality modality;
  private final TrainingClips clips;
  private final TrainingPlan plan;
  private final Watcher watcher;
  private int readOutSteps = READ_OUT_STEPS;

  /** Sees what happens while it happens, and may end it by an exception. */
  public interface Watcher {
    /** Some more clips were trained on; {@code planned} is their number over all epochs. */
    default void onTrained(long done, long planned) {}

    /** An epoch ended. */
    default void onEpoch(EpochMetrics metrics) {}

    /**
     * No step is under way. Called after every step and every epoch, and again when the clips of
     * the next step are there; during validation with the position before it.
     */
    default void onPause(TrainingPause pause) throws IOException {}
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
   * Sets after how many steps their losses are read; default {@value #READ_OUT_STEPS}. Reading
   * waits for the device: a GPU gains from more steps, on the CPU it makes no difference. What is
   * trained and reported does not depend on it, but a loss that is not finite may be found only
   * then.
   *
   * @throws IllegalArgumentException if less than 1
   */
  public StreamTraining optReadOutSteps(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException(
          "readOutSteps is " + steps + ", must be at least 1 (1: after every step)");
    }
    readOutSteps = steps;
    return this;
  }

  /**
   * What is learned.
   *
   * @param labels for each head one label per item of the clips
   * @param leftOut items that are not used
   * @param seed decides order, windows and crops
   * @param round the round, for the metrics
   * @param stream the stream's name, for the metrics
   */
  public record Task(List<int[]> labels, BitSet leftOut, long seed, int round, String stream) {}

  /**
   * Trains.
   *
   * @param learner the encoder with heads for the labels; its arrays are those of {@code from}
   * @param from where to resume; {@link StreamPosition#START} to begin
   * @return the metrics of the epochs, fewer than planned if the early stop ended them
   * @throws DivergedException if the loss is not finite
   * @throws IOException if too many clips cannot be read
   */
  public List<EpochMetrics> train(Learner learner, Task task, StreamPosition from)
      throws IOException {
    Epochs epochs = new Epochs(learner, task);
    StreamPosition at = from;
    while (at.epoch() < plan.schedule().epochs() && !at.earlyStop().stops(plan.patience())) {
      at = epochs.train(at);
      epochs.pause(at, at.pass());
    }
    return at.epochs();
  }

  /** What is done with each batch. */
  private interface BatchAction {
    PassTotals apply(PassTotals before, int end, ClipBatch batch, List<int[]> labels);
  }

  /** The epochs of one task. */
  private final class Epochs {
    private final Learner learner;
    private final Task task;
    private final UnreadSteps unread;
    private final int[] items;
    private final int[] held;
    private final int perEpoch;
    private final long steps;

    Epochs(Learner learner, Task task) {
      this.learner = learner;
      this.task = task;
      unread = new UnreadSteps(learner, task);
      items = clips.training(task.leftOut());
      held = clips.validation(task.leftOut());
      if (items.length < 2) {
        throw new IllegalArgumentException(
            items.length
                + " clips are left to train on, must be at least 2: add clips or lower the validation share");
      }
      perEpoch = plan.clipsPerEpoch() == 0 ? clips.ofEpoch(items, 0).length : plan.clipsPerEpoch();
      steps = ((long) perEpoch + plan.batchSize() - 1) / plan.batchSize();
    }

    /** Trains from {@code at} to the end of its epoch, validates, and returns the next epoch. */
    StreamPosition train(StreamPosition at) throws IOException {
      long seed = Seeds.mix(task.seed(), at.epoch());
      int[] classes = plan.balanceClasses() ? task.labels().get(0) : null;
      int[] order = ClipOrder.epoch(clips.ofEpoch(items, seed), classes, perEpoch, seed);
      PassTotals trained =
          pass(
              at.pass(),
              order,
              place -> clips.trainingClip(order[place], seed, place),
              (before, end, batch, labels) -> step(at.epoch(), before, end, batch, labels),
              pass -> pause(at, pass));
      StreamPosition beforeValidation = at.with(trained);
      PassTotals validated =
          pass(
              PassTotals.START,
              held,
              place -> clips.validationClip(held[place]),
              this::evaluate,
              pass -> {
                pause(beforeValidation, trained);
                return pass;
              });
      List<EpochMetrics> metrics = new ArrayList<>(at.epochs());
      metrics.add(metrics(trained, validated, at.epoch()));
      watcher.onEpoch(metrics.get(at.epoch()));
      EarlyStop earlyStop =
          held.length == 0 ? at.earlyStop() : at.earlyStop().after(validated.loss());
      return new StreamPosition(at.epoch() + 1, PassTotals.START, earlyStop, metrics);
    }

    private PassTotals step(
        int epoch, PassTotals before, int end, ClipBatch batch, List<int[]> labels) {
      long step = steps * epoch + before.batches();
      double rate = plan.rateScale() * plan.schedule().rate(step, steps);
      learner.stepAhead(batch, labels, rate);
      unread.add(step, rate, batch.size());
      PassTotals after = before.after(end, batch.size(), rate);
      if (unread.size() >= readOutSteps) {
        after = unread.addTo(after);
      }
      watcher.onTrained(
          (long) epoch * perEpoch + after.clips(), (long) plan.schedule().epochs() * perEpoch);
      return after;
    }

    private PassTotals evaluate(PassTotals before, int end, ClipBatch batch, List<int[]> labels) {
      try (PhaseClock.Span span = learner.clock().start(Phase.VALIDATION)) {
        return before
            .after(end, batch.size(), 0)
            .plus(learner.evaluate(batch, labels), batch.size());
      }
    }

    private EpochMetrics metrics(PassTotals trained, PassTotals validated, int epoch) {
      return new EpochMetrics(
          task.round(),
          task.stream(),
          epoch + 1,
          plan.schedule().epochs(),
          trained.rate(),
          trained.loss(),
          trained.accuracy(),
          validated.loss(),
          validated.accuracy(),
          trained.clips(),
          trained.failures(),
          trained.seconds() + validated.seconds(),
          trained.phases().plus(validated.phases()),
          MemoryUse.now());
    }

    /** Takes where a pass stands; returns the same with losses that were read meanwhile. */
    private interface Pause {
      PassTotals at(PassTotals pass) throws IOException;
    }

    private PassTotals pause(StreamPosition at, PassTotals pass) throws IOException {
      UnreadSteps.Pause pause = unread.pause(at, pass);
      watcher.onPause(pause);
      return pause.pass();
    }

    /**
     * Does what is left of a pass over {@code order} after {@code from}.
     *
     * @param clipAt the clip at a place of the order
     */
    private PassTotals pass(
        PassTotals from,
        int[] order,
        IntFunction<ClipRequest> clipAt,
        BatchAction action,
        Pause pause)
        throws IOException {
      if (from.read() >= order.length) {
        return from;
      }
      long start = System.nanoTime();
      PhaseTimes before = learner.clock().times();
      List<ClipRequest> requests = new ArrayList<>(order.length - from.read());
      for (int i = from.read(); i < order.length; i++) {
        requests.add(clipAt.apply(i));
      }
      PassTotals pass = from;
      try (ClipReader reader = dataset.read(EnumSet.of(modality), requests, plan.batchSize())) {
        for (ClipBatch batch = next(reader); batch != null; batch = next(reader)) {
          pass = pause.at(pass);
          int[] positions = batch.positions();
          int last = from.read() + positions[positions.length - 1];
          int end = Math.min(order.length, (last / plan.batchSize() + 1) * plan.batchSize());
          List<int[]> labels = labels(order, from.read(), positions);
          // batch norm cannot train on a single clip
          pass = batch.size() < 2 ? pass.skipTo(end, 1) : action.apply(pass, end, batch, labels);
          pass = pause.at(timed(pass, from, start, before));
        }
      }
      return timed(unread.addTo(pass).skipTo(order.length, 0), from, start, before);
    }

    /** Returns {@code pass}, which continues after {@code from}, with the time since then. */
    private PassTotals timed(PassTotals pass, PassTotals from, long start, PhaseTimes before) {
      return pass.timed(
          from.seconds() + (System.nanoTime() - start) * 1e-9,
          from.phases().plus(learner.clock().times().minus(before)));
    }

    private @Nullable ClipBatch next(ClipReader reader) throws IOException {
      try (PhaseClock.Span span = learner.clock().start(Phase.WAIT)) {
        return reader.next();
      }
    }

    private List<int[]> labels(int[] order, int first, int[] positions) {
      List<int[]> targets = new ArrayList<>(task.labels().size());
      for (int[] head : task.labels()) {
        int[] target = new int[positions.length];
        for (int row = 0; row < target.length; row++) {
          target[row] = head[order[first + positions[row]]];
        }
        targets.add(target);
      }
      return targets;
    }
  }
}
