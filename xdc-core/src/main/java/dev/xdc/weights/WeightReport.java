package dev.xdc.weights;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What became of each name when weights were loaded.
 *
 * @param loaded in both, with the same shape
 * @param missing weights of the encoder that the file lacks; they keep their values
 * @param unexpected tensors of the file that the encoder lacks, such as a classifier {@code fc}.
 *     PyTorch's counters {@code num_batches_tracked} are not reported: nothing here depends on them
 * @param misshaped in both with different shapes, each with both shapes; the encoder keeps its
 *     values
 */
public record WeightReport(
    List<String> loaded, List<String> missing, List<String> unexpected, List<String> misshaped) {

  private static final int SHOWN = 5;

  /** Copies the lists. */
  public WeightReport {
    loaded = List.copyOf(loaded);
    missing = List.copyOf(missing);
    unexpected = List.copyOf(unexpected);
    misshaped = List.copyOf(misshaped);
  }

  /** How well file and encoder must agree. */
  public enum Fit {
    /** The same names and shapes in both. */
    STRICT,
    /** All weights of the encoder are there; the file may hold more, such as a classifier. */
    COMPLETE,
    /** Whatever fits is taken, at least one tensor; the encoder keeps its other weights. */
    PARTIAL;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Returns what {@code fit} forbids, a text for each name; empty if all is well. For {@link
   * Fit#STRICT} that is every name but the loaded ones.
   */
  public List<String> faults(Fit fit) {
    List<String> faults = new ArrayList<>();
    if (fit == Fit.PARTIAL) {
      if (loaded.isEmpty()) {
        faults.add("no tensor has name and shape of one of the encoder");
      }
      return faults;
    }
    missing.forEach(name -> faults.add(name + " is missing"));
    faults.addAll(misshaped);
    if (fit == Fit.STRICT) {
      unexpected.forEach(name -> faults.add(name + " is unexpected"));
    }
    return faults;
  }

  /** Returns the first of {@code texts} and the number of the others. */
  static String shortened(List<String> texts) {
    int shown = Math.min(SHOWN, texts.size());
    String start = String.join("; ", texts.subList(0, shown));
    return shown == texts.size() ? start : start + "; and " + (texts.size() - shown) + " more";
  }

  @Override
  public String toString() {
    return loaded.size()
        + " loaded"
        + listed("missing", missing)
        + listed("unexpected", unexpected)
        + listed("mis-shaped", misshaped);
  }

  private static String listed(String what, List<String> names) {
    return ", "
        + names.size()
        + " "
        + what
        + (names.isEmpty() ? "" : " (" + shortened(names) + ")");
  }
}
