package dev.xdc.examples.cli;

import dev.xdc.Preset;
import dev.xdc.clip.Modality;
import dev.xdc.examples.cli.Row.Protocol;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares methods and baselines over several seeds. */
@Command(
    name = "compare",
    description =
        "Pretrains by several methods and seeds and judges the encoders: the paper's Table 1 in miniature. Pretraining uses no labels. Started"
            + " again with the same settings, it goes on where it was stopped.")
final class CompareCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private TrainingOptions training = new TrainingOptions();
  @Mixin private LabelledDataOptions data = new LabelledDataOptions();
  @Mixin private DeviceOption device = new DeviceOption();
  @Mixin private SubsetOptions subset = new SubsetOptions();
  @Mixin private RecipeOption recipe = new RecipeOption();

  @Option(
      names = "--methods",
      split = ",",
      paramLabel = "METHOD",
      description = "Some of sdc, mdc, cdc, xdc, same-video, same-audio.")
  private List<String> methods = List.of("sdc", "mdc", "cdc", "xdc");

  @Option(
      names = "--baselines",
      split = ",",
      paramLabel = "NAME",
      description = "None or some of random, scratch, supervised.")
  private List<String> baselines = List.of("random", "scratch", "supervised");

  @Option(
      names = "--sdc-sampling",
      description =
          "What sdc draws the clips of an epoch uniformly over: ${COMPLETION-CANDIDATES}. clusters is DeepCluster's remedy for"
              + " empty and uneven clusters, which the paper's sdc has (supplement A); clips is what other methods do.")
  private SdcSampling sdcSampling = SdcSampling.CLUSTERS;

  @Option(names = "--seeds", paramLabel = "N", description = "How many seeds.")
  private int seeds = 3;

  @Option(names = "--first-seed", paramLabel = "S", description = "The first of them.")
  private long firstSeed = 1;

  @Option(
      names = "--labels-per-class",
      paramLabel = "N",
      description = "Labels of each class that fine-tuning may use; 0 for all.")
  private int labelsPerClass = 10;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for results and models; results are added as they come.")
  private Path out = Path.of("xdc-compare");

  @Option(names = "--json", paramLabel = "FILE", description = "Write the table as JSON.")
  private @Nullable Path json;

  CompareCommand() {}

  /** What an epoch of SDC is drawn uniformly over. */
  enum SdcSampling {
    CLUSTERS,
    CLIPS;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public Integer call() throws IOException {
    List<Row> rows = rows();
    if (seeds < 1) {
      throw new IllegalArgumentException("--seeds is " + seeds + ", must be at least 1");
    }
    Preset preset = training.settings();
    Tuning tuning =
        new Tuning(
            preset,
            training.preset().isPaper(),
            recipe.dataset(training.preset()),
            preset.clip(),
            UnaryOperator.identity());
    List<Long> numbers = LongStream.range(firstSeed, firstSeed + seeds).boxed().toList();
    try (ProgressOutput progress = ProgressOutput.to(spec.commandLine().getErr());
        DataOptions.LabelledPair sets = data.open(preset.clip(), Set.of(Modality.values()))) {
      ComparisonSettings settings =
          new ComparisonSettings(
              preset,
              rows,
              EnumSet.allOf(Protocol.class),
              numbers,
              labelsPerClass,
              device.device(),
              tuning,
              sdcSampling == SdcSampling.CLUSTERS,
              subset.subset());
      Map<String, String> fingerprint = settings.fingerprint();
      fingerprint.put(
          "train", data.train().toAbsolutePath().normalize() + ", " + sets.train().size());
      fingerprint.put("test", data.test().toAbsolutePath().normalize() + ", " + sets.test().size());
      ComparisonStore store = new ComparisonStore(out, fingerprint);
      ComparisonTable table =
          new Comparison(settings, sets.train(), sets.test(), store, progress).run();
      PrintWriter results = spec.commandLine().getOut();
      table.print(results);
      SetCoverage.print(SetCoverage.of(sets), preset.clip(), results);
      Json.write(json, table);
    }
    return 0;
  }

  private List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (String name : baselines) {
      if (!name.equalsIgnoreCase("none")) {
        rows.add(Row.baseline(name));
      }
    }
    for (String name : methods) {
      rows.add(Row.of(Method.of(name)));
    }
    return rows.stream().distinct().toList();
  }
}
