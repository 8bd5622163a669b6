package dev.xdc.spark;

import ai.djl.ndarray.NDArray;
import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipRequest;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.Precision;
import dev.xdc.timing.Phase;
import dev.xdc.timing.PhaseClock;
import dev.xdc.train.HeadLoss;
import dev.xdc.train.Learner;
import dev.xdc.train.Sgd;
import dev.xdc.train.StreamLearner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * Trains an encoder by data parallelism: steps are collected and then taken by all parts, each on
 * its clips of every batch, from the same weights and momentum; what the parts end with is
 * averaged. With one step between averages that is synchronous gradient descent, as the update is
 * linear in the gradient; with more it is local SGD (Stich 2019).
 *
 * <p>Weights, running statistics, heads and momentum go out by broadcast. They come back through a
 * shuffle, each task averaging one piece of all of them, so that the driver receives them once,
 * however many parts there are.
 */
final class SparkLearner implements Learner {
  private final JavaSparkContext spark;
  private final RunHandle run;
  private final DataParallel sharing;
  private final Encoder encoder;
  private final StreamLearner local;
  private final Sgd sgd;
  private final Collection<NDArray> weights;
  private final Collection<NDArray> state;
  private final SentClips clips;
  private final List<Step> ahead = new ArrayList<>();
  private final Deque<Outcome> validated = new ArrayDeque<>();
  private @Nullable Broadcast<float[]> sent;
  private @Nullable Validation validation;
  private List<String> places = List.of();
  private int unread;
  private int batchSize;

  private record Step(int batch, List<int[]> labels, double rate) {}

  /**
   * What a validation goes through.
   *
   * @param labels for each head those of the clips
   */
  record Validation(List<ClipRequest> clips, List<int[]> labels, int batchSize) {}

  /**
   * Prepares.
   *
   * @param local has the heads; it and the encoder hold what was reached after each average
   */
  SparkLearner(
      JavaSparkContext spark,
      RunHandle run,
      DataParallel sharing,
      Encoder encoder,
      StreamLearner local,
      Sgd sgd) {
    this.spark = spark;
    this.run = run;
    this.sharing = sharing;
    this.encoder = encoder;
    this.local = local;
    this.sgd = sgd;
    FlatArrays.check(encoder);
    weights = FlatArrays.of(encoder);
    state = local.state().values();
    clips = new SentClips(spark, sharing.localSteps());
  }

  /** Begins an epoch of batches that {@link #stepAhead} will be given. */
  void begin(List<ClipRequest> epoch, int batchSize) {
    this.batchSize = batchSize;
    clips.begin(epoch, batchSize);
  }

  /** Sets what {@link #evaluate} will be asked for, from the first batch to the last. */
  void setValidation(Validation validation) {
    this.validation = validation;
  }

  /** Returns whether all steps have been taken. */
  boolean isSettled() {
    return ahead.isEmpty();
  }

  /** Returns how many clips could not be read in training. */
  int unread() {
    return unread;
  }

  @Override
  public void stepAhead(ClipBatch batch, List<int[]> labels, double rate) {
    ahead.add(new Step(batch.positions()[0] / batchSize, labels, rate));
  }

