package dev.xdc.cli.option;

import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.suite.run.LabelledSets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which labelled videos to learn from and to test on, and how they are read. */
public final class LabelledDataOptions {
  @Mixin private DataOptions data = new DataOptions();

  @Option(
      names = "--train",
      required = true,
      showDefaultValue = Visibility.NEVER,
      paramLabel = "CSV",
      description =
          "Labelled videos to learn from: a CSV file with path,label, a folder, or an index of them.")
  private Path train = Path.of("");

  @Option(
      names = "--test",
      required = true,
      showDefaultValue = Visibility.NEVER,
      paramLabel = "CSV",
      description = "Labelled videos to test on.")
  private Path test = Path.of("");

  public LabelledDataOptions() {}

  public Path train() {
    return train;
  }

  Path test() {
    return test;
  }

  /** Opens both sets; see {@link DataOptions#open(Path, Path, ClipSpec, Set)}. */
  public LabelledSets open(ClipSpec spec, Set<Modality> modalities) throws IOException {
    return data.open(train, test, spec, modalities);
  }
}
