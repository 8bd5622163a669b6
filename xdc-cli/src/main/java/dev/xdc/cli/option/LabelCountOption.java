package dev.xdc.cli.option;

import picocli.CommandLine.Option;

/** How many labels may be learned from. */
public final class LabelCountOption {

  @Option(
      names = "--labels-per-class",
      paramLabel = "N",
      description = "Labelled videos per class to learn from; 0 for all.")
  private int labels;

  /** Takes all labels unless a number is given. */
  public LabelCountOption() {
    this(0);
  }

  /** Takes {@code labels} of each class unless another number is given. */
  public LabelCountOption(int labels) {
    this.labels = labels;
  }

  /** Returns the labels of each class; 0 for all. */
  public int perClass() {
    return labels;
  }
}
