package dev.xdc.cli.command;

import dev.xdc.Preset;
import dev.xdc.cli.option.ClipCountOptions;
import dev.xdc.cli.option.DataOptions;
import dev.xdc.cli.option.DeviceOption;
import dev.xdc.cli.option.FlipOption;
import dev.xdc.cli.option.ModalityOption;
import dev.xdc.cli.option.PrecisionOption;
import dev.xdc.cli.option.ResultOptions;
import dev.xdc.cli.option.SeedsOption;
import dev.xdc.cli.option.SuiteStart;
import dev.xdc.cli.option.SuiteTuning;
import dev.xdc.cli.output.CoverageText;
import dev.xdc.cli.output.ProgressOutput;
import dev.xdc.cli.output.SuiteCostText;
import dev.xdc.cli.output.SuiteText;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.data.sets.DataSets;
import dev.xdc.eval.EvalProtocol;
import dev.xdc.eval.ScoreAverage;
import dev.xdc.suite.EncoderRun;
import dev.xdc.suite.PaperValue;
import dev.xdc.suite.SuiteCost;
import dev.xdc.suite.SuiteData;
import dev.xdc.suite.SuiteKind;
import dev.xdc.suite.SuiteLine;
import dev.xdc.suite.SuiteProtocol;
import dev.xdc.suite.SuiteRun;
import dev.xdc.suite.SuiteSettings;
import dev.xdc.suite.SuiteSettingsBuilder;
import dev.xdc.suite.SuiteTable;
import dev.xdc.suite.SuiteWork;
import dev.xdc.suite.run.PresetName;
import dev.xdc.suite.store.ResultStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the protocols of a published evaluation. */
@Command(
    name = "evaluate",
    description =
        "Evaluates encoders on the official splits of a data set and prints the paper's figures"
            + " beside the results. Resumes where it was stopped, with the same settings.")
