package dev.xdc.suite.content;

import dev.xdc.data.reader.MediaDataset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which kinds of videos are not trained on.
 *
 * @param kinds at least one
 */
public record LeaveOut(Set<ContentKind> kinds) {

  /**
   * Checks that there is one.
   *
   * @throws IllegalArgumentException if there is none
   */
  public LeaveOut {
    if (kinds.isEmpty()) {
      throw new IllegalArgumentException("kinds is empty, must hold at least one");
    }
    kinds = Set.copyOf(kinds);
  }

  /**
   * Returns the kinds that a text names, separated by commas.
   *
   * @throws IllegalArgumentException if one is none; names it and all there are
   */
  public static LeaveOut of(String text) {
    EnumSet<ContentKind> kinds = EnumSet.noneOf(ContentKind.class);
    for (String name : text.split(",", -1)) {
      kinds.add(
          Arrays.stream(ContentKind.values())
              .filter(kind -> kind.toString().equals(name.strip()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "'" + name.strip() + "' must be one of " + all())));
    }
    return new LeaveOut(kinds);
  }

  private static String all() {
    return Arrays.stream(ContentKind.values())
        .map(ContentKind::toString)
        .collect(Collectors.joining(", "));
  }

  /**
   * Returns the videos that are of none of these kinds: {@code whole} itself if all are. What was
   * left out is said by {@link MediaDataset#origin}. The caller closes both.
   *
   * @param content of {@code whole}
   * @throws IllegalArgumentException if no video is left
   */
  public MediaDataset of(MediaDataset whole, SetContent content) {
    int[] kept = content.without(kinds, whole);
    int left = whole.size() - kept.length;
    return left == 0
        ? whole
        : whole.only(
            kept,
            "%d of %d videos left out: %s".formatted(left, whole.size(), content.counts(kinds)));
  }

  /** Returns the kinds, separated by commas, as {@link #of(String)} takes them. */
  @Override
  public String toString() {
    List<String> names = kinds.stream().sorted().map(ContentKind::toString).toList();
    return String.join(",", names);
  }
}
