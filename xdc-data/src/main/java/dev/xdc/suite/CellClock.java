package dev.xdc.suite;

import java.util.HashMap;
import java.util.Map;

/** Estimates the rest of work that consists of cells of a few kinds. */
final class CellClock {
  private final Map<String, Integer> left = new HashMap<>();
  private final Map<String, Integer> finished = new HashMap<>();
  private final Map<String, Double> seconds = new HashMap<>();
  private String kind = "";
  private long start;

  CellClock() {}

  /** Adds a cell that lies ahead. */
  void plan(String kind) {
    left.merge(kind, 1, Integer::sum);
  }

  /** Starts a planned cell. */
  void begin(String kind) {
    this.kind = kind;
    left.merge(kind, -1, Integer::sum);
    start = System.nanoTime();
  }

  /** Ends the cell and returns its seconds. */
  double end() {
    double took = (System.nanoTime() - start) * 1e-9;
    finished.merge(kind, 1, Integer::sum);
    seconds.merge(kind, took, Double::sum);
    kind = "";
    return took;
  }

  /**
   * Returns the estimate; NaN while a kind that lies ahead was never measured.
   *
   * @param done share of the current cell, from 0 to 1
   */
  double secondsLeft(double done) {
    double took = (System.nanoTime() - start) * 1e-9;
    double whole = kind.isEmpty() ? 0 : done > 0 ? took / done : Double.NaN;
    double sum = kind.isEmpty() ? 0 : Math.max(0, whole - took);
    for (Map.Entry<String, Integer> ahead : left.entrySet()) {
      if (ahead.getValue() > 0) {
        int known = finished.getOrDefault(ahead.getKey(), 0);
        double each =
            known > 0
                ? seconds.getOrDefault(ahead.getKey(), 0.0) / known
                : ahead.getKey().equals(kind) ? whole : Double.NaN;
        sum += ahead.getValue() * each;
      }
    }
    return sum;
  }
}
