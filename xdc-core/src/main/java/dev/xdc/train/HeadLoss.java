package dev.xdc.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.io.Serializable;

/**
 * What the labels of a head stand for, and the loss of its logits. A label is a whole number: a
 * class, or one of some sets of classes.
 */
public abstract sealed class HeadLoss implements Serializable {
  private static final long serialVersionUID = 1;

  private final int classes;

  private HeadLoss(int classes) {
    this.classes = classes;
  }

  /** Loss and accuracy of a batch while they are still arrays; both are means over its clips. */
  record Scored(NDArray loss, NDArray correct) {
    Learner.Outcome read() {
      return new Learner.Outcome(loss.getFloat(), correct.getFloat());
    }
  }

  /**
   * Labels are classes, one of which is right: cross-entropy (pseudo-labels are such).
   *
   * @param classes K
   */
  public static HeadLoss crossEntropy(int classes) {
    return new CrossEntropy(classes);
  }

  /**
   * Labels stand for sets of classes, all of which are right: binary cross-entropy of each class,
   * the mean over classes.
   *
   * @param sets for each label the numbers of its classes, from 0, none twice
   * @param classes K
   */
  public static HeadLoss binaryCrossEntropy(int[][] sets, int classes) {
    return new BinaryCrossEntropy(sets, classes);
  }

  /** Returns K, the number of logits. */
  public int classes() {
    return classes;
  }

  /** Returns whether a label is one class rather than a set of them. */
  public boolean isExclusive() {
    return this instanceof CrossEntropy;
  }

  /** Returns the loss of guessing without a look at the clips that have {@code labels}. */
  public abstract double chance(int[] labels);

  /**
   * Scores a batch; does not wait for the device.
   *
   * @param logits shape (N, K)
   * @param labels N labels
   */
  abstract Scored score(NDManager scratch, NDArray logits, int[] labels);

  @Override
  public String toString() {
    return getClass().getSimpleName() + "[K=" + classes + "]";
  }

  private static final class CrossEntropy extends HeadLoss {
    CrossEntropy(int classes) {
      super(classes);
    }

    /** Returns ln(K): of classes of one size nobody guesses better. */
    @Override
    public double chance(int[] labels) {
      return Math.log(classes());
    }

    @Override
    Scored score(NDManager scratch, NDArray logits, int[] labels) {
      NDArray target = scratch.create(StreamLearner.toLong(labels)).expandDims(1);
      NDArray likely = logits.logSoftmax(1).gather(target, 1);
      NDArray hits = logits.argMax(1).eq(target.squeeze(1));
      return new Scored(likely.mean().neg(), hits.toType(likely.getDataType(), false).mean());
    }
  }

  private static final class BinaryCrossEntropy extends HeadLoss {
    private final int[][] sets;

    BinaryCrossEntropy(int[][] sets, int classes) {
      super(classes);
      this.sets = sets.clone();
    }

    /** Returns the entropy of how frequent each class is, the mean over classes. */
    @Override
    public double chance(int[] labels) {
      long[] members = new long[classes()];
      for (int label : labels) {
        for (int own : sets[label]) {
          members[own]++;
        }
      }
      double sum = 0;
      for (long count : members) {
        double share = (double) count / labels.length;
        sum += share > 0 && share < 1 ? entropy(share) + entropy(1 - share) : 0;
      }
      return sum / classes();
    }

    private static double entropy(double share) {
      return -share * Math.log(share);
    }

    /** {@inheritDoc} Right is a clip whose likeliest class is one of its own. */
    @Override
    Scored score(NDManager scratch, NDArray logits, int[] labels) {
      float[] members = new float[labels.length * classes()];
      for (int i = 0; i < labels.length; i++) {
        for (int own : sets[labels[i]]) {
          members[i * classes() + own] = 1;
        }
      }
      NDArray target = scratch.create(members, new Shape(labels.length, classes()));
      // ln(1 + e^x) - x z: unlike DJL's max(x, 0) - x z + ln(1 + e^-|x|) it has the right slope at
      // 0
      NDArray loss = Activation.softPlus(logits).sub(logits.mul(target)).mean();
      NDArray likeliest = logits.argMax(1).expandDims(1);
      return new Scored(loss, target.gather(likeliest, 1).mean());
    }
  }
}
