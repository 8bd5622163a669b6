package dev.xdc.cli.command;

import dev.xdc.XdcClassifier;
import dev.xdc.XdcModel;
import dev.xdc.cli.option.ClipCountOptions;
import dev.xdc.cli.option.JsonOption;
import dev.xdc.cli.option.LabelCountOption;
import dev.xdc.cli.option.LabelledDataOptions;
import dev.xdc.cli.option.ModelOptions;
import dev.xdc.cli.output.ProgressOutput;
import dev.xdc.cli.output.Scores;
import dev.xdc.clip.Labels;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoder;
import dev.xdc.eval.EvalProtocol;
import dev.xdc.eval.EvalResult;
import dev.xdc.eval.LinearProbe;
import dev.xdc.eval.TrainedHead;
import dev.xdc.suite.run.TaskTimer;
import dev.xdc.suite.run.TrainTestSets;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
  @Mixin private LabelCountOption labels = new LabelCountOption();
  @Mixin private JsonOption json = new JsonOption();
  @Mixin private LabelledDataOptions data = new LabelledDataOptions();
  @Mixin private ModelOptions model = new ModelOptions();
  @Mixin private ClipCountOptions clips = new ClipCountOptions();

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Seed for choosing the videos of --labels-per-class.")
  private long seed = 1;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for the classifier, for xdc classify; not written by default.")
  private @Nullable Path out;

  ProbeCommand() {}

  @Override
  public Integer call() throws IOException {
    EvalProtocol protocol =
        clips.changed(EvalProtocol.paper()).withLabelsPerClass(labels.perClass(), seed);
    List<EvalResult> results = new ArrayList<>();
    Map<Modality, XdcClassifier.Head> heads = new EnumMap<>(Modality.class);
    try (ProgressOutput progress = ProgressOutput.to(spec.commandLine().getErr());
        XdcModel loaded = model.load();
        TrainTestSets sets = data.open(loaded.clipSpec(), model.required())) {
      for (Encoder encoder : model.encoders(loaded, progress)) {
        int taken = taken(sets);
        long planned = (long) taken * clips.train() + (long) sets.test().size() * clips.test();
        TaskTimer timer = new TaskTimer();
        TrainedHead learned =
            new LinearProbe(protocol)
                .learn(
                    encoder,
                    sets.train(),
                    sets.test(),
                    done ->
                        progress.update(
                            encoder.modality() + " probe",
                            done,
                            planned,
                            timer.secondsLeft(done, planned)));
        results.add(learned.result());
        heads.put(
            encoder.modality(), new XdcClassifier.Head(learned.head(), learned.calibration()));
      }
      PrintWriter printed = spec.commandLine().getOut();
      json.write(Scores.report(results, sets, labels.perClass(), printed));
      if (out != null) {
        Classifiers.save(
            new Classifiers.Made("linear probe", loaded, heads, results),
            sets,
            Map.of(
                "labels", data.train() + ", " + labels.perClass() + " labels per class (0: all)"),
            clips.test(),
            out);
        printed.println(out + ": a classifier of " + heads.keySet() + " for xdc classify");
        printed.flush();
      }
    }
    return 0;
  }

  private int taken(TrainTestSets sets) {
    int all = sets.train().size();
    int classes = sets.train().labels().map(Labels::count).orElse(1);
    return labels.perClass() == 0 ? all : Math.min(all, labels.perClass() * classes);
  }
}
