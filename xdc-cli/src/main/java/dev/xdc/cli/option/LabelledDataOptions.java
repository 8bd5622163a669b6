package dev.xdc.cli.option;

import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.suite.run.TrainTestSets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which labelled videos to learn from and to test on, and how they are read. */
public final class LabelledDataOptions {
  @Mixin private TrainSetOption train = new TrainSetOption();

  @Option(
      names = "--test",
      required = true,
      showDefaultValue = Visibility.NEVER,
      paramLabel = "CSV",
      description = "Labelled videos to test on.")
  private Path test = Path.of("");

  /** Nothing is given yet. */
  public LabelledDataOptions() {}

  /** Returns the videos to learn from. */
  public Path train() {
    return train.source();
  }

  /** Opens both sets; see {@link DataOptions#open(Path, Path, ClipSpec, Set)}. */
  public TrainTestSets open(ClipSpec spec, Set<Modality> modalities) throws IOException {
    return train.data().open(train.source(), test, spec, modalities);
  }
}
