package dev.xdc.cli.command;

import dev.xdc.XdcModel;
import dev.xdc.cli.option.DeviceOption;
import dev.xdc.cli.option.LabelledDataOptions;
import dev.xdc.cli.option.ModalityOption;
import dev.xdc.cli.option.ModelOption;
import dev.xdc.cli.option.PrecisionOption;
import dev.xdc.cli.output.ProgressOutput;
import dev.xdc.cli.output.Scores;
import dev.xdc.clip.Labels;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Precision;
import dev.xdc.eval.EvalProtocol;
import dev.xdc.eval.EvalResult;
import dev.xdc.eval.LinearProbe;
import dev.xdc.suite.run.LabelledSets;
import dev.xdc.suite.run.TaskTimer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Judges frozen encoders by a linear classifier. */
@Command(
    name = "probe",
    description = "Learns a linear classifier on the features of frozen encoders and tests it.")
public final class ProbeCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ModalityOption modality = new ModalityOption();
  @Mixin private LabelledDataOptions data = new LabelledDataOptions();
  @Mixin private ModelOption model = new ModelOption();
  @Mixin private DeviceOption device = new DeviceOption();
  @Mixin private PrecisionOption precision = new PrecisionOption();

  @Option(
      names = "--labels-per-class",
      paramLabel = "N",
      description = "Training videos used of each class; 0 for all.")
  private int labelsPerClass;

  @Option(
      names = "--clips",
      paramLabel = "N",
      description = "Clips of a test video whose scores are averaged.")
  private int clips = EvalProtocol.paper().testClips();

  @Option(
      names = "--train-clips",
      paramLabel = "N",
      description = "Clips of a training video to learn from.")
  private int trainClips = EvalProtocol.paper().trainClips();

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Decides which videos --labels-per-class takes.")
  private long seed = 1;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the result as JSON.")
  private @Nullable Path json;

  ProbeCommand() {}

  @Override
  public Integer call() throws IOException {
    EvalProtocol protocol =
        EvalProtocol.paper().withClips(trainClips, clips).withLabelsPerClass(labelsPerClass, seed);
    List<EvalResult> results = new ArrayList<>();
    try (ProgressOutput progress = ProgressOutput.to(spec.commandLine().getErr());
        XdcModel loaded = XdcModel.load(model.folder(), device.device());
        LabelledSets sets = data.open(loaded.clipSpec(), modality.required())) {
      Precision computed = precision.measured(device.device(), progress);
      for (Modality m : modality.modalities()) {
        int taken = taken(sets);
        long planned = (long) taken * trainClips + (long) sets.test().size() * clips;
        TaskTimer timer = new TaskTimer();
        results.add(
            new LinearProbe(protocol)
                .run(
                    loaded.encoder(m).optPrecision(computed),
                    sets.train(),
                    sets.test(),
                    done ->
                        progress.update(
                            m + " probe", done, planned, timer.secondsLeft(done, planned))));
      }
      Scores.report(results, sets, spec.commandLine().getOut(), json);
    }
    return 0;
  }

  private int taken(LabelledSets sets) {
    int all = sets.train().size();
    int classes = sets.train().labels().map(Labels::count).orElse(1);
    return labelsPerClass == 0 ? all : Math.min(all, labelsPerClass * classes);
  }
}
