package dev.xdc.feature;

/** A transform that is learned from sums over the rows, which may be added up elsewhere. */
public interface MomentTransform extends FeatureTransform {

  /**
   * Learns the transform from what rows add up to.
   *
   * @throws IllegalArgumentException as {@link #fit(FeatureRows)}
   */
  Fitted fit(RowMoments moments);

  @Override
  default Fitted fit(FeatureRows features) {
    return fit(RowMoments.over(features));
  }
}
