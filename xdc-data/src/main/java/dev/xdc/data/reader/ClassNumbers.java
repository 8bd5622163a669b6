package dev.xdc.data.reader;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The numbers of the classes of a list: looking one up takes the same time whatever their number.
 */
final class ClassNumbers {
  private final Map<String, Integer> numbers = new HashMap<>();

  /**
   * Numbers classes in the order given.
   *
   * @param source what to call the list in messages
   * @param items files whose classes must be among them
   * @throws IllegalArgumentException if a class is named twice, or a file has another one
   */
  ClassNumbers(String source, List<String> classes, List<MediaList.Item> items) {
    for (String name : classes) {
      numbers.put(name, numbers.size());
    }
    if (numbers.size() != classes.size()) {
      throw new IllegalArgumentException(source + ": a class is named twice in " + classes);
    }
    for (MediaList.Item item : items) {
      for (String name : names(item)) {
        if (!numbers.containsKey(name)) {
          throw new IllegalArgumentException(
              source
                  + ": label \""
                  + name
                  + "\" of "
                  + item.id()
                  + " is not one of the classes "
                  + classes);
        }
      }
    }
  }

  /** Returns the label of a file, or its tags. */
  static List<String> names(MediaList.Item item) {
    String label = item.label();
    return label == null ? item.tags() : List.of(label);
  }

  /** Returns the number of the label of a file, or of its tags in their order. */
  int[] of(MediaList.Item item) {
    return names(item).stream()
        .mapToInt(name -> Objects.requireNonNull(numbers.get(name)))
        .toArray();
  }
}
