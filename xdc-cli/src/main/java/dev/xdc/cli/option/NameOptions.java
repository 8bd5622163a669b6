package dev.xdc.cli.option;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Names of clusters, and what is made of them. */
public final class NameOptions {

  @Option(
      names = "--names-template",
      paramLabel = "FILE",
      description = "Write a CSV file to fill names in, with size and nearest videos of clusters.")
  private @Nullable Path template;

  @Option(
      names = "--names",
      paramLabel = "FILE",
      description = "CSV file with names of clusters, as --names-template writes it.")
  private @Nullable Path names;

  @Option(
      names = "--labels-out",
      paramLabel = "FILE",
      description = "Write the members of named clusters as a CSV file path,label.")
  private @Nullable Path labels;

  @Option(
      names = "--within",
      paramLabel = "Q",
      description =
          "With --labels-out: leave out members beyond this quantile of a cluster's distances, 0 to 1.")
  private @Nullable Double within;

  @Option(
      names = "--carry-over",
      paramLabel = "FROM",
      description =
          "Move names of another clustering, of this model folder or this CSV file of xdc assign.")
  private @Nullable Path carryOver;

  /** Nothing is asked for. */
  public NameOptions() {}

  /**
   * Checks that the options go together.
   *
   * @param save whether the clusters are made anew, so that no names can be theirs
   * @throws IllegalArgumentException if one lacks another, or is out of range
   */
  public void check(boolean save) {
    if (names == null) {
      requireNone(labels, "--labels-out");
      requireNone(carryOver, "--carry-over");
    }
    if (save && names != null && carryOver == null) {
      throw new IllegalArgumentException(
          "--save makes new clusters, and the names belong to others: give --carry-over to move them");
    }
    if (template != null && Files.exists(template)) {
      throw new IllegalArgumentException(
          "--names-template " + template + " exists and may hold names: choose another path");
    }
    if (within != null && labels == null) {
      throw new IllegalArgumentException("--within needs --labels-out");
    }
    if (within != null && !(within >= 0 && within <= 1)) {
      throw new IllegalArgumentException("--within is " + within + ", must be in [0, 1]");
    }
  }

  private static void requireNone(@Nullable Path given, String option) {
    if (given != null) {
      throw new IllegalArgumentException(option + " needs --names: the names of clusters");
    }
  }

  /** Returns whether anything is asked for. */
  public boolean isGiven() {
    return names != null || template != null || labels != null || carryOver != null;
  }

  /** Returns where an empty file of names goes; null for nowhere. */
  public @Nullable Path template() {
    return template;
  }

  /** Returns the file of names; null for none. */
  public @Nullable Path names() {
    return names;
  }

  /** Returns where labels go; null for nowhere. */
  public @Nullable Path labels() {
    return labels;
  }

  /** Returns the share of a cluster's items whose distance members keep within; null for all. */
  public @Nullable Double within() {
    return within;
  }

  /** Returns the model or the assignments that names of another clustering belong to. */
  public @Nullable Path carryOver() {
    return carryOver;
  }
}
