package dev.xdc;

import dev.xdc.checkpoint.Provenance;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Modality;
import dev.xdc.clip.PerModality;
import dev.xdc.clip.Seeds;
import dev.xdc.cluster.ClusterAssignment;
import dev.xdc.encoder.Encoder;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.FeatureBank;
import dev.xdc.feature.FeatureExtractor;
import dev.xdc.label.PseudoLabels;
import dev.xdc.report.MetricsJsonl;
import dev.xdc.train.DivergedException;
import dev.xdc.train.EpochMetrics;
import dev.xdc.train.HeadLoss;
import dev.xdc.train.InitialFeatures;
import dev.xdc.train.StreamLearner;
import dev.xdc.train.StreamTraining;
import dev.xdc.train.TrainingClips;
import dev.xdc.train.TrainingPlan;
import dev.xdc.train.XdcConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

/**
 * Cross-modal deep clustering: trains a video and an audio encoder without labels.
 *
 * <pre>{@code
 * try (XdcTrainer trainer = XdcTrainer.builder()
 *         .setDataset(clips)
 *         .setVideoEncoder(Encoders.r2plus1d18(clips.spec()))
 *         .setAudioEncoder(Encoders.audioResNet18(clips.spec()))
 *         .setClusters(64)
 *         .build();
 *     XdcModel model = trainer.fit()) {
 *   model.save(folder);
 * }
 * }</pre>
 *
 * <p>Used by one thread, but for {@link #requestStop()}. With an output folder a run that was
 * interrupted goes on at the step after its last checkpoint, and comes to the same weights. The
 * encoders are the trainer's until {@link #fit()} hands them out in a model.
 */
public final class XdcTrainer implements AutoCloseable {
  private final XdcTrainerBuilder setup;
  private final XdcConfig config;
  private final ClipDataset dataset;
  private final PerModality<Encoder> encoders;
  private final TrainingClips clips;
  private final LabelSource labels;
  private final AtomicBoolean started = new AtomicBoolean();
  private volatile boolean stopRequested;
  private boolean handedOut;

  XdcTrainer(
      XdcTrainerBuilder setup,
      ClipDataset dataset,
      PerModality<Encoder> encoders,
      TrainingClips clips,
      LabelSource labels,
      XdcConfig config) {
    this.setup = setup;
    this.config = config;
    this.dataset = dataset;
    this.encoders = encoders;
    this.clips = clips;
    this.labels = labels;
  }

  /** Returns a builder; its description lists the defaults. */
  public static XdcTrainerBuilder builder() {
    return new XdcTrainerBuilder();
  }

  /**
   * Runs the loop of the paper: features, clusters, labels, fresh heads, training, and again. With
   * an output folder that holds a checkpoint it goes on at the step after it.
   *
   * @return the trained encoders; the caller closes it
   * @throws IOException if clips cannot be read or the output folder cannot be written
   * @throws IllegalStateException if the output folder holds a run with other settings, listing
   *     what differs, or is in use by another run; or if this was called before
   * @throws RunStoppedException if the run was asked to stop
   * @throws DivergedException if the loss is no longer finite
   */
  public XdcModel fit() throws IOException {
    if (!started.compareAndSet(false, true)) {
      throw new IllegalStateException("fit was called already: build a new trainer");
    }
    TorchEngine.ready();
    RunSettings settings = setup.settings(labels, encoders, dataset, config);
    try (TrainingRun run = open(settings)) {
      while (run.round() <= config.rounds()) {
        try {
          trainRound(run);
        } catch (DivergedException e) {
          run.goBack(e);
        }
      }
      run.endRun();
    }
    return model(settings.values());
  }

  private void trainRound(TrainingRun run) throws IOException {
    if (run.labelled() == null) {
      labels.label(run, () -> extractFeatures(run));
    }
    trainEncoders(run);
    run.endRound(encoders.video().modality() != encoders.audio().modality());
  }

  /**
   * Asks the run to end: {@link #fit()} finishes the step under way, saves if there is an output
   * folder, and throws {@link RunStoppedException}. During clustering it ends after that. Callable
   * from any thread, also before {@code fit()}; returns at once.
   */
  public void requestStop() {
    stopRequested = true;
  }

