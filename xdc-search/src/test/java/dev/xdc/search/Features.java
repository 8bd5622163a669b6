package dev.xdc.search;

import dev.xdc.clip.Modality;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Features of a kind that encoders make: clusters of directions behind a ReLU. */
final class Features {
  private static final int HIDDEN = 24;

  private Features() {}

  /**
   * Makes rows of {@code clusters} clusters.
   *
   * @param seed of the clusters; rows of one seed and width share them
   * @param draw of the rows
   */
  static float[][] clustered(int rows, int width, int clusters, long seed, long draw) {
    Random random = new Random(seed);
    float[][] centres = gaussian(clusters, HIDDEN, random);
    float[][] mixing = gaussian(HIDDEN, width, random);
    Random each = new Random(draw);
    float[][] result = new float[rows][width];
    for (float[] row : result) {
      float[] centre = centres[each.nextInt(clusters)];
      for (int h = 0; h < HIDDEN; h++) {
        float hidden = centre[h] + 0.5f * (float) each.nextGaussian();
        for (int d = 0; d < width; d++) {
          row[d] += hidden * mixing[h][d];
        }
      }
      for (int d = 0; d < width; d++) {
        row[d] = Math.max(0, row[d] + 0.7f * (float) each.nextGaussian());
      }
    }
    return result;
  }

  private static float[][] gaussian(int rows, int width, Random random) {
    float[][] result = new float[rows][width];
    for (float[] row : result) {
      for (int d = 0; d < width; d++) {
        row[d] = (float) random.nextGaussian();
      }
    }
    return result;
  }

  /** Makes an entry; a modality whose feature is null is absent. */
  static IndexedItem item(
      String id, @Nullable String label, float @Nullable [] video, float @Nullable [] audio) {
    Map<Modality, float[]> vectors = new EnumMap<>(Modality.class);
    if (video != null) {
      vectors.put(Modality.VIDEO, video);
    }
    if (audio != null) {
      vectors.put(Modality.AUDIO, audio);
    }
    return IndexedItem.of(id, "/archive/" + id, vectors).from(0, 10).labelled(label);
  }
}
