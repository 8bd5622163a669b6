package dev.xdc.cli.option;

import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.suite.run.LabelledSets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What a comparison learns from, and tests on if there are labels. */
public final class ComparedDataOptions {
  @Mixin private DataOptions data = new DataOptions();

  @Option(
      names = "--train",
      required = true,
      showDefaultValue = Visibility.NEVER,
      paramLabel = "CSV",
      description =
          "Labelled videos to learn from: a CSV file with path,label, a folder, or an index of them. With --k or --sweep and"
              + " without --test they need no labels.")
  private Path train = Path.of("");

  @Option(names = "--test", paramLabel = "CSV", description = "Labelled videos to test on.")
  private @Nullable Path test;

  public ComparedDataOptions() {}

  public Path train() {
    return train;
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
  public LabelledSets open(ClipSpec spec, CommandSpec command) throws IOException {
    if (test == null) {
      throw new MissingParameterException(
          command.commandLine(),
          command.findOption("--test"),
          "Missing required option: '--test=CSV'");
    }
    return data.open(train, test, spec, Set.of(Modality.values()));
  }

  /** Opens the videos to learn from, with or without labels. */
  public MediaDataset openTrain(ClipSpec spec) throws IOException {
    return data.open(train, spec, null, null);
  }
}