  private TrainingRun open(RunSettings settings) throws IOException {
    int perEpoch =
        config.clipsPerEpoch() == 0 ? clips.training(new BitSet()).length : config.clipsPerEpoch();
    int featureClips = labels.usesFeatures() ? clips.featureClips().size() : 0;
    Path out = setup.outputDir;
    MetricsJsonl metrics = out == null ? null : new MetricsJsonl(out.resolve(RunFolder.METRICS));
    RunReporter reporter =
        new RunReporter(metrics, setup.listeners, labels.streams(), config, featureClips, perEpoch);
    RunFolder folder =
        out == null || metrics == null
            ? null
            : new RunFolder(out, setup, labels.streams(), settings, encoders, metrics);
    try {
      TrainingRun run =
          new TrainingRun(setup, labels.streams(), folder, reporter, () -> stopRequested);
      reporter.start();
      return run;
    } catch (IOException | RuntimeException e) {
      if (folder != null) {
        folder.close();
      }
      throw e;
    }
  }

  /** Step 1: both encoders, in inference mode, over every clip; steps 2 and 3 are the labels'. */
  private PerModality<FeatureBank> extractFeatures(TrainingRun run) throws IOException {
    run.startFeatures();
    return new PerModality<>(extract(run, Modality.VIDEO), extract(run, Modality.AUDIO));
  }

  private FeatureBank extract(TrainingRun run, Modality stream) throws IOException {
    FeatureExtractor extractor =
        new FeatureExtractor(
            dataset, config.batchSize(), setup.storage(stream.toString()), run.clock());
    run.clock().setModality(stream.toString());
    Encoder encoder = encoders.get(stream);
    List<ClipRequest> requests = clips.featureClips();
    IntConsumer progress = done -> run.onFeatures(stream, done);
    return run.round() == 1 && config.initialFeatures() == InitialFeatures.HAND_CRAFTED
        ? extractor.describe(
            encoder.manager(), encoder.modality(), requests, clips.clipsPerItem(), progress)
        : extractor.extract(encoder, requests, clips.clipsPerItem(), progress);
  }

  /** Steps 4 and 5: fresh heads, then each encoder learns its labels. */
  private void trainEncoders(TrainingRun run) throws IOException {
    Labelled labelled = Objects.requireNonNull(run.labelled());
    TrainingPlan plan = config.plan(run.round()).scaled(run.rateFactor());
    for (Modality stream : run.streamsLeft()) {
      run.clock().setModality(stream.toString());
      Encoder encoder = encoders.get(stream);
      PseudoLabels learned = labelled.labels().get(stream);
      List<HeadLoss> losses = labels.losses(learned);
      List<int[]> targets = learned.heads().stream().map(ClusterAssignment::labels).toList();
      long seed = Seeds.stream(setup.seed, labels.work() + " " + stream, run.round());
      try (StreamLearner learner =
          new StreamLearner(encoder, losses, plan.sgd(), plan.headDeviation(), seed, run.clock())) {
        learner.startFrom(labelled.heads().get(stream));
        StreamTraining training =
            new StreamTraining(
                dataset,
                encoder.modality(),
                clips,
                plan,
                run.watching(stream, learner),
                setup.readOutSteps);
        StreamTraining.Task task =
            new StreamTraining.Task(
                targets, labelled.missing(), seed, run.round(), stream.toString());
        List<EpochMetrics> epochs = training.train(learner, task, run.takeUp(learner));
        LabelGuess guess =
            LabelGuess.of(
                targets,
                losses,
                clips.training(labelled.missing()),
                clips.validation(labelled.missing()));
        SpreadProbe probe = new SpreadProbe(dataset, clips, config.batchSize(), run.clock());
        run.endStream(
            stream,
            losses,
            targets,
            epochs,
            new RunReporter.Learned(
                guess, probe.of(encoder, labelled.missing()), labels.test(run, stream, learner)));
      }
    }
  }

  private XdcModel model(Map<String, String> settings) {
    Map<String, String> origin = new LinkedHashMap<>(settings);
    origin.putAll(labels.origin());
    dataset.origin().ifPresent(drawn -> origin.put("subset", drawn));
    origin.putAll(Provenance.of(encoders.video().devices()));
    boolean sameModality = encoders.video().modality() == encoders.audio().modality();
    handedOut = true;
    if (sameModality) {
      if (encoders.audio() != encoders.video()) {
        encoders.audio().close(); // a model has one encoder per modality: the first one stays
      }
      return new XdcModel(dataset.spec(), List.of(encoders.video()), origin);
    }
    return new XdcModel(dataset.spec(), List.of(encoders.video(), encoders.audio()), origin);
  }

  /** Frees the encoders unless a model holds them now. */
  @Override
  public void close() {
    if (!handedOut) {
      encoders.forEach((stream, encoder) -> encoder.close());
    }
  }

  @Override
  public String toString() {
    return "XdcTrainer[" + labels + ", " + encoders.video() + ", " + encoders.audio() + "]";
  }
}