public final class EvaluateCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private DataOptions data = new DataOptions();
  @Mixin private DeviceOption device = new DeviceOption();
  @Mixin private PrecisionOption precision = new PrecisionOption();
  @Mixin private SuiteTuning tuning = new SuiteTuning();
  @Mixin private FlipOption flip = new FlipOption();
  @Mixin private SeedsOption seeds = new SeedsOption(1);
  @Mixin private ClipCountOptions clips = new ClipCountOptions();
  @Mixin private ResultOptions result = new ResultOptions();

  @ArgGroup(multiplicity = "1")
  private SuiteStart start = new SuiteStart();

  @Option(
      names = "--method",
      paramLabel = "NAME",
      description =
          "How the models were trained: sdc, mdc, cdc, xdc or superv; what the models record unless"
              + " given.")
  private @Nullable String method;

  @Option(
      names = "--suite",
      required = true,
      showDefaultValue = Visibility.NEVER,
      paramLabel = "NAME",
      description =
          "A data set that 'xdc datasets' lists, such as esc10, esc50, ucf101, hmdb51, dcase or"
              + " avmnist.")
  private String suite = "";

  @Option(
      names = "--root",
      required = true,
      showDefaultValue = Visibility.NEVER,
      paramLabel = "DIR",
      description = "Folder that holds the data set.")
  private Path root = Path.of("");

  @Option(
      names = "--protocol",
      split = ",",
      paramLabel = "NAME",
      description =
          "Some of probe, fc, full, svm, few-labels, retrieval, clusters; the paper's for the suite"
              + " by default.")
  private List<String> protocols = List.of();

  @Option(
      names = "--splits",
      split = ",",
      paramLabel = "NAME",
      description =
          "Some of the official splits, such as fold1; those of published results by default.")
  private List<String> splits = List.of();

  @Option(
      names = "--modality",
      paramLabel = "MODALITY",
      description = "Which encoders: ${COMPLETION-CANDIDATES}; what the suite holds by default.")
  private ModalityOption.@Nullable Choice modality;

  @Option(
      names = "--preset",
      paramLabel = "PRESET",
      description = "Fresh encoders and fine-tuning: ${COMPLETION-CANDIDATES}.")
  private PresetName preset = PresetName.SMALL;

  @Option(
      names = "--average",
      paramLabel = "SCORES",
      description = "What is averaged over the clips of a video: ${COMPLETION-CANDIDATES}.")
  private Average average = Average.SOFTMAX;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for results, added as they come; one for each kind of encoders.")
  private Path out = Path.of("xdc-evaluate");

  EvaluateCommand() {}

  /** {@link ScoreAverage} as the command line spells it. */
  enum Average {
    SOFTMAX,
    LOGITS;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public Integer call() throws IOException {
    result.check();
    List<SuiteProtocol> wanted = protocols();
    List<Modality> modalities = modalities();
    List<EncoderRun> runs = start.runs(seeds.first(), seeds.count());
    ClipSpec cut = preset.preset().clip();
    SuiteSettings settings = settings(flip.fineTuning(start.clip(cut), cut));
    try (ProgressOutput progress = ProgressOutput.to(spec.commandLine().getErr());
        SuiteData opened =
            SuiteData.open(
                suite, root, splits, settings.clip(), Set.copyOf(modalities), data::open)) {
      Map<String, String> fingerprint = settings.fingerprint();
      opened
          .parts()
          .forEach(
              p ->
                  fingerprint.put(
                      p.name(), p.train().size() + " to learn, " + p.test().size() + " to test"));
      precision.measured(settings.device(), progress);
      if (result.dryRun()) {
        progress.measuring();
        new SuiteCostText(
                new SuiteCost(settings, modalities, wanted, runs), spec.commandLine().getOut())
            .print(opened);
        return 0;
      }
      if (settings.kind().equals(SuiteKind.UNKNOWN)
          && wanted.stream().anyMatch(protocol -> PaperValue.covers(suite, protocol))) {
        progress.line(
            "the models do not record how they were trained, so no figure of the paper can be"
                + " shown: name it by --method");
      }
      ResultStore<SuiteLine> store =
          new ResultStore<>(out, fingerprint, SuiteLine.class, SuiteLine::isComplete);
      List<SuiteLine> lines =
          new SuiteRun(settings, opened, new SuiteWork(modalities, wanted, runs), store, progress)
              .run();
      List<String> names = opened.parts().stream().map(SuiteData.Part::name).toList();
      SuiteTable table =
          SuiteTable.of(settings, preset, wanted, runs, names, lines, opened.coverage());
      new SuiteText(table).print(spec.commandLine().getOut());
      CoverageText.print(table.sets(), settings.clip(), spec.commandLine().getOut());
      result.write(table);
    }
    return 0;
  }

  private SuiteSettings settings(ClipSpec clip) throws IOException {
    Preset named = preset.preset();
    EvalProtocol protocol =
        clips
            .changed(named.protocol())
            .withAverage(ScoreAverage.valueOf(average.name()))
            .withLabelsPerClass(0, seeds.first());
    SuiteSettingsBuilder settings =
        SuiteSettings.builder()
            .setSuite(suite)
            .setKind(start.kind(method))
            .setPreset(named)
            .optPaper(preset.isPaper())
            .optClip(clip)
            .optProtocol(protocol)
            .optDevice(device.device())
            .optPrecision(precision.precision());
    return tuning.configure(settings).build();
  }

  private List<SuiteProtocol> protocols() {
    List<SuiteProtocol> wanted = new ArrayList<>();
    if (protocols.isEmpty()) {
      for (SuiteProtocol protocol : SuiteProtocol.values()) {
        if (start.allows(protocol) && PaperValue.covers(suite, protocol)) {
          wanted.add(protocol);
        }
      }
    }
    protocols.forEach(name -> wanted.add(SuiteProtocol.of(name)));
    for (SuiteProtocol protocol : wanted) {
      if (!start.allows(protocol)) {
        throw new IllegalArgumentException(
            "--protocol "
                + protocol
                + " does not go with fresh encoders of this kind: --random judges frozen ones,"
                + " --scratch trains all of the network, --hand-crafted has none");
      }
    }
    if (wanted.isEmpty()) {
      wanted.add(start.allows(SuiteProtocol.PROBE) ? SuiteProtocol.PROBE : SuiteProtocol.FULL);
    }
    return wanted.stream().distinct().sorted().toList();
  }

  private List<Modality> modalities() {
    Set<Modality> held = DataSets.of(suite).info().modalities();
    List<Modality> wanted =
        modality == null
            ? List.of(Modality.values())
            : switch (modality) {
              case VIDEO -> List.of(Modality.VIDEO);
              case AUDIO -> List.of(Modality.AUDIO);
              case BOTH -> List.of(Modality.values());
            };
    List<Modality> usable =
        modality == null ? wanted.stream().filter(held::contains).toList() : wanted;
    if (!held.containsAll(usable)) {
      throw new IllegalArgumentException(
          "--modality is " + modality + ", but " + suite + " is read for " + held + " only");
    }
    return usable;
  }
}
