package dev.xdc.train;

import java.util.ArrayList;
import java.util.List;

/** The steps whose losses are still on the device. */
final class UnreadSteps {
  private final Learner learner;
  private final StreamTraining.Task task;
  private final List<Step> steps = new ArrayList<>();

  private record Step(long number, double rate, int clips) {}

  UnreadSteps(Learner learner, StreamTraining.Task task) {
    this.learner = learner;
    this.task = task;
  }

  /** Notes a step that was taken without waiting for its loss. */
  void add(long number, double rate, int clips) {
    steps.add(new Step(number, rate, clips));
  }

  int size() {
    return steps.size();
  }

  /**
   * Reads the losses and adds them to {@code pass}.
   *
   * @throws DivergedException if one is not finite; names its step
   */
  PassTotals addTo(PassTotals pass) {
    if (steps.isEmpty()) {
      return pass;
    }
    List<Learner.Outcome> outcomes = learner.readOut();
    List<Step> taken = List.copyOf(steps);
    steps.clear();
    PassTotals read = pass;
    for (int i = 0; i < taken.size(); i++) {
      Step step = taken.get(i);
      double loss = outcomes.get(i).loss();
      if (!Double.isFinite(loss)) {
        throw new DivergedException(task.round(), task.stream(), step.number(), step.rate(), loss);
      }
      read = read.plus(outcomes.get(i), step.clips());
    }
    return read;
  }

  /** Returns a pause after {@code pass}, that of the epoch of {@code at}. */
  Pause pause(StreamPosition at, PassTotals pass) {
    return new Pause(at, pass);
  }

  /** Reads the losses when its position is asked for. */
  final class Pause implements TrainingPause {
    private final StreamPosition at;
    private PassTotals pass;

    private Pause(StreamPosition at, PassTotals pass) {
      this.at = at;
      this.pass = pass;
    }

    /** Returns the pass, with the losses in it if they were read. */
    PassTotals pass() {
      return pass;
    }

    @Override
    public int epoch() {
      return at.epoch();
    }

    @Override
    public int read() {
      return pass.read();
    }

    @Override
    public StreamPosition position() {
      pass = addTo(pass);
      return at.with(pass);
    }
  }
}
