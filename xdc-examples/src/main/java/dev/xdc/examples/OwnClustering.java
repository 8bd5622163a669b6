package dev.xdc.examples;

import dev.xdc.Preset;
import dev.xdc.XdcModel;
import dev.xdc.XdcTrainer;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.cluster.ClusterAssignment;
import dev.xdc.feature.FeatureRows;
import dev.xdc.train.XdcListener;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Clusters by an algorithm of your own: farthest-first traversal (Gonzalez 1985). */
public final class OwnClustering {
  private OwnClustering() {}

  private static double squaredDistance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }

  // begin
  /** Takes as each next centre the row that is farthest from all centres before it. */
  static ClusterAssignment farthestFirst(FeatureRows features, int k, long seed) {
    float[][] rows = new float[features.rows()][];
    features.forEach(
        rows.length,
        (all, first) -> {
          float[] values = all.toFloatArray();
          int width = features.width();
          Arrays.setAll(rows, i -> Arrays.copyOfRange(values, i * width, (i + 1) * width));
        });
    float[][] centres = new float[k][];
    int[] labels = new int[rows.length];
    double[] distances = new double[rows.length];
    Arrays.fill(distances, Double.POSITIVE_INFINITY);
    int next = new SplittableRandom(seed).nextInt(rows.length);
    for (int cluster = 0; cluster < k; cluster++) {
      centres[cluster] = rows[next];
      for (int i = 0; i < rows.length; i++) {
        double distance = squaredDistance(rows[i], centres[cluster]);
        if (distance < distances[i]) {
          distances[i] = distance;
          labels[i] = cluster;
        }
        next = distances[i] > distances[next] ? i : next;
      }
    }
    return new ClusterAssignment(labels, centres, Arrays.stream(distances).sum(), 1, 0);
  }

  /** Arguments: rounds. */
  public static void main(String... args) throws IOException {
    int rounds = Integer.parseInt(args[0]);
    Preset preset = Preset.tiny();
    try (SyntheticClips clips = new SyntheticClips(preset.clip(), 48, 4, 0.3, 7);
        XdcTrainer trainer =
            XdcTrainer.builder()
                .setDataset(clips)
                .setPreset(preset)
                .setClusters(6)
                .optClustering(OwnClustering::farthestFirst)
                .optConfig(preset.config().toBuilder().optRounds(rounds).build())
                .addListener(XdcListener.logging())
                .build();
        XdcModel model = trainer.fit()) {
      System.out.println(model.provenance().get("clustering"));
    }
  }
  // end
}
