package dev.xdc.cli.option;

import dev.xdc.eval.EvalProtocol;
import picocli.CommandLine.Option;

/** How many clips of a video are used to judge encoders. */
public final class ClipCountOptions {

  @Option(
      names = "--clips",
      paramLabel = "N",
      description = "Clips of a test video whose scores are averaged.")
  private int test = EvalProtocol.paper().testClips();

  @Option(
      names = "--train-clips",
      paramLabel = "N",
      description = "Clips of a training video whose features are learned from.")
  private int train = EvalProtocol.paper().trainClips();

  /** The paper's numbers. */
  public ClipCountOptions() {}

  /** Returns the clips of a test video. */
  public int test() {
    return test;
  }

  /** Returns the clips of a training video. */
  public int train() {
    return train;
  }

  /**
   * Returns {@code protocol} with these numbers.
   *
   * @throws IllegalArgumentException if one is less than 1
   */
  public EvalProtocol changed(EvalProtocol protocol) {
    return protocol.withClips(train, test);
  }
}
