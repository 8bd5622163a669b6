package dev.xdc.data.sets;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A data set on disk: its classes and official splits.
 *
 * @param info what is known of the data set
 * @param classes class names in official order; every list of the splits numbers them so
 * @param splits at least one, in official order
 */
public record DataSetSplits(DataSetInfo info, List<String> classes, List<Split> splits) {

  /** Makes the lists unmodifiable. */
  public DataSetSplits {
    classes = List.copyOf(classes);
    splits = List.copyOf(splits);
  }

  /**
   * Returns a split by its name.
   *
   * @throws IllegalArgumentException if there is none; the message names those there are
   */
  public Split split(String name) {
    return splits.stream()
        .filter(split -> split.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    info.name()
                        + " has no split "
                        + name
                        + ", must be one of "
                        + splits.stream().map(Split::name).collect(Collectors.joining(", "))));
  }

  /**
   * Returns the splits that published results are means over: all, but of a data set with held-out
   * recordings {@code heldout} alone, beside which its folds are an evaluation of their own.
   */
  public List<Split> published() {
    List<Split> heldOut = splits.stream().filter(s -> s.name().equals(Split.HELD_OUT)).toList();
    return heldOut.isEmpty() ? splits : heldOut;
  }

  /** Returns what is wrong, a line each: counts that differ, and files that must not be missing. */
  public List<String> faults() {
    List<String> faults = new ArrayList<>();
    int expected = info.sizes().classes();
    if (expected != 0 && classes.size() != expected) {
      faults.add(classes.size() + " classes found, " + expected + " expected");
    }
    for (SplitSizes.Size size : info.sizes().splits()) {
      for (Split split : splits) {
        if (split.name().equals(size.split())) {
          count(faults, split.name() + ", train", split.train(), size.train());
          count(faults, split.name() + ", test", split.test(), size.test());
        }
      }
    }
    if (!info.fromWeb()) {
      faults.addAll(gaps());
    } else if (splits.stream().allMatch(s -> isEmpty(s.train()) && isEmpty(s.test()))) {
      faults.add("none of its files found");
    }
    return faults;
  }

  private static void count(List<String> faults, String part, Part found, int expected) {
    if (found.listed() != expected) {
      faults.add(part + ": " + found.listed() + " files listed, " + expected + " expected");
    }
  }

  private static boolean isEmpty(Part part) {
    return part.files().size() == 0;
  }

  /** Returns which parts lack files, a line each. */
  public List<String> gaps() {
    List<String> gaps = new ArrayList<>();
    for (Split split : splits) {
      gap(gaps, split.name() + ", train", split.train());
      gap(gaps, split.name() + ", test", split.test());
    }
    return gaps;
  }

  private static void gap(List<String> gaps, String part, Part found) {
    if (!found.missing().isEmpty()) {
      gaps.add(
          part
              + ": "
              + found.missing().size()
              + " of "
              + found.listed()
              + " files missing, the first is "
              + found.missing().get(0));
    }
  }

  @Override
  public String toString() {
    return "DataSetSplits["
        + info.name()
        + ": "
        + classes.size()
        + " classes, "
        + splits.stream()
            .map(s -> s.name() + " " + s.train().files().size() + "/" + s.test().files().size())
            .collect(Collectors.joining(", "))
        + "]";
  }
}
