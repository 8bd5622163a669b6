package dev.xdc.examples.cli;

import ai.djl.Device;
import dev.xdc.Preset;
import dev.xdc.XdcModel;
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
import dev.xdc.train.Schedule;
import dev.xdc.train.TrainingPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
final class FineTuneCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ModalityOption modality = new ModalityOption();
  @Mixin private LabelledDataOptions data = new LabelledDataOptions();
  @Mixin private DecayOptions decay = new DecayOptions();
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
      description = "Settings of the training, and of fresh encoders: ${COMPLETION-CANDIDATES}.")
  private PresetName preset = PresetName.SMALL;

  @Option(
      names = "--labels-per-class",
      paramLabel = "N",
      description = "Training videos used of each class; 0 for all.")
  private int labelsPerClass;

  @Option(
      names = "--epochs",
      converter = Ranges.AtLeastOne.class,
      paramLabel = "E",
      description = "Epochs; the preset's unless given.")
  private @Nullable Integer epochs;

  @Option(
      names = "--lr",
      converter = Ranges.Positive.class,
      paramLabel = "RATE",
      description = "Learning rate; the preset's unless given.")
  private @Nullable Double rate;

  @Option(names = "--seed", paramLabel = "S", description = "Decides every random choice.")
  private long seed = 1;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where to save the trained encoders; nowhere unless given.")
  private @Nullable Path out;

  FineTuneCommand() {}

  @Override
  public Integer call() throws IOException {
    result.check();
    Preset settings = preset.preset();
    TrainingPlan plan = plan(settings.fineTune());
    EvalProtocol protocol = settings.protocol().withLabelsPerClass(labelsPerClass, seed);
    List<EvalResult> results = new ArrayList<>();
    try (ProgressOutput progress = ProgressOutput.to(spec.commandLine().getErr());
        XdcModel model = model(settings, device.devices().first());
        DataOptions.LabelledPair sets = data.open(model.clipSpec(), modality.required())) {
      Precision computed = precision.measured(device.devices().first(), progress);
      if (result.dryRun()) {
        printCost(model, sets, plan, protocol);
        return 0;
      }
      for (Modality m : modality.modalities()) {
        RunNarrator narrator = new RunNarrator(progress, m + " fine-tuning");
        results.add(
            new FineTune(protocol, plan)
                .run(
                    device.devices().configure(model.encoder(m).optPrecision(computed)),
                    sets.train(),
                    sets.test(),
                    seed,
                    narrator));
      }
      if (out != null) {
        save(model, out);
      }
      Scores.report(results, sets, spec.commandLine().getOut(), result.json());
    }
    return 0;
  }

  private void printCost(
      XdcModel model, DataOptions.LabelledPair sets, TrainingPlan plan, EvalProtocol protocol)
      throws IOException {
    Labels known = sets.train().labels().orElseThrow();
    int left = protocol.leftOut(known.classes(), known.count()).cardinality();
    int learned = sets.train().size() - left;
    long perEpoch = plan.clipsPerEpoch() == 0 ? learned : plan.clipsPerEpoch();
    PrintWriter results = spec.commandLine().getOut();
    DryRun cost =
        new DryRun(model.clipSpec(), plan, seed, device.devices(), precision.precision(), results);
    List<DryRun.Work> works = new ArrayList<>();
    for (Modality m : modality.modalities()) {
      EncoderSpec encoder =
          model
              .encoder(m)
              .spec()
              .orElseThrow(() -> new IllegalStateException("a model's encoders have recipes"));
      works.add(
          new DryRun.Work(
              encoder,
              List.of(known.count()),
              perEpoch * plan.schedule().epochs(),
              (long) sets.test().size() * protocol.testClips()));
    }
    results.printf(
        "%d of %d videos to learn %d classes from, %d to test on with %d clips each%n%s%n",
        learned,
        sets.train().size(),
        known.count(),
        sets.test().size(),
        protocol.testClips(),
        plan);
    cost.printRates(plan.schedule(), cost.steps(perEpoch));
    results.printf(
        Locale.ROOT,
        "%d epochs of %,d steps for each encoder%n",
        plan.schedule().epochs(),
        cost.steps(perEpoch));
    cost.printCost(
        sets.train(),
        works,
        DryRun.Beside.decoded(sets.train().cacheBytes() + sets.test().cacheBytes()));
  }

  /** Saves the trained encoders only; they stay the model's. */
  private void save(XdcModel model, Path folder) throws IOException {
    Map<String, String> provenance = new LinkedHashMap<>(model.provenance());
    provenance.put(
        "fine-tuned on", data.train() + ", " + labelsPerClass + " labels per class (0: all)");
    List<Encoder> trained = modality.modalities().stream().map(model::encoder).toList();
    new XdcModel(model.clipSpec(), trained, provenance).save(folder);
  }

  private TrainingPlan plan(TrainingPlan named) {
    Schedule schedule = named.schedule();
    schedule = epochs == null ? schedule : schedule.withEpochs(epochs);
    schedule = rate == null ? schedule : schedule.withBaseRate(rate);
    return named.withSchedule(decay.changed(schedule));
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
