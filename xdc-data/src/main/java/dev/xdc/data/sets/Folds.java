package dev.xdc.data.sets;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Cross-validation: each fold is the test set once, the others together are to learn from. */
final class Folds {

  private final FoundFiles found;
  private final SortedMap<Integer, PartBuilder> folds = new TreeMap<>();

  Folds(FoundFiles found) {
    this.found = found;
  }

  /** Returns the files of one fold. */
  PartBuilder fold(int number) {
    return folds.computeIfAbsent(number, n -> new PartBuilder(found));
  }

  /** Returns one split for each fold, named {@code fold1} and so on. */
  List<Split> splits(String name, List<String> classes) {
    SortedMap<Integer, Part> parts = new TreeMap<>();
    folds.forEach((n, fold) -> parts.put(n, fold.build(name + " fold" + n, classes)));
    List<Split> splits = new ArrayList<>();
    parts.forEach(
        (n, test) -> {
          List<Part> others = new ArrayList<>(parts.values());
          others.remove(test);
          if (!others.isEmpty()) {
            Part train = Part.join(name + " without fold" + n, others);
            splits.add(new Split("fold" + n, train, test));
          }
        });
    return splits;
  }

  /** Returns sizes of {@code n} equal folds. */
  static SplitSizes sizes(int classes, int n, int foldSize) {
    List<SplitSizes.Size> sizes = new ArrayList<>();
    for (int fold = 1; fold <= n; fold++) {
      sizes.add(new SplitSizes.Size("fold" + fold, (n - 1) * foldSize, foldSize));
    }
    return new SplitSizes(classes, sizes);
  }
}
