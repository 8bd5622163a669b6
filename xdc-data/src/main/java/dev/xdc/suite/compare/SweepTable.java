package dev.xdc.suite.compare;

import dev.xdc.suite.run.LearningSigns;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The results of a comparison of settings, means over the seeds.
 *
 * @param rows one for each setting
 */
public record SweepTable(List<Row> rows) {

  /**
   * One setting.
   *
   * @param setting such as {@code k=16}
   * @param labelInformation of the last round, in nats; absent without held-out clips
   * @param labelEntropy what it could be at most
   * @param crossModalAmi of the last round's clusters; absent if they are not of two modalities
   * @param videoProbe top-1 from 0 to 1; absent without labels
   * @param audioProbe likewise
   * @param seconds of a run
   */
  public record Row(
      String setting,
      int seeds,
      @Nullable Double labelInformation,
      @Nullable Double labelEntropy,
      @Nullable Double crossModalAmi,
      @Nullable Double videoProbe,
      @Nullable Double audioProbe,
      double seconds) {

    /**
     * Averages over the seeds.
     *
     * @param signs of each seed
     * @param videoProbe mean over the seeds, if there are labels
     */
    public static Row of(
        String setting,
        List<LearningSigns> signs,
        @Nullable Double videoProbe,
        @Nullable Double audioProbe,
        double seconds) {
      return new Row(
          setting,
          signs.size(),
          mean(signs, LearningSigns::labelInformation),
          mean(signs, LearningSigns::labelEntropy),
          mean(signs, LearningSigns::crossModalAmi),
          videoProbe,
          audioProbe,
          seconds);
    }

    /** Returns cross-modal AMI where it {@linkplain LearningSigns#amiCounts counts}. */
    public @Nullable Double countedAmi() {
      LearningSigns signs = new LearningSigns(labelInformation, labelEntropy, crossModalAmi);
      return signs.amiCounts() ? crossModalAmi : null;
    }

    private static @Nullable Double mean(
        List<LearningSigns> signs, Function<LearningSigns, @Nullable Double> sign) {
      double sum = 0;
      for (LearningSigns one : signs) {
        Double value = sign.apply(one);
        if (value == null) {
          return null;
        }
        sum += value;
      }
      return sum / signs.size();
    }
  }

  /** Returns the row of the highest value, the first of equal ones; empty if none has any. */
  public Optional<Row> best(Function<Row, @Nullable Double> sign) {
    return rows.stream()
        .filter(row -> sign.apply(row) != null)
        .max(
            Comparator.<Row>comparingDouble(row -> Objects.requireNonNull(sign.apply(row)))
                .thenComparing(Comparator.comparingInt(rows::indexOf).reversed()));
  }
}
