package dev.xdc.eval;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Labels;
import dev.xdc.clip.Modality;
import dev.xdc.feature.FeatureTransform;
import dev.xdc.feature.JavaRows;
import java.io.IOException;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Chooses how features are transformed before they are judged, by cross-validation on the training
 * set alone. A baseline such as hand-crafted features is to be judged in its best form; choosing
 * that on the test set would flatter it.
 *
 * @param candidates at least one; of equally good ones the first is taken
 * @param criterion what the best one is best at
 * @param protocol clips of each training video; its number of labels does not count, all are used
 */
public record TransformChoice(
    List<FeatureTransform> candidates, Criterion criterion, EvalProtocol protocol) {

  private static final int FOLDS = 5;
  private static final int VOTES = 20;

  /** What decides between transforms. */
  public enum Criterion {
    /** Accuracy of the standard {@link LinearClassifier}. */
    LINEAR_PROBE,
    /** Accuracy of the vote of the 20 nearest neighbours by cosine. */
    NEIGHBOURS
  }

  /** Checks that there is something to choose. */
  public TransformChoice {
    candidates = List.copyOf(candidates);
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException(
          "candidates is empty, must hold at least one transform: use FeatureTransform.raw()");
    }
  }

  /**
   * A source whose features are transformed.
   *
   * @param source of the features
   * @param transform that was chosen
   * @param fitted what it learned from all training clips, without their labels
   * @param accuracies of each candidate in the cross-validation, from 0 to 1; empty if there was
   *     but one
   */
  public record Chosen(
      EmbeddingSource source,
      FeatureTransform transform,
      FeatureTransform.Fitted fitted,
      Map<FeatureTransform, Double> accuracies)
      implements EmbeddingSource {

    @Override
    public Modality modality() {
      return source.modality();
    }

    @Override
    public Device device() {
      return source.device();
    }

    @Override
    public ClipFeatures embed(
        ClipDataset dataset, List<ClipRequest> clips, int batchSize, IntConsumer progress)
        throws IOException {
      return transformed(source.embed(dataset, clips, batchSize, progress), fitted, source);
    }
  }

  /** Chooses with every video as a group of its own. */
  public Chosen choose(EmbeddingSource source, ClipDataset train, IntConsumer progress)
      throws IOException {
    return choose(source, train, IntStream.range(0, train.size()).toArray(), progress);
  }

  /**
   * Cross-validates each candidate, and fits the best one on all of {@code train}.
   *
   * @param groups of each training video: what lies in one group is never split between folds
   * @param progress receives the clips done
   * @throws IllegalArgumentException if the set has no labels, or no clip could be read
   */
  public Chosen choose(
      EmbeddingSource source, ClipDataset train, int[] groups, IntConsumer progress)
      throws IOException {
    Labels labels = LabelledSets.labels(train, train).train();
    ClipFeatures all =
        source.embed(train, new BitSet(), protocol.trainClips(), protocol.batchSize(), progress);
    if (all.rows().length == 0) {
      throw new IllegalArgumentException("none of the training clips could be read");
    }
    Map<FeatureTransform, Double> accuracies = new LinkedHashMap<>();
    FeatureTransform best = candidates.get(0);
    if (candidates.size() > 1) {
      int[] folds = GroupFolds.of(groups, labels.classes(), FOLDS, protocol.seed());
      for (FeatureTransform candidate : candidates) {
        double accuracy = crossValidate(candidate, source, all, labels, folds);
        if (accuracies.values().stream().allMatch(other -> accuracy > other)) {
          best = candidate;
        }
        accuracies.put(candidate, accuracy);
      }
    }
    return new Chosen(source, best, fit(best, all, source), accuracies);
  }

  /** Returns the share of held-out videos that are classified correctly by the other folds. */
  private double crossValidate(
      FeatureTransform candidate,
      EmbeddingSource source,
      ClipFeatures all,
      Labels labels,
      int[] folds) {
    return GroupFolds.crossValidate(
        all,
        folds,
        (rest, held) -> {
          FeatureTransform.Fitted fitted = fit(candidate, rest, source);
          return accuracy(
              transformed(rest, fitted, source), transformed(held, fitted, source), labels, source);
        });
  }

  private double accuracy(
      ClipFeatures rest, ClipFeatures held, Labels labels, EmbeddingSource source) {
    if (criterion == Criterion.NEIGHBOURS) {
      ClipFeatures found = rest.videoMeans();
      ClipFeatures asked = held.videoMeans();
      return KnnClassifier.accuracy(
          Neighbours.cosine(asked.rows(), found.rows(), VOTES),
          VOTES,
          found.perRow(labels.classes()),
          asked.perRow(labels.classes()));
    }
    try (NDManager scratch = source.newManager()) {
      LinearModel model =
          LinearClassifier.standard()
              .fit(scratch.create(rest.rows()), rest.perRow(labels.classes()), labels.count());
      return LabelledSets.result(
              source.modality(),
              held.clips(),
              model.scores(held.rows()),
              labels,
              protocol.average(),
              0)
          .top1();
    }
  }

  private static FeatureTransform.Fitted fit(
      FeatureTransform transform, ClipFeatures features, EmbeddingSource source) {
    try (NDManager scratch = source.newManager()) {
      return transform.fit(scratch.create(features.rows()));
    }
  }

  private static ClipFeatures transformed(
      ClipFeatures features, FeatureTransform.Fitted fitted, EmbeddingSource source) {
    if (features.rows().length == 0) {
      return features;
    }
    try (NDManager scratch = source.newManager()) {
      return new ClipFeatures(
          features.clips(), JavaRows.of(fitted.apply(scratch.create(features.rows()))));
    }
  }
}
