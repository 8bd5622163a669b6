package dev.xdc;

import ai.djl.modality.Classifications;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a classifier says of a video.
 *
 * @param id of the video, as its data set gives it
 * @param classes the names of all classes
 * @param probabilities one for each class, which sum to 1; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Prediction(String id, List<String> classes, float[] probabilities) {

  /**
   * A class and how likely it is.
   *
   * @param label name of the class
   * @param probability from 0 to 1
   */
  public record Guess(String label, float probability) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%s %.3f", label, probability);
    }
  }

  /** Returns the {@code n} most likely classes, the likeliest first, all if there are fewer. */
  public List<Guess> top(int n) {
    return IntStream.range(0, probabilities.length)
        .mapToObj(c -> new Guess(classes.get(c), probabilities[c]))
        .sorted(Comparator.comparing(Guess::probability).reversed())
        .limit(n)
        .toList();
  }

  /** Returns the most likely class, or empty if it is less likely than {@code minProbability}. */
  public Optional<Guess> best(double minProbability) {
    return top(1).stream().filter(guess -> guess.probability() >= minProbability).findFirst();
  }

  /** Returns the same in DJL's terms. */
  public Classifications classifications() {
    List<Double> values =
        IntStream.range(0, probabilities.length).mapToObj(c -> (double) probabilities[c]).toList();
    return new Classifications(classes, values);
  }

  @Override
  public String toString() {
    return id + top(3).stream().map(Guess::toString).collect(Collectors.joining(", ", ": ", ""));
  }
}
