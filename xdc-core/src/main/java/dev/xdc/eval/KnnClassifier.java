package dev.xdc.eval;

/** Classification by the majority of the k nearest neighbours, by cosine similarity. */
final class KnnClassifier {

  private KnnClassifier() {}

  /**
   * Returns the share of queries whose class has most neighbours; of equally frequent classes the
   * one with the nearest neighbour is taken.
   *
   * @param nearest for each query its neighbours, nearest first
   * @param k how many of them vote; at most all
   */
  static double accuracy(int[][] nearest, int k, int[] galleryLabels, int[] queryLabels) {
    double right = 0;
    for (int q = 0; q < nearest.length; q++) {
      int[] labels = new int[Math.min(k, nearest[q].length)];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = galleryLabels[nearest[q][i]];
      }
      right += majority(labels) == queryLabels[q] ? 1 : 0;
    }
    return right / nearest.length;
  }

  private static int majority(int[] labels) {
    int winner = labels[0];
    int most = 0;
    for (int candidate : labels) {
      int votes = 0;
      for (int label : labels) {
        votes += label == candidate ? 1 : 0;
      }
      // Strictly more: candidates come nearest first.
      if (votes > most) {
        most = votes;
        winner = candidate;
      }
    }
    return winner;
  }
}
