package dev.xdc.eval;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How well a class ranks its own videos above the others: the measure for videos of several
 * classes. AP is the sum over thresholds of precision times the recall gained; videos of equal
 * score share a threshold, so that their order does not matter and constant scores get the share of
 * relevant videos. It is not interpolated, as in scikit-learn.
 */
public final class AveragePrecision {

  private AveragePrecision() {}

  /**
   * Returns the AP of one class, in (0, 1]; NaN if no video is relevant.
   *
   * @param scores of each video, the higher the more likely, of any scale
   * @param relevant whether each video is of the class
   * @throws IllegalArgumentException if the lengths differ or a score is not a number
   */
  public static double of(float[] scores, boolean[] relevant) {
    if (scores.length != relevant.length) {
      throw new IllegalArgumentException(
          "there are scores of " + scores.length + " videos and classes of " + relevant.length);
    }
    for (int i = 0; i < scores.length; i++) {
      if (Float.isNaN(scores[i])) {
        throw new IllegalArgumentException("score of video " + i + " is " + scores[i]);
      }
    }
    Integer[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> scores[i]).reversed())
            .toArray(Integer[]::new);
    int found = 0;
    int before = 0;
    double sum = 0;
    for (int rank = 0; rank < order.length; rank++) {
      found += relevant[order[rank]] ? 1 : 0;
      boolean last = rank + 1 == order.length;
      if (last || scores[order[rank + 1]] != scores[order[rank]]) {
        sum += (double) (found - before) * found / (rank + 1);
        before = found;
      }
    }
    return found == 0 ? Double.NaN : sum / found;
  }

  /**
   * Returns the AP of each class; NaN for classes without a video.
   *
   * @param scores of each class for each video
   * @param classes the numbers of each video's classes
   */
  public static double[] perClass(float[][] scores, int[][] classes) {
    if (scores.length != classes.length || scores.length == 0) {
      throw new IllegalArgumentException(
          "there are scores of " + scores.length + " videos and classes of " + classes.length);
    }
    double[] each = new double[scores[0].length];
    for (int c = 0; c < each.length; c++) {
      float[] own = new float[scores.length];
      boolean[] relevant = new boolean[scores.length];
      for (int video = 0; video < own.length; video++) {
        own[video] = scores[video][c];
        int number = c;
        relevant[video] = Arrays.stream(classes[video]).anyMatch(tag -> tag == number);
      }
      each[c] = of(own, relevant);
    }
    return each;
  }

  /**
   * Returns mAP, the mean over the classes that have a video, as for AudioSet.
   *
   * @param scores of each class for each video
   * @param classes the numbers of each video's classes
   * @throws IllegalArgumentException if no video has a class
   */
  public static double mean(float[][] scores, int[][] classes) {
    return Arrays.stream(perClass(scores, classes))
        .filter(ap -> !Double.isNaN(ap))
        .average()
        .orElseThrow(() -> new IllegalArgumentException("no video has a class"));
  }
}
