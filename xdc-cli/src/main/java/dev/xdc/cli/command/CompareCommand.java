package dev.xdc.cli.command;

import dev.xdc.Preset;
import dev.xdc.cli.option.ComparedDataOptions;
import dev.xdc.cli.option.DeviceOption;
import dev.xdc.cli.option.JsonOption;
import dev.xdc.cli.option.LabelCountOption;
import dev.xdc.cli.option.RecipeOption;
import dev.xdc.cli.option.SeedsOption;
import dev.xdc.cli.option.SubsetOptions;
import dev.xdc.cli.option.SweepOptions;
import dev.xdc.cli.option.TrainingOptions;
import dev.xdc.cli.output.ComparisonText;
import dev.xdc.cli.output.CoverageText;
import dev.xdc.cli.output.ProgressOutput;
import dev.xdc.cli.output.SweepText;
import dev.xdc.clip.ClipDataset;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.suite.compare.Comparison;
import dev.xdc.suite.compare.ComparisonSettings;
import dev.xdc.suite.compare.ComparisonStore;
import dev.xdc.suite.compare.ComparisonTable;
import dev.xdc.suite.compare.Row;
import dev.xdc.suite.compare.Sweep;
import dev.xdc.suite.compare.SweepSetting;
import dev.xdc.suite.compare.SweepTable;
import dev.xdc.suite.run.Method;
import dev.xdc.suite.run.SetCoverage;
import dev.xdc.suite.run.TrainTestSets;
import dev.xdc.suite.run.Tuning;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
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
        "Pretrains by several methods and seeds and evaluates the encoders: the paper's Table 1 in miniature. With --k or --sweep it compares settings of one method, without labels. Resumes where it was stopped.")
public final class CompareCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private LabelCountOption labels = new LabelCountOption(10);
  @Mixin private JsonOption json = new JsonOption();
  @Mixin private TrainingOptions training = new TrainingOptions();
  @Mixin private ComparedDataOptions data = new ComparedDataOptions();
  @Mixin private DeviceOption device = new DeviceOption();
  @Mixin private SweepOptions sweep = new SweepOptions();
  @Mixin private SubsetOptions subset = new SubsetOptions();
  @Mixin private RecipeOption recipe = new RecipeOption();
  @Mixin private SeedsOption seeds = new SeedsOption(3);

  @Option(
      names = "--methods",
      split = ",",
      paramLabel = "METHOD",
      description =
          "Some of sdc, mdc, cdc, xdc, same-video, same-audio; with --k or --sweep one of them, by default xdc.")
  private List<String> methods = List.of("sdc", "mdc", "cdc", "xdc");

  @Option(
      names = "--baselines",
      split = ",",
      paramLabel = "NAME",
      description = "none, or some of random, hand-crafted, scratch and supervised.")
  private List<String> baselines = List.of("random", "hand-crafted", "scratch", "supervised");

  @Option(
      names = "--sdc-sampling",
      paramLabel = "UNIT",
      description =
          "What sdc samples uniformly in an epoch: ${COMPLETION-CANDIDATES}; the paper's choice is clusters.")
  private SdcSampling sdcSampling = SdcSampling.CLUSTERS;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for results and models; results are added as they come.")
  private Path out = Path.of("xdc-compare");

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
    if (sweep.isGiven()) {
      sweep();
      return 0;
    }
    List<Row> rows = rows();
    Preset preset = training.settings();
    Tuning tuning =
        new Tuning(
            preset,
            training.preset().isPaper(),
            recipe.dataset(training.preset()),
            preset.clip(),
            UnaryOperator.identity());
    List<Long> numbers = seeds.all();
    try (ProgressOutput progress = ProgressOutput.to(spec.commandLine().getErr());
        TrainTestSets sets = data.open(preset.clip(), spec)) {
      ComparisonSettings settings =
          ComparisonSettings.builder()
              .setPreset(preset)
              .setRows(rows)
              .optSeeds(numbers)
              .optLabelsPerClass(labels.perClass())
              .optDevice(device.device())
              .optTuning(tuning)
              .optBalancedSdc(sdcSampling == SdcSampling.CLUSTERS)
              .optSubset(subset.subset())
              .build();
      Map<String, String> fingerprint = settings.fingerprint();
      fingerprint.put("train", named(data.train(), sets.train()));
      fingerprint.put("test", named(data.test(), sets.test()));
      ComparisonStore store = new ComparisonStore(out, fingerprint);
      ComparisonTable table =
          new Comparison(settings, sets.train(), sets.test(), store, progress).run();
      PrintWriter results = spec.commandLine().getOut();
      new ComparisonText(table).print(results);
      CoverageText.print(SetCoverage.of(sets), preset.clip(), results);
      json.write(table);
    }
    return 0;
  }

  private static String named(@Nullable Path source, ClipDataset clips) {
    return source == null ? "none" : source.toAbsolutePath().normalize() + ", " + clips.size();
  }

  /** Compares settings of one method by the signs of their runs that need no labels. */
  private void sweep() throws IOException {
    List<SweepSetting> settings = sweep.settings(training.settings());
    Preset preset = settings.get(0).preset();
    if (settings.stream().anyMatch(s -> !s.preset().clip().equals(preset.clip()))) {
      throw new IllegalArgumentException(
          "--sweep changes how clips are cut, but all settings read the same clips; run xdc pretrain for each");
    }
    try (ProgressOutput progress = ProgressOutput.to(spec.commandLine().getErr())) {
      SweepTable table;
      if (data.test() == null) {
        try (MediaDataset clips = data.openTrain(preset.clip())) {
          table = sweep(settings, clips, null).run(clips, null, progress);
        }
      } else {
        try (TrainTestSets sets = data.open(preset.clip(), spec)) {
          table =
              sweep(settings, sets.train(), sets.test()).run(sets.train(), sets.test(), progress);
        }
      }
      new SweepText(table).print(spec.commandLine().getOut());
      json.write(table);
    }
  }

  private Sweep sweep(List<SweepSetting> settings, ClipDataset train, @Nullable ClipDataset test) {
    List<String> method = isGiven("--methods") ? methods : List.of("xdc");
    if (method.size() != 1) {
      throw new IllegalArgumentException(
          "--methods are " + String.join(",", method) + ", must be one with --k or --sweep");
    }
    Map<String, String> names = new LinkedHashMap<>();
    names.put("train", named(data.train(), train));
    if (test != null) {
      names.put("test", named(data.test(), test));
    }
    ComparisonSettings shared =
        ComparisonSettings.builder()
            .setPreset(settings.get(0).preset())
            .setRows(Row.of(Method.of(method.get(0))))
            .optSeeds(seeds.allOr(1))
            .optDevice(device.device())
            .optBalancedSdc(sdcSampling == SdcSampling.CLUSTERS)
            .optSubset(subset.subset())
            .build();
    return new Sweep(settings, shared, out, names);
  }

  private boolean isGiven(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
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
