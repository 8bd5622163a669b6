package dev.xdc.eval;

import ai.djl.ndarray.NDManager;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.Labels;
import dev.xdc.encoder.Encoder;
import java.io.IOException;
import java.util.BitSet;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Linear probe: how much of the labels a linear classifier reads from fixed features, such as those
 * of a frozen encoder, batch norm in inference mode. The encoder is not changed.
 */
public final class LinearProbe {
  /** Parts of the training set that calibration leaves out in turn. */
  static final int FOLDS = 5;

  private final EvalProtocol protocol;
  private final LinearClassifier classifier;

  /** A probe by {@code protocol} with the standard classifier. */
  public LinearProbe(EvalProtocol protocol) {
    this(protocol, LinearClassifier.standard());
  }

  /** A probe by {@code protocol} with a classifier of your choice. */
  public LinearProbe(EvalProtocol protocol, LinearClassifier classifier) {
    this.protocol = protocol;
    this.classifier = classifier;
  }

  /** Judges the features of an encoder. */
  public EvalResult run(Encoder encoder, ClipDataset train, ClipDataset test, IntConsumer progress)
      throws IOException {
    return run(EmbeddingSource.of(encoder), train, test, progress);
  }

  /**
   * Learns on {@code train} and scores {@code test}.
   *
   * @param progress receives the clips whose features are made
   * @throws IllegalArgumentException if a set has no labels or their classes differ
   */
  public EvalResult run(
      EmbeddingSource source, ClipDataset train, ClipDataset test, IntConsumer progress)
      throws IOException {
    return fit(source, train, test, progress).result();
  }

  /**
   * Does what {@link #run(Encoder, ClipDataset, ClipDataset, IntConsumer)} does and returns the
   * classifier as well, calibrated by {@value #FOLDS} folds of the training set.
   */
  public TrainedHead learn(
      Encoder encoder, ClipDataset train, ClipDataset test, IntConsumer progress)
      throws IOException {
    EmbeddingSource source = EmbeddingSource.of(encoder);
    Fit fit = fit(source, train, test, progress);
    int[] files = IntStream.range(0, train.size()).map(train::file).toArray();
    try (NDManager scratch = source.newManager()) {
      Calibration calibration =
          Calibration.crossValidated(
              fit.learned(),
              fit.known(),
              files,
              FOLDS,
              protocol.seed(),
              rest -> classified(rest, fit.known(), scratch));
      return new TrainedHead(fit.result(), fit.model(), calibration);
    }
  }

  private LinearModel classified(ClipFeatures features, Labels known, NDManager scratch) {
    try (NDManager scope = scratch.newSubManager()) {
      int[] labels = features.perRow(known.classes());
      return classifier.fit(scope.create(features.rows()), labels, known.count());
    }
  }

  /** What was learned, and from what. */
  private record Fit(EvalResult result, LinearModel model, ClipFeatures learned, Labels known) {}

  private Fit fit(EmbeddingSource source, ClipDataset train, ClipDataset test, IntConsumer progress)
      throws IOException {
    long start = System.nanoTime();
    LabelledSets.Known sets = LabelledSets.labels(train, test);
    Labels known = sets.train();
    Labels truth = sets.test();
    BitSet leftOut = protocol.leftOut(known.classes(), known.count());
    int batch = protocol.batchSize();
    ClipFeatures learned = source.embed(train, leftOut, protocol.trainClips(), batch, progress);
    int trained = learned.rows().length;
    ClipFeatures scored =
        source.embed(
            test,
            new BitSet(),
            protocol.testClips(),
            batch,
            done -> progress.accept(trained + done));
    try (NDManager scratch = source.newManager()) {
      LinearModel model = classified(learned, known, scratch);
      EvalResult result =
          LabelledSets.result(
              source.modality(),
              scored.clips(),
              model.scores(scored.rows()),
              truth,
              protocol.average(),
              (System.nanoTime() - start) * 1e-9);
      return new Fit(result, model, learned, known);
    }
  }
}
