package dev.xdc;

import dev.xdc.clip.Modality;
import dev.xdc.cluster.CentroidDistances;
import dev.xdc.encoder.Encoder;
import dev.xdc.feature.FeatureRows;
import dev.xdc.feature.FeatureTransform;
import dev.xdc.feature.TransformParts;
import dev.xdc.internal.file.Sha256;
import dev.xdc.weights.EncoderWeights;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A clustering of the features of one encoder that new features can be compared with: transform,
 * centroids, and how large and how wide each cluster was. Plain Java memory, immutable; safe for
 * use by several threads.
 */
public final class FeatureClusters {
  /** Steps between the quantiles of distances that are kept: every twentieth. */
  static final int RADIUS_STEPS = 20;

  private static final int SHOWN_BYTES = 8;

  private final Parts parts;
  private final String hash;

  /**
   * What a file holds.
   *
   * @param origin in words, how it was made
   * @param weights what distinguishes the weights of the encoder, see {@link
   *     EncoderWeights#fingerprint}
   * @param transform of features, before they are clustered
   * @param comparison of transformed rows, before they are compared with centroids
   * @param offsets see {@link dev.xdc.cluster.ClusterAssignment#offsets}
   * @param sizes items of each cluster
   * @param radii for each cluster {@link #RADIUS_STEPS} + 1 quantiles of the distances of its items
   *     to the centroid, from 0 to 1; NaN for an empty one
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Parts(
      Modality modality,
      String origin,
      String weights,
      ClipRule clips,
      TransformParts transform,
      TransformParts comparison,
      float[][] centroids,
      float[] offsets,
      int[] sizes,
      float[][] radii) {}

  FeatureClusters(Parts parts) {
    this.parts = parts;
    this.hash = hash(parts);
  }

  /**
   * Makes it of what was fitted.
   *
   * @param found the clusters of the items that sizes and radii are taken of
   * @param origin in words, how it was fitted
   * @throws IllegalArgumentException if the transform is none that a file can hold; names it
   */
  static FeatureClusters of(
      Encoder encoder, ClusterFit fit, ClipRule clips, CentroidDistances found, String origin) {
    TransformParts transform = parts(fit.transform());
    TransformParts comparison = parts(fit.comparison());
    int[] sizes = new int[fit.clusters().k()];
    Arrays.stream(found.clusters()).forEach(c -> sizes[c]++);
    return new FeatureClusters(
        new Parts(
            encoder.modality(),
            origin,
            EncoderWeights.fingerprint(encoder),
            clips,
            transform,
            comparison,
            fit.clusters().centroids(),
            fit.clusters().offsets(),
            sizes,
            radii(found, sizes)));
  }

  private static TransformParts parts(FeatureTransform.Fitted learned) {
    return TransformParts.of(learned)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "a clustering is kept with the transforms RAW, L2 and PCA only, not "
                        + learned.getClass().getName()));
  }

  private static float[][] radii(CentroidDistances found, int[] sizes) {
    float[][] members = new float[sizes.length][];
    Arrays.setAll(members, c -> new float[sizes[c]]);
    int[] filled = new int[sizes.length];
    for (int i = 0; i < found.clusters().length; i++) {
      int c = found.clusters()[i];
      members[c][filled[c]++] = found.distances()[i];
    }
    float[][] radii = new float[sizes.length][RADIUS_STEPS + 1];
    for (int c = 0; c < radii.length; c++) {
      Arrays.sort(members[c]);
      for (int q = 0; q <= RADIUS_STEPS; q++) {
        radii[c][q] = interpolated(members[c], q / (double) RADIUS_STEPS);
      }
    }
    return radii;
  }

  /** Returns the value at a share of the way through ascending values; NaN without any. */
  private static float interpolated(float[] ascending, double share) {
    if (ascending.length == 0) {
      return Float.NaN;
    }
    double place = share * (ascending.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, ascending.length - 1);
    double rest = place - below;
    return (float) (ascending[below] + rest * ((double) ascending[above] - ascending[below]));
  }

  private static String hash(Parts p) {
    MessageDigest digest = Sha256.digest();
    String words =
        String.join(
            " ",
            p.modality().toString(),
            p.weights(),
            p.clips().toString(),
            p.transform().kind().name(),
            p.comparison().kind().name());
    digest.update(words.getBytes(StandardCharsets.UTF_8));
    update(digest, p.transform().mean());
    update(digest, p.transform().projection());
    update(digest, p.comparison().mean());
    update(digest, p.comparison().projection());
    Arrays.stream(p.centroids()).forEach(row -> update(digest, row));
    update(digest, p.offsets());
    return HexFormat.of().formatHex(digest.digest(), 0, SHOWN_BYTES);
  }

  private static void update(MessageDigest digest, float[] numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Float.BYTES);
    bytes.asFloatBuffer().put(numbers);
    digest.update(bytes);
  }

  Parts parts() {
    return parts;
  }

  /** Returns what the encoder sees or hears. */
  public Modality modality() {
    return parts.modality();
  }

  /** Returns K, empty clusters included. */
  public int k() {
    return parts.centroids().length;
  }

  /** Returns D, the width of the features that are compared. */
  public int width() {
    int learned = parts.transform().width();
    return learned > 0 ? learned : parts.centroids()[0].length;
  }

  /** Returns which clips of a video make an item. */
  public ClipRule clips() {
    return parts.clips();
  }

  /** Returns in words what was clustered and how. */
  public String origin() {
    return parts.origin();
  }

  /** Returns what distinguishes the weights of the encoder whose features were clustered. */
  public String weights() {
    return parts.weights();
  }

  /**
   * Returns what distinguishes this clustering from every other: 16 hexadecimal digits of a SHA-256
   * over weights, clips, transform and centroids.
   */
  public String hash() {
    return hash;
  }

  /** Returns a copy of the K centroids, in the space of transformed features. */
  public float[][] centroids() {
    return Arrays.stream(parts.centroids()).map(float[]::clone).toArray(float[][]::new);
  }

  /** Returns how many items each cluster had when it was made. */
  public int[] sizes() {
    return parts.sizes().clone();
  }

  /**
   * Returns the distance to the centroid that a share of a cluster's items kept within when it was
   * made.
   *
   * @param share in [0, 1]: 0.5 gives the median, 1 the largest; between every twentieth
   *     interpolated
   * @return NaN if the cluster was empty
   * @throws IllegalArgumentException if there is no such cluster, or the share is out of range
   */
  public float radius(int cluster, double share) {
    if (cluster < 0 || cluster >= k()) {
      throw new IllegalArgumentException(
          "cluster is " + cluster + ", must be in [0, " + (k() - 1) + "]");
    }
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("share is " + share + ", must be in [0, 1]");
    }
    return interpolated(parts.radii()[cluster], share);
  }

  /**
   * Finds the cluster of each row.
   *
   * @param features N rows of width {@link #width()}, as the encoder makes them of {@link #clips()}
   * @throws IllegalArgumentException if the width differs or a row is not finite; names it
   */
  public CentroidDistances assign(FeatureRows features) {
    if (features.width() != width()) {
      throw new IllegalArgumentException(
          "features are of width " + features.width() + ", those clustered of width " + width());
    }
    FeatureRows prepared =
        parts.comparison().learned().apply(parts.transform().learned().apply(features));
    return CentroidDistances.of(prepared, parts.centroids(), parts.offsets());
  }

  @Override
  public String toString() {
    return "FeatureClusters[" + modality() + ", K=" + k() + ", D=" + width() + ", " + hash + "]";
  }
}
