package dev.xdc.cli.option;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Proposes the name that was meant. */
public final class NearestName {
  private static final LevenshteinDistance DISTANCE = LevenshteinDistance.getDefaultInstance();

  private NearestName() {}

  /**
   * Returns the known name that is spelt most like {@code given}: a third of its letters may
   * differ.
   */
  public static Optional<String> of(String given, Collection<String> known) {
    return known.stream()
        .sorted()
        .min(Comparator.comparingInt(name -> DISTANCE.apply(name, given)))
        .filter(name -> DISTANCE.apply(name, given) <= Math.max(1, given.length() / 3));
  }
}
