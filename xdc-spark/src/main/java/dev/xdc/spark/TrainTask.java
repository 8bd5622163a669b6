package dev.xdc.spark;

import ai.djl.ndarray.NDArray;
import dev.xdc.clip.ClipBatch;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.Precision;
import dev.xdc.train.HeadLoss;
import dev.xdc.train.Learner;
import dev.xdc.train.Sgd;
import dev.xdc.train.StreamLearner;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;

/**
 * Some steps of training on a part of their batches, as one task. It begins with weights and
 * momentum that it is sent and returns what they became, so that an attempt may be repeated
 * anywhere and none counts twice.
 *
 * @param encoder its weights are followed by heads and momentum
 * @param losses of the heads
 * @param part the number of its part of each batch
 * @param stretch has the clips of the steps, and of later ones
 * @param first the number of the first batch
 * @param steps what to do in this part; empty ones at the end if batches are too small
 */
record TrainTask(
    RunHandle run,
    EncoderImage encoder,
    List<HeadLoss> losses,
    Sgd sgd,
    DataParallel sharing,
    int part,
    Broadcast<Stretch> stretch,
    int first,
    List<StepShare> steps)
    implements Serializable {

  /**
   * A step on a part of a batch.
   *
   * @param labels for each head those of the clips
   */
  record StepShare(List<int[]> labels, double rate) implements Serializable {}

  /**
   * What became of the weights.
   *
   * @param clips how many were trained on
   * @param losses of each step, the sum over its clips
   * @param accuracies the same
   * @param counts of each step how many clips were trained on
   * @param unread of each step how many could not be read
   * @param places where the parts were trained, as {@link Executors#place} says
   * @param values weights, running statistics, heads and momentum; in BFLOAT16 their changes
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Trained(
      int part,
      int clips,
      double[] losses,
      double[] accuracies,
      int[] counts,
      int[] unread,
      List<String> places,
      WireFloats values)
      implements Serializable {

    /** Returns this with a piece of the values alone, of some of equal length. */
    Trained piece(int number, int of) {
      long size = values.size();
      int from = (int) (size * number / of);
      int end = (int) (size * (number + 1) / of);
      WireFloats piece = values.range(from, end);
      return new Trained(part, clips, losses, accuracies, counts, unread, places, piece);
    }
  }

  Trained train() throws IOException {
    return ExecutorRun.use(run, this::train);
  }

  private Trained train(ExecutorRun here) throws IOException {
    Encoder replica = here.encoder(encoder);
    here.changed(encoder);
    Collection<NDArray> weights = FlatArrays.of(replica);
    try (StreamLearner learner = new StreamLearner(replica, losses, sgd, 0, 0)) {
      Collection<NDArray> state = learner.state().values();
      float[] start = encoder.weights().value();
      FlatArrays.write(state, start, FlatArrays.size(weights));
      Sums sums = new Sums(steps.size());
      sums.add(here, learner);
      return new Trained(
          part,
          Arrays.stream(sums.counts).sum(),
          sums.losses,
          sums.accuracies,
          sums.counts,
          sums.unread,
          List.of(Executors.place()),
          WireFloats.of(result(FlatArrays.read(weights, state), start), sharing.reduction()));
    }
  }

  /** Weights rounded to BFLOAT16 would lose what a step changes; their changes do not. */
  private float[] result(float[] reached, float[] start) {
    if (sharing.reduction() == Precision.BFLOAT16) {
      for (int i = 0; i < reached.length; i++) {
        reached[i] -= start[i];
      }
    }
    return reached;
  }

  /** Returns for each head the labels of some rows. */
  static List<int[]> ofRows(List<int[]> labels, int[] rows) {
    return labels.stream()
        .map(head -> Arrays.stream(rows).map(row -> head[row]).toArray())
        .toList();
  }

  /** Takes the steps and adds up what they come to. */
  private final class Sums {
    final double[] losses;
    final double[] accuracies;
    final int[] counts;
    final int[] unread;

    Sums(int steps) {
      losses = new double[steps];
      accuracies = new double[steps];
      counts = new int[steps];
      unread = new int[steps];
    }

    void add(ExecutorRun here, StreamLearner learner) throws IOException {
      for (int number = 0; number < steps.size(); number++) {
        int share = steps.get(number).labels().get(0).length;
        if (share > 0) {
          PartReader.Part read = here.reader(TrainTask.this, first + number).next();
          unread[number] = share - (read == null ? 0 : read.rows().length);
          if (read != null && read.rows().length >= 2) { // batch norm cannot train on one clip
            step(learner, read.batch(), number, read.rows());
          }
        }
      }
      here.closeReaders(PartReader::isDone);
    }

    private void step(StreamLearner learner, ClipBatch batch, int number, int[] rows) {
      StepShare step = steps.get(number);
      Learner.Outcome outcome = learner.step(batch, ofRows(step.labels(), rows), step.rate());
      losses[number] += outcome.loss() * batch.size();
      accuracies[number] += outcome.accuracy() * batch.size();
      counts[number] += batch.size();
    }
  }
}
