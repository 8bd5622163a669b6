package dev.xdc.eval;

/**
 * How the scores of the clips of a video become the scores of the video. The paper averages over 10
 * clips and does not say what (section 4.1); the Caffe2 code of the same group averages softmax
 * outputs, its PyTorch port the scores before the softmax.
 */
public enum ScoreAverage {
  /** The mean of the clips' probabilities: the default. */
  SOFTMAX,
  /** The mean of the scores before the softmax. */
  LOGITS;

  /**
   * Averages clip scores.
   *
   * @param logits the scores of each clip before the softmax
   * @param videoOfClip the video of each clip, from 0 to {@code videos - 1}
   * @param videos the number of videos
   * @return the scores of each video
   * @throws IllegalArgumentException if the lengths differ, a video is out of range or has no clip
   */
  public float[][] perVideo(float[][] logits, int[] videoOfClip, int videos) {
    if (logits.length != videoOfClip.length || logits.length == 0) {
      throw new IllegalArgumentException(
          "there are scores of " + logits.length + " clips and videos of " + videoOfClip.length);
    }
    double[][] sums = new double[videos][logits[0].length];
    int[] clips = new int[videos];
    for (int i = 0; i < logits.length; i++) {
      int video = videoOfClip[i];
      if (video < 0 || video >= videos) {
        throw new IllegalArgumentException(
            "video of clip " + i + " is " + video + ", must be in [0, " + videos + ")");
      }
      clips[video]++;
      double[] scores = this == SOFTMAX ? softmax(logits[i], 1) : toDouble(logits[i]);
      for (int c = 0; c < scores.length; c++) {
        sums[video][c] += scores[c];
      }
    }
    float[][] means = new float[videos][sums[0].length];
    for (int v = 0; v < videos; v++) {
      if (clips[v] == 0) {
        throw new IllegalArgumentException("video " + v + " has no clip");
      }
      for (int c = 0; c < means[v].length; c++) {
        means[v][c] = (float) (sums[v][c] / clips[v]);
      }
    }
    return means;
  }

  /** Returns the softmax of logits divided by {@code temperature}. */
  static double[] softmax(float[] logits, double temperature) {
    double[] result = toDouble(logits);
    for (int c = 0; c < result.length && temperature != 1; c++) {
      result[c] /= temperature;
    }
    double largest = Double.NEGATIVE_INFINITY;
    for (double logit : result) {
      largest = Math.max(largest, logit);
    }
    double sum = 0;
    for (int c = 0; c < result.length; c++) {
      result[c] = Math.exp(result[c] - largest);
      sum += result[c];
    }
    for (int c = 0; c < result.length; c++) {
      result[c] /= sum;
    }
    return result;
  }

  private static double[] toDouble(float[] values) {
    double[] result = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = values[i];
    }
    return result;
  }
}
