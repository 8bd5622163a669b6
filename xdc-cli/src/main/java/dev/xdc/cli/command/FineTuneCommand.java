package dev.xdc.cli.command;

import ai.djl.Device;
import dev.xdc.Preset;
import dev.xdc.XdcClassifier;
import dev.xdc.XdcModel;
import dev.xdc.cli.option.DevicesOption;
import dev.xdc.cli.option.FlipOption;
import dev.xdc.cli.option.LabelCountOption;
import dev.xdc.cli.option.LabelledDataOptions;
import dev.xdc.cli.option.ModalityOption;
import dev.xdc.cli.option.PrecisionOption;
import dev.xdc.cli.option.RecipeOption;
import dev.xdc.cli.option.ResultOptions;
import dev.xdc.cli.option.ScheduleOptions;
import dev.xdc.cli.output.CostText;
import dev.xdc.cli.output.ProgressOutput;
import dev.xdc.cli.output.Scores;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Labels;
import dev.xdc.clip.Modality;
import dev.xdc.clip.Seeds;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.encoder.Precision;
import dev.xdc.eval.EvalProtocol;
import dev.xdc.eval.EvalResult;
import dev.xdc.eval.FineTune;
import dev.xdc.eval.TrainedHead;
import dev.xdc.internal.Count;
import dev.xdc.suite.cost.DryRun;
import dev.xdc.suite.run.PresetName;
import dev.xdc.suite.run.RunProgress;
import dev.xdc.suite.run.TrainTestSets;
import dev.xdc.suite.run.Tuning;
import dev.xdc.train.TrainingPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains whole encoders on labels. */
@Command(
    name = "finetune",
    description = "Trains encoders of a model, or fresh ones, on labels and tests them.")
