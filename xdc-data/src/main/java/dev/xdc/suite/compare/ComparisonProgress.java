package dev.xdc.suite.compare;

import dev.xdc.clip.Modality;
import dev.xdc.suite.compare.WorkClock.Kind;
import dev.xdc.suite.run.RunProgress;
import dev.xdc.suite.run.WorkMonitor;
import dev.xdc.train.Progress;
import dev.xdc.train.StreamTraining;
import dev.xdc.train.XdcListener;
import java.util.function.IntConsumer;

/**
 * Reports how far a comparison is and measures how long its clips take.
 *
 * @param output sees the progress
 */
record ComparisonProgress(WorkClock clock, WorkMonitor output) {

  /** Follows the reading of clips for an evaluation. */
  IntConsumer reading(String task, Modality modality, long planned) {
    long[] before = {0};
    return done -> {
      clock.did(Kind.of(false, modality), done - before[0]);
      before[0] = done;
      output.update(task, done, planned, clock.secondsLeft());
    };
  }

  /** Follows the training of one encoder. */
  StreamTraining.Watcher training(String task, Modality modality) {
    return new StreamTraining.Watcher() {
      private long before;

      @Override
      public void onTrained(long done, long planned) {
        clock.did(Kind.of(true, modality), done - before);
        before = done;
        output.update(task, done, planned, clock.secondsLeft());
      }
    };
  }

  /** Shows a pretraining. */
  RunProgress pretraining(String task) {
    return new RunProgress(output, task, clock::secondsLeft, false);
  }

  /** Measures a pretraining by the method of {@code row}. */
  XdcListener measuring(Row row) {
    return new PretrainingClock(row);
  }

  /** Measures how long the clips of a pretraining run take. */
  private final class PretrainingClock implements XdcListener {
    private final Row row;
    private String phase = "";
    private long before;

    PretrainingClock(Row row) {
      this.row = row;
    }

    @Override
    public void onProgress(Progress p) {
      String now = p.round() + " " + p.work() + " " + p.stream();
      if (!now.equals(phase)) {
        phase = now;
        before = 0;
      }
      Modality stream = p.stream().equals("audio") ? Modality.AUDIO : Modality.VIDEO;
      boolean training = p.work() == Progress.Work.TRAIN;
      clock.did(Kind.of(training, ComparisonCost.modality(row, stream)), p.done() - before);
      before = p.done();
    }
  }
}
