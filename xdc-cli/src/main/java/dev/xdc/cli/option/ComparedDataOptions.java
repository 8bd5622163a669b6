package dev.xdc.cli.option;

import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.suite.run.TrainTestSets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What a comparison learns from, and tests on if there are labels. */
public final class ComparedDataOptions {
  @Mixin private TrainSetOption train = new TrainSetOption();

  @Option(
      names = "--test",
      paramLabel = "CSV",
      description =
          "Labelled videos to test on; with --k or --sweep optional, and then nothing needs labels.")
  private @Nullable Path test;

  /** Nothing is given yet. */
  public ComparedDataOptions() {}

  /** Returns the videos to learn from. */
  public Path train() {
    return train.source();
  }

  /** Returns the videos to test on, if any. */
  public @Nullable Path test() {
    return test;
  }

  /**
   * Opens both sets; see {@link DataOptions#open(Path, Path, ClipSpec, Set)}.
   *
   * @throws MissingParameterException if there is none to test on
   */
  public TrainTestSets open(ClipSpec spec, CommandSpec command) throws IOException {
    if (test == null) {
      throw new MissingParameterException(
          command.commandLine(),
          command.findOption("--test"),
          "Missing required option: '--test=CSV'");
    }
    return train.data().open(train.source(), test, spec, Set.of(Modality.values()));
  }

  /** Opens the videos to learn from, with or without labels. */
  public MediaDataset openTrain(ClipSpec spec) throws IOException {
    return train.data().open(train.source(), spec, null, null);
  }
}
