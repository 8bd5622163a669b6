package dev.xdc;

import dev.xdc.clip.Seeds;
import dev.xdc.cluster.ClusterAssignment;
import dev.xdc.encoder.Encoder;
import dev.xdc.engine.TorchEngine;
import dev.xdc.internal.UseGuard;
import dev.xdc.internal.checkpoint.Provenance;
import dev.xdc.label.PseudoLabels;
import dev.xdc.train.DivergedException;
import dev.xdc.train.EpochMetrics;
import dev.xdc.train.HeadLoss;
import dev.xdc.train.StreamLearner;
import dev.xdc.train.StreamTraining;
import dev.xdc.train.TrainingPlan;
import dev.xdc.work.RoundWork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Cross-modal deep clustering: trains a video and an audio encoder without labels.
 *
 * <pre>{@code
 * try (XdcTrainer trainer =
 *         XdcTrainer.builder().setDataset(clips).setPreset(Preset.small()).build();
 *     XdcModel model = trainer.fit()) {
 *   model.save(folder);
 * }
 * }</pre>
 *
 * <p>Used by one thread, but for {@link #requestStop()}. With an output folder an interrupted run
 * resumes at the step after its last checkpoint and ends with the same weights. The encoders are
 * the trainer's until {@link #fit()} hands them out in a model.
 */
public final class XdcTrainer implements AutoCloseable {
  private final TrainerSettings settings;
  private final AtomicBoolean started = new AtomicBoolean();
  private volatile boolean stopRequested;
  private final UseGuard guard = new UseGuard("the trainer");
  private boolean handedOut;

  XdcTrainer(TrainerSettings settings) {
    this.settings = settings;
  }

  /** Returns a builder; its description lists the defaults. */
  public static XdcTrainerBuilder builder() {
    return new XdcTrainerBuilder(null);
  }

  /**
   * Returns a builder for training the video encoder alone, once more on the last clustering of a
   * finished run (paper §6: with 32-frame clips), instead of clustering anew. It needs {@link
   * XdcTrainerBuilder#setDataset} with the videos of that run, cut into other clips, {@link
   * XdcTrainerBuilder#setVideoEncoder} or {@link XdcTrainerBuilder#setPreset}, {@link
   * XdcTrainerBuilder#optSeed} as in that run, and {@link dev.xdc.train.XdcConfig#longClips()} of
   * its settings: so each item has its label, and the held-out ones are the same. What the encoder
   * learned from then it learns from again: in XDC the audio clusters, in SDC its own, in MDC both,
   * in CDC the joint ones.
   *
   * <p>An encoder without weights starts from those that the run ended with (the paper says
   * "re-train" only; the network takes clips of any length).
   *
   * @param run the output folder of the run, which is only read
   */
  public static XdcTrainerBuilder retrain(Path run) {
    return new XdcTrainerBuilder(Objects.requireNonNull(run, "run"));
  }

  /**
   * Runs the loop of the paper: features, clusters, labels, fresh heads, training, and again; at
   * the end it clusters the features of the final encoders, see {@link XdcModel#clusters}. With an
   * output folder that holds a checkpoint it resumes at the step after it.
   *
   * @return the trained encoders; the caller closes it
   * @throws IOException if clips cannot be read or the output folder cannot be written
   * @throws IllegalStateException if the output folder holds a run with other settings, listing
   *     what differs, or is in use by another run; or if this was called before, or closed
   * @throws IllegalArgumentException if an encoder has weights and cannot run where it should
   * @throws RunStoppedException if the run was asked to stop
   * @throws DivergedException if the loss is no longer finite
   */
  public XdcModel fit() throws IOException {
    if (!started.compareAndSet(false, true)) {
      throw new IllegalStateException("fit was called already: build a new trainer");
    }
    try (UseGuard.Use use = guard.use()) {
      return run();
    }
  }

  private XdcModel run() throws IOException {
    TorchEngine.ready();
    RunSettings described = settings.begin();
    ClusterModel clusters;
    try (TrainingRun run = TrainingRun.open(settings, described, () -> stopRequested);
        RoundWork work = settings.openWork()) {
      while (run.round() <= settings.config().rounds()) {
        try {
          trainRound(run, work);
        } catch (DivergedException e) {
          run.goBack(e);
        }
      }
      clusters = settings.labels().clusterOnceMore(run, work); // for the model to keep
      run.endRun();
    }
    return model(described.values(), clusters);
  }

  private void trainRound(TrainingRun run, RoundWork work) throws IOException {
    if (run.labelled() == null) {
      settings.labels().label(run, work); // features, clusters, label exchange
    }
    for (Stream stream : run.streamsLeft()) {
      train(run, work, stream); // fresh heads, then the encoder learns its labels
    }
    run.endRound();
  }

  /** Steps 4 and 5 for one encoder. */
  private void train(TrainingRun run, RoundWork work, Stream stream) throws IOException {
    LabelSource source = settings.labels();
    Labelled labelled = Objects.requireNonNull(run.labelled());
    PseudoLabels learned = labelled.labels().get(stream.slot());
    List<HeadLoss> losses = source.losses(learned);
    List<int[]> targets = learned.heads().stream().map(ClusterAssignment::labels).toList();
    TrainingPlan plan = settings.config().plan(run.round()).scaled(run.rateFactor());
    long seed = Seeds.stream(settings.seed(), source.work() + " " + stream.slot(), run.round());
    try (StreamLearner learner =
        new StreamLearner(stream.encoder(), losses, plan.sgd(), plan.headDeviation(), seed)) {
      learner.optClock(run.clock());
      learner.startFrom(labelled.heads().get(stream.slot()));
      StreamTraining.Task task =
          new StreamTraining.Task(targets, labelled.missing(), seed, run.round(), stream.name());
      List<EpochMetrics> epochs =
          work.train(
              stream.encoder(),
              learner,
              task,
              plan,
              run.resume(learner),
              run.watching(stream, learner));
      run.endStream(
          stream,
          new TrainedStream(
              losses,
              targets,
              epochs,
              LabelGuess.of(
                  targets,
                  losses,
                  settings.clips().training(labelled.missing()),
                  settings.clips().validation(labelled.missing())),
              SpreadProbe.of(settings, run.clock()).of(stream.encoder(), labelled.missing()),
              source.test(run, stream, learner)));
    }
  }

  /**
   * Asks the run to end: {@link #fit()} finishes the step under way, saves if there is an output
   * folder, and throws {@link RunStoppedException}. During clustering it ends after that. Callable
   * from any thread, also before {@code fit()}; returns at once.
   */
  public void requestStop() {
    stopRequested = true;
  }

  private XdcModel model(Map<String, String> described, @Nullable ClusterModel clusters) {
    Map<String, String> origin = new LinkedHashMap<>(described);
    origin.putAll(settings.labels().origin());
    settings.dataset().origin().ifPresent(drawn -> origin.put("subset", drawn));
    List<Encoder> encoders = settings.encoders();
    origin.putAll(Provenance.of(encoders.get(0).devices()));
    if (!settings.isCrossModal()) { // a model has one encoder per modality: the first one stays
      encoders.stream().skip(1).forEach(Encoder::close);
      encoders = encoders.subList(0, 1);
    }
    handedOut = true;
    return new XdcModel(settings.dataset().spec(), encoders, origin, clusters);
  }

  /**
   * Frees the encoders unless a model holds them now. A run on another thread is asked to stop, see
   * {@link #requestStop}, and waited for.
   *
   * @throws IllegalStateException if called by a listener of the run: ask it to stop instead
   */
  @Override
  public void close() {
    requestStop();
    guard.close(
        () -> {
          if (!handedOut) {
            settings.encoders().forEach(Encoder::close);
          }
        });
  }

  @Override
  public String toString() {
    return "XdcTrainer[" + settings.labels() + ", " + settings.encoders() + "]";
  }
}
