package dev.xdc.spark;

import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.encoder.Encoder;
import dev.xdc.train.HeadLoss;
import dev.xdc.train.Learner;
import dev.xdc.train.Sgd;
import dev.xdc.train.StreamLearner;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/**
 * The losses of some batches in inference mode, as one task.
 *
 * @param encoder its weights are followed by heads and momentum
 * @param clips whole batches, unless they are the last
 * @param labels for each head those of the clips
 */
record EvaluateTask(
    RunHandle run,
    EncoderImage encoder,
    List<HeadLoss> losses,
    Sgd sgd,
    List<ClipRequest> clips,
    List<int[]> labels,
    int batchSize)
    implements Serializable {

  /** What a batch came to; batches of which no clip could be read are not there. */
  record Evaluated(int batch, double loss, double accuracy) implements Serializable {}

  List<Evaluated> evaluate() throws IOException {
    return ExecutorRun.use(run, this::evaluate);
  }

  private List<Evaluated> evaluate(ExecutorRun here) throws IOException {
    Encoder replica = here.encoder(encoder);
    List<Evaluated> results = new ArrayList<>();
    try (StreamLearner learner = new StreamLearner(replica, losses, sgd, 0, 0);
        ClipReader reader = here.clips().read(EnumSet.of(replica.modality()), clips, batchSize)) {
      FlatArrays.write(
          learner.state().values(),
          encoder.weights().value(),
          FlatArrays.size(FlatArrays.of(replica)));
      for (ClipBatch batch = reader.next(); batch != null; batch = reader.next()) {
        int[] rows = batch.positions();
        Learner.Outcome outcome = learner.evaluate(batch, TrainTask.ofRows(labels, rows));
        results.add(new Evaluated(rows[0] / batchSize, outcome.loss(), outcome.accuracy()));
      }
    }
    return results;
  }
}
