package dev.xdc.eval;

import ai.djl.ndarray.NDManager;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.Labels;
import dev.xdc.encoder.Encoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * How the accuracy of a linear probe grows with the number of labels. The features of the clips are
 * made once, whatever the numbers of labels and seeds.
 */
public final class FewLabels {
  private final EvalProtocol protocol;
  private final LinearClassifier classifier;
  private final List<Integer> labelsPerClass;
  private final int seeds;

  /**
   * Curves at given numbers of labels.
   *
   * @param protocol clips and average; its own number of labels does not count
   * @param labelsPerClass each at least 1, or 0 for all; classes with fewer videos give all
   * @param seeds how many choices of videos are averaged, counted on from the protocol's seed
   */
  public FewLabels(EvalProtocol protocol, List<Integer> labelsPerClass, int seeds) {
    if (labelsPerClass.isEmpty() || seeds < 1) {
      throw new IllegalArgumentException(
          "labelsPerClass is "
              + labelsPerClass
              + " and seeds "
              + seeds
              + ", must hold at least one number and be at least 1");
    }
    this.protocol = protocol;
    this.classifier = LinearClassifier.standard();
    this.labelsPerClass = List.copyOf(labelsPerClass);
    this.seeds = seeds;
  }

  /**
   * A point of the curve.
   *
   * @param labelsPerClass 0 for all
   * @param videos how many training videos that were
   * @param accuracy top-1 per video over the seeds; with all labels there is one value
   */
  public record Point(int labelsPerClass, int videos, Spread accuracy) {}

  /** Computes the curve of the features of an encoder. */
  public List<Point> run(Encoder encoder, ClipDataset train, ClipDataset test, IntConsumer progress)
      throws IOException {
    return run(EmbeddingSource.of(encoder), train, test, progress);
  }

  /**
   * Computes the curve.
   *
   * @param progress receives the clips whose features are made
   */
  public List<Point> run(
      EmbeddingSource source, ClipDataset train, ClipDataset test, IntConsumer progress)
      throws IOException {
    LabelledSets.Known sets = LabelledSets.labels(train, test);
    Labels known = sets.train();
    BitSet none = new BitSet();
    int batch = protocol.batchSize();
    ClipFeatures all = source.embed(train, none, protocol.trainClips(), batch, progress);
    int before = all.rows().length;
    ClipFeatures scored =
        source.embed(
            test, none, protocol.testClips(), batch, done -> progress.accept(before + done));
    List<Point> curve = new ArrayList<>();
    for (int labels : labelsPerClass) {
      List<Double> accuracies = new ArrayList<>();
      int videos = 0;
      for (int i = 0; i < (labels == 0 ? 1 : seeds); i++) {
        EvalProtocol chosen = protocol.withLabelsPerClass(labels, protocol.seed() + i);
        ClipFeatures learned = all.without(chosen.leftOut(known.classes(), known.count()));
        videos = (int) learned.clips().stream().mapToInt(c -> c.index()).distinct().count();
        try (NDManager scratch = source.newManager()) {
          LinearModel model =
              classifier.fit(
                  scratch.create(learned.rows()), learned.perRow(known.classes()), known.count());
          accuracies.add(
              LabelledSets.result(
                      source.modality(),
                      scored.clips(),
                      model.scores(scored.rows()),
                      sets.test(),
                      protocol.average(),
                      0)
                  .top1());
        }
      }
      curve.add(new Point(labels, videos, Spread.of(accuracies)));
    }
    return curve;
  }
}