public final class FineTuneCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private LabelCountOption labels = new LabelCountOption();
  @Mixin private ModalityOption modality = new ModalityOption();
  @Mixin private LabelledDataOptions data = new LabelledDataOptions();
  @Mixin private ScheduleOptions schedule = new ScheduleOptions();
  @Mixin private FlipOption flip = new FlipOption();
  @Mixin private RecipeOption recipe = new RecipeOption();
  @Mixin private DevicesOption device = new DevicesOption();
  @Mixin private PrecisionOption precision = new PrecisionOption();
  @Mixin private ResultOptions result = new ResultOptions();

  @ArgGroup(multiplicity = "1")
  private Start start = new Start();

  /** Where the first weights come from: exactly one of these. */
  static final class Start {
    @Option(
        names = "--model",
        paramLabel = "DIR",
        description = "Folder of a model, such as the folder final of a run.")
    private @Nullable Path model;

    @Option(names = "--scratch", description = "Fresh encoders of the preset.")
    private boolean scratch;
  }

  @Option(
      names = "--preset",
      paramLabel = "PRESET",
      description = "Settings of the training, and of fresh encoders: ${COMPLETION-CANDIDATES}.")
  private PresetName preset = PresetName.SMALL;

  @Option(
      names = "--clips-per-epoch",
      paramLabel = "N",
      description = "Clips per epoch, 0 for one per video; the recipe's by default.")
  private @Nullable Integer clipsPerEpoch;

  @Option(names = "--seed", paramLabel = "S", description = "Seed of all random choices.")
  private long seed = 1;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Folder for the trained encoders and heads, for xdc classify; not written by default.")
  private @Nullable Path out;

  FineTuneCommand() {}

  @Override
  public Integer call() throws IOException {
    result.check();
    Preset settings = preset.preset();
    String dataset = recipe.dataset(preset);
    EvalProtocol protocol = settings.protocol().withLabelsPerClass(labels.perClass(), seed);
    List<EvalResult> results = new ArrayList<>();
    Map<Modality, XdcClassifier.Head> heads = new EnumMap<>(Modality.class);
    try (ProgressOutput progress = ProgressOutput.to(spec.commandLine().getErr());
        XdcModel model = model(settings, device.devices().first());
        TrainTestSets sets =
            data.open(flip.fineTuning(model.clipSpec(), settings.clip()), modality.required())) {
      ClipSpec clip = sets.train().spec();
      Tuning tuning = new Tuning(settings, preset.isPaper(), dataset, clip, this::changed);
      int learned = learned(sets, protocol);
      Precision computed = precision.measured(device.devices().first(), progress);
      if (result.dryRun()) {
        progress.measuring();
        printCost(model, sets, tuning, protocol);
        return 0;
      }
      for (Modality m : modality.modalities()) {
        RunProgress watcher = new RunProgress(progress, m + " fine-tuning");
        TrainedHead trained =
            new FineTune(protocol, tuning.plan(m, learned))
                .learn(
                    device.devices().configure(model.encoder(m).optPrecision(computed)),
                    sets.train(),
                    sets.test(),
                    seed,
                    watcher);
        results.add(trained.result());
        heads.put(m, new XdcClassifier.Head(trained.head(), trained.calibration()));
      }
      if (out != null) {
        save(model, heads, results, sets, protocol.testClips());
      }
      PrintWriter printed = spec.commandLine().getOut();
      result.write(Scores.report(results, sets, labels.perClass(), printed));
    }
    return 0;
  }

  private static int learned(TrainTestSets sets, EvalProtocol protocol) {
    Labels known = sets.train().labels().orElseThrow();
    return sets.train().size() - protocol.leftOut(known.classes(), known.count()).cardinality();
  }

  private void printCost(XdcModel model, TrainTestSets sets, Tuning tuning, EvalProtocol protocol)
      throws IOException {
    int classes = sets.train().labels().orElseThrow().count();
    int learned = learned(sets, protocol);
    PrintWriter results = spec.commandLine().getOut();
    results.printf(
        "%d of %s to learn %d classes from, %d to test on with %s each%n",
        learned,
        Count.of(sets.train().size(), "video"),
        classes,
        sets.test().size(),
        Count.of(protocol.testClips(), "clip"));
    Map<TrainingPlan, List<DryRun.Work>> works = new LinkedHashMap<>();
    for (Modality m : modality.modalities()) {
      EncoderSpec encoder =
          model
              .encoder(m)
              .spec()
              .orElseThrow(() -> new IllegalStateException("a model's encoders have recipes"));
      TrainingPlan plan = tuning.plan(m, learned);
      works
          .computeIfAbsent(plan, alike -> new ArrayList<>())
          .add(
              new DryRun.Work(
                  encoder,
                  List.of(classes),
                  perEpoch(plan, learned) * plan.schedule().epochs(),
                  (long) sets.test().size() * protocol.testClips()));
    }
    for (Map.Entry<TrainingPlan, List<DryRun.Work>> alike : works.entrySet()) {
      printCost(sets, alike.getKey(), learned, alike.getValue());
    }
  }

  private static long perEpoch(TrainingPlan plan, int learned) {
    return plan.clipsPerEpoch() == 0 ? learned : plan.clipsPerEpoch();
  }

  /** Prints what encoders that are trained alike take. */
  private void printCost(
      TrainTestSets sets, TrainingPlan plan, int learned, List<DryRun.Work> works)
      throws IOException {
    PrintWriter results = spec.commandLine().getOut();
    DryRun cost =
        new DryRun(sets.train().spec(), plan, seed, device.devices(), precision.precision());
    long steps = cost.steps(perEpoch(plan, learned));
    results.printf("%s%n", plan);
    CostText text = new CostText(results);
    text.printRates(cost.rates(plan.schedule(), steps));
    results.printf(
        "%s of %s for each encoder%n",
        Count.of(plan.schedule().epochs(), "epoch"), Count.grouped(steps, "step"));
    results.flush(); // what is known already can be read meanwhile
    long decoded = sets.train().cacheBytes() + sets.test().cacheBytes();
    text.print(cost.estimate(sets.train(), works, decoded));
  }

  /** Saves the trained encoders only, with their heads; they stay the model's. */
  private void save(
      XdcModel model,
      Map<Modality, XdcClassifier.Head> heads,
      List<EvalResult> results,
      TrainTestSets sets,
      int clips)
      throws IOException {
    String labelled = data.train() + ", " + labels.perClass() + " labels per class (0: all)";
    Map<String, String> provenance = new LinkedHashMap<>(model.provenance());
    provenance.put("fine-tuned on", labelled);
    List<Encoder> trained = modality.modalities().stream().map(model::encoder).toList();
    XdcModel tuned = new XdcModel(sets.train().spec(), trained, provenance);
    Classifiers.save(
        new Classifiers.Made("fine-tuning", tuned, heads, results),
        sets,
        Map.of("labels", labelled),
        clips,
        Objects.requireNonNull(out));
  }

  private TrainingPlan changed(TrainingPlan named) {
    TrainingPlan timed = named.withSchedule(schedule.changed(named.schedule()));
    return clipsPerEpoch == null ? timed : timed.withClipsPerEpoch(clipsPerEpoch);
  }

  private XdcModel model(Preset settings, Device where) throws IOException {
    if (!start.scratch) {
      return XdcModel.load(Objects.requireNonNull(start.model), where);
    }
    ClipSpec clip = settings.clip();
    List<Encoder> fresh = new ArrayList<>();
    for (Modality m : modality.modalities()) {
      fresh.add(
          Encoders.of(settings.encoder(m), clip)
              .initialize(where, Seeds.stream(seed, "weights", m.ordinal())));
    }
    return new XdcModel(clip, fresh, Map.of("weights", "fresh, seed " + seed));
  }
}
