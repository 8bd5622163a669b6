package dev.xdc;

import dev.xdc.cluster.ClusterCount;
import dev.xdc.cluster.ClusteringStrategy;
import dev.xdc.encoder.Encoder;
import dev.xdc.feature.FeatureBank;
import dev.xdc.feature.FeatureRows;
import dev.xdc.feature.FeatureStorage;
import dev.xdc.feature.FeatureTransform;
import java.io.IOException;
import java.util.BitSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the features of a trained encoder are clustered for its model to keep.
 *
 * @param k number of clusters, at least 1
 * @param transform what is done to features before they are clustered
 * @param strategy the algorithm
 * @param clips which clips of a video make an item
 * @param seed decides every random choice
 */
public record ClusterFitting(
    int k, FeatureTransform transform, ClusteringStrategy strategy, ClipRule clips, long seed) {

  private static final Logger LOGGER = LoggerFactory.getLogger(ClusterFitting.class);

  /** Checks K. */
  public ClusterFitting {
    if (k < 1) {
      throw new IllegalArgumentException("k is " + k + ", must be at least 1");
    }
  }

  /**
   * Clusters features.
   *
   * @param encoder whose features they are
   * @param features one row for each item, see {@link XdcModel#items}; missing rows take no part
   * @throws IllegalArgumentException if there are fewer rows than clusters, a row is not finite, or
   *     the transform is none that a file can hold
   */
  public FeatureClusters fit(Encoder encoder, FeatureBank features) throws IOException {
    int[] present = present(features);
    if (k > present.length) {
      throw new IllegalArgumentException(
          "k is " + k + ", must be at most the number of videos, " + present.length);
    }
    ClusterCount.warning(k, present.length, "videos").ifPresent(LOGGER::warn);
    FeatureRows rows = present.length == features.rows() ? features : features.select(present);
    FeatureTransform.Fitted learned = transform.fit(rows);
    try (ClusterFit.Prepared prepared =
        new ClusterFit.Prepared(learned, FeatureStorage.temporary().store(learned.apply(rows)))) {
      ClusterFit fit = prepared.fit(strategy, stored -> strategy.cluster(stored, k, seed));
      return FeatureClusters.of(encoder, fit, clips, fit.assign(rows), origin());
    }
  }

  /** Returns the rows that are not missing. */
  static int[] present(FeatureBank features) {
    BitSet items = new BitSet();
    items.set(0, features.rows());
    items.andNot(features.missing());
    return items.stream().toArray();
  }

  private String origin() {
    return "transform " + transform + ", clustering " + strategy + ", seed " + seed;
  }
}
