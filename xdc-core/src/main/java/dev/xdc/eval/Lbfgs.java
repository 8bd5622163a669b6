package dev.xdc.eval;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Minimises a smooth convex function by L-BFGS (Liu and Nocedal 1989) with a backtracking line
 * search. No random choice, no learning rate.
 */
final class Lbfgs {

  /**
   * Pairs of steps and gradient changes that stand for the second derivative; 10 as in
   * scikit-learn.
   */
  private static final int MEMORY = 10;

  private static final int BACKTRACKS = 30;

  private Lbfgs() {}

  /** The function to minimise. */
  @FunctionalInterface
  interface Objective {
    /** Returns the value at {@code point} and writes the gradient there into {@code gradient}. */
    double evaluate(double[] point, double[] gradient);
  }

  /**
   * Where the search ended.
   *
   * @param point the minimum found
   * @param value the function there
   * @param iterations steps taken
   * @param steepest the largest absolute entry of the gradient there
   */
  record Minimum(double[] point, double value, int iterations, double steepest) {}

  private record Pair(double[] step, double[] change, double product) {}

  /**
   * Searches from {@code start} until no entry of the gradient exceeds {@code tolerance}, after
   * {@code limit} steps, or when rounding allows no further descent.
   */
  static Minimum minimize(Objective objective, double[] start, int limit, double tolerance) {
    double[] point = start.clone();
    double[] gradient = new double[point.length];
    double value = objective.evaluate(point, gradient);
    Deque<Pair> memory = new ArrayDeque<>();
    int iterations = 0;
    while (iterations < limit && largest(gradient) > tolerance) {
      double[] direction = direction(gradient, memory);
      double slope = dot(direction, gradient);
      // The first step has no scale to go by: one of length 1.
      double length = memory.isEmpty() ? 1 / Math.sqrt(dot(gradient, gradient)) : 1;
      double[] next = new double[point.length];
      double[] nextGradient = new double[point.length];
      double nextValue = Double.POSITIVE_INFINITY;
      int tries = 0;
      // Negated, so that a value that is not a number is no success.
      while (tries < BACKTRACKS && !(nextValue <= value + 1e-4 * length * slope)) {
        length = tries == 0 ? length : length / 2;
        for (int i = 0; i < next.length; i++) {
          next[i] = point[i] + length * direction[i];
        }
        nextValue = objective.evaluate(next, nextGradient);
        tries++;
      }
      if (!(nextValue <= value + 1e-4 * length * slope)) {
        break;
      }
      remember(memory, point, next, gradient, nextGradient);
      point = next;
      gradient = nextGradient;
      value = nextValue;
      iterations++;
    }
    return new Minimum(point, value, iterations, largest(gradient));
  }

  private static void remember(
      Deque<Pair> memory, double[] point, double[] next, double[] gradient, double[] nextGradient) {
    double[] step = new double[point.length];
    double[] change = new double[point.length];
    for (int i = 0; i < step.length; i++) {
      step[i] = next[i] - point[i];
      change[i] = nextGradient[i] - gradient[i];
    }
    double product = dot(step, change);
    // Positive for a convex function, up to rounding; otherwise the pair would point uphill.
    if (product > 1e-10 * dot(change, change)) {
      if (memory.size() == MEMORY) {
        memory.removeFirst();
      }
      memory.addLast(new Pair(step, change, product));
    }
  }

  /**
   * Returns minus the approximate inverse second derivative times the gradient: the two-loop
   * recursion.
   */
  private static double[] direction(double[] gradient, Deque<Pair> memory) {
    double[] result = gradient.clone();
    double[] factors = new double[memory.size()];
    int i = memory.size();
    for (Iterator<Pair> newest = memory.descendingIterator(); newest.hasNext(); ) {
      Pair pair = newest.next();
      factors[--i] = dot(pair.step, result) / pair.product;
      add(result, -factors[i], pair.change);
    }
    double scale = -1;
    if (!memory.isEmpty()) {
      Pair last = memory.getLast();
      scale = -last.product / dot(last.change, last.change);
    }
    for (int j = 0; j < result.length; j++) {
      result[j] *= scale;
    }
    for (Pair pair : memory) {
      // The signs of the recursion are turned, since result is the negative of its direction.
      double back = dot(pair.change, result) / pair.product;
      add(result, -factors[i++] - back, pair.step);
    }
    return result;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static void add(double[] target, double factor, double[] other) {
    for (int i = 0; i < target.length; i++) {
      target[i] += factor * other[i];
    }
  }

  private static double largest(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
