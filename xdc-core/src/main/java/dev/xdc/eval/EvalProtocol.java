package dev.xdc.eval;

import dev.xdc.clip.Seeds;
import java.util.BitSet;
import java.util.SplittableRandom;

/**
 * How an encoder is judged on labelled videos.
 *
 * @param trainClips clips of each training video whose features a linear probe learns from; not
 *     stated by the paper, 1 by default
 * @param testClips uniformly spaced clips of each test video whose scores are averaged (paper §4.1:
 *     10)
 * @param labelsPerClass how many training videos of each class may be used; 0 for all
 * @param average what is averaged over the clips of a video
 * @param batchSize clips per pass through the encoder; does not change the result
 * @param seed decides which videos are used when {@code labelsPerClass} is not 0
 */
public record EvalProtocol(
    int trainClips,
    int testClips,
    int labelsPerClass,
    ScoreAverage average,
    int batchSize,
    long seed) {

  /** Checks every setting against its range. */
  public EvalProtocol {
    if (trainClips < 1 || testClips < 1 || batchSize < 1) {
      throw new IllegalArgumentException(
          "trainClips, testClips and batchSize are "
              + trainClips
              + ", "
              + testClips
              + " and "
              + batchSize
              + ", must be at least 1");
    }
    if (labelsPerClass < 0) {
      throw new IllegalArgumentException(
          "labelsPerClass is " + labelsPerClass + ", must be at least 0 (0: all)");
    }
  }

  /** The paper's: 10 test clips, all labels, softmax averaged. */
  public static EvalProtocol paper() {
    return new EvalProtocol(1, 10, 0, ScoreAverage.SOFTMAX, 32, 0);
  }

  /** Returns a copy with the given numbers of clips. */
  public EvalProtocol withClips(int train, int test) {
    return new EvalProtocol(train, test, labelsPerClass, average, batchSize, seed);
  }

  /** Returns a copy that averages {@code average} over the clips of a video. */
  public EvalProtocol withAverage(ScoreAverage average) {
    return new EvalProtocol(trainClips, testClips, labelsPerClass, average, batchSize, seed);
  }

  /**
   * Returns a copy that uses {@code labelsPerClass} videos of each class, chosen by {@code seed}.
   */
  public EvalProtocol withLabelsPerClass(int labelsPerClass, long seed) {
    return new EvalProtocol(trainClips, testClips, labelsPerClass, average, batchSize, seed);
  }

  /**
   * Returns the training videos that must not be used, as there are labels enough without theirs.
   *
   * @param labels the class of each training video, from 0
   * @param classes their number
   */
  public BitSet leftOut(int[] labels, int classes) {
    BitSet leftOut = new BitSet();
    if (labelsPerClass == 0) {
      return leftOut;
    }
    leftOut.set(0, labels.length);
    int[] taken = new int[classes];
    for (int video : order(labels.length)) {
      if (taken[labels[video]] < labelsPerClass) {
        taken[labels[video]]++;
        leftOut.clear(video);
      }
    }
    return leftOut;
  }

  private int[] order(int n) {
    SplittableRandom random = new SplittableRandom(Seeds.stream(seed, "few labels"));
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
