package dev.xdc;

import dev.xdc.train.EpochMetrics;
import dev.xdc.train.StreamLearner;
import dev.xdc.train.StreamTraining;
import dev.xdc.train.TrainingPause;
import java.io.IOException;

/** Reports to a run what happens while one of its streams is trained. */
record RunWatcher(TrainingRun run, Stream stream, StreamLearner learner)
    implements StreamTraining.Watcher {

  @Override
  public void onTrained(long done, long planned) {
    run.onTrained(stream, done, planned);
  }

  @Override
  public void onEpoch(EpochMetrics metrics) {
    run.onEpoch(metrics);
  }

  @Override
  public void onPause(TrainingPause pause) throws IOException {
    run.onPause(pause, learner);
  }
}