  @Override
  public List<Outcome> readOut() {
    if (ahead.isEmpty()) {
      return List.of();
    }
    try (PhaseClock.Span span = clock().start(Phase.READ_OUT)) {
      List<TrainTask> tasks = tasks();
      int pieces = tasks.size();
      JavaRDD<TrainTask.Trained> averaged =
          Executors.placed(spark, tasks, places)
              .flatMapToPair(task -> pieces(task.train(), pieces).iterator())
              .groupByKey(new HashPartitioner(pieces))
              .map(piece -> Average.of(piece._2()));
      List<TrainTask.Trained> reached = SparkJob.collect(averaged);
      return take(reached);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Tuple2<Integer, TrainTask.Trained>> pieces(TrainTask.Trained whole, int of) {
    return IntStream.range(0, of)
        .mapToObj(number -> new Tuple2<>(number, whole.piece(number, of)))
        .toList();
  }

  private List<TrainTask> tasks() {
    EncoderImage image = EncoderImage.of(encoder, state());
    int first = ahead.get(0).batch();
    Broadcast<Stretch> stretch = clips.holding(first, first + ahead.size());
    List<TrainTask> tasks = new ArrayList<>();
    for (int part = 0; part < sharing.parts(); part++) {
      List<TrainTask.StepShare> shares = new ArrayList<>();
      for (Step step : ahead) {
        int size = step.labels().get(0).length;
        int from = sharing.start(part, size);
        int end = sharing.start(part + 1, size);
        shares.add(new TrainTask.StepShare(rows(step.labels(), from, end), step.rate()));
      }
      tasks.add(new TrainTask(run, image, losses(), sgd, sharing, part, stretch, first, shares));
    }
    return tasks;
  }

  /** Returns for each head the labels from one row to before another. */
  private static List<int[]> rows(List<int[]> labels, int from, int end) {
    return labels.stream().map(head -> Arrays.copyOfRange(head, from, end)).toList();
  }

  private List<HeadLoss> losses() {
    return local.losses();
  }

  /** Returns weights and all that belongs to them as executors have them, or are sent them now. */
  private Broadcast<float[]> state() {
    if (sent == null) {
      sent = spark.broadcast(FlatArrays.read(weights, state));
    }
    return sent;
  }

  private List<Outcome> take(List<TrainTask.Trained> reached) throws IOException {
    TrainTask.Trained any = reached.get(0);
    int lost = Arrays.stream(any.unread()).sum();
    unread += lost;
    places = any.places();
    if (any.clips() == 0) {
      throw new IOException(
          "none of the "
              + lost
              + " clips of "
              + ahead.size()
              + " steps could be read by the executors");
    }
    float[] values = Average.joined(reached);
    if (sharing.reduction() == Precision.BFLOAT16) {
      float[] start = state().value();
      for (int i = 0; i < values.length; i++) {
        values[i] += start[i];
      }
    }
    forget();
    FlatArrays.write(weights, values, 0);
    FlatArrays.write(state, values, FlatArrays.size(weights));
    List<Outcome> outcomes = new ArrayList<>();
    for (int step = 0; step < ahead.size(); step++) {
      int clips = Math.max(1, any.counts()[step]);
      outcomes.add(
          new Outcome(
              any.losses()[step] / clips, any.accuracies()[step] / clips, any.unread()[step]));
    }
    ahead.clear();
    return outcomes;
  }

  private void forget() {
    if (sent != null) {
      sent.destroy();
      sent = null;
    }
  }

  /** {@inheritDoc} The first call after a step computes all batches of the validation. */
  @Override
  public List<float[][]> logits(ClipBatch batch) {
    return local.logits(batch);
  }

  @Override
  public Outcome evaluate(ClipBatch batch, List<int[]> labels) {
    if (validated.isEmpty()) {
      try {
        validate();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return validated.removeFirst();
  }

  private void validate() throws IOException {
    Validation all = validation;
    if (all == null) {
      throw new IllegalStateException("evaluate is called without a validation set");
    }
    EncoderImage image = EncoderImage.of(encoder, state());
    int batches = (all.clips().size() + all.batchSize() - 1) / all.batchSize();
    int perTask = (batches + sharing.parts() - 1) / sharing.parts() * all.batchSize();
    List<EvaluateTask> tasks = new ArrayList<>();
    for (int first = 0; first < all.clips().size(); first += perTask) {
      int from = first;
      int end = Math.min(all.clips().size(), first + perTask);
      tasks.add(
          new EvaluateTask(
              run,
              image,
              losses(),
              sgd,
              List.copyOf(all.clips().subList(from, end)),
              rows(all.labels(), from, end),
              all.batchSize()));
    }
    List<List<EvaluateTask.Evaluated>> results =
        SparkJob.collect(spark.parallelize(tasks, tasks.size()).map(EvaluateTask::evaluate));
    for (int batch = 0; batch < batches; batch++) {
      int perPart = perTask / all.batchSize();
      validated.add(find(results.get(batch / perPart), batch % perPart));
    }
  }

  /**
   * Returns what a batch came to; one that could not be read is taken to be like its neighbours.
   */
  private static Outcome find(List<EvaluateTask.Evaluated> found, int batch) {
    return found.stream()
        .min(Comparator.comparingInt(other -> Math.abs(other.batch() - batch)))
        .map(near -> new Outcome(near.loss(), near.accuracy()))
        .orElse(new Outcome(Double.NaN, Double.NaN));
  }

  @Override
  public PhaseClock clock() {
    return local.clock();
  }

  /** Frees what executors were sent; heads and momentum stay with the local learner. */
  @Override
  public void close() {
    forget();
    clips.close();
  }
}
