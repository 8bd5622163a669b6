package dev.xdc.cli.option;

import ai.djl.Device;
import dev.xdc.Preset;
import dev.xdc.clip.ClipSpec;
import dev.xdc.encoder.Precision;
import dev.xdc.eval.EvalProtocol;
import dev.xdc.eval.FineTuneGrid;
import dev.xdc.eval.SvmSolver;
import dev.xdc.suite.SuiteKind;
import dev.xdc.suite.SuiteSettings;
import dev.xdc.suite.run.Tuning;
import dev.xdc.train.Schedule;
import dev.xdc.train.TrainingPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a suite fine-tunes, and the settings of its other protocols. */
public final class SuiteTuning {

  @Option(
      names = "--rates",
      split = ",",
      paramLabel = "RATE",
      description = "Learning rates of fc and full to select from; the preset's unless given.")
  private List<Double> rates = List.of();

  @Option(
      names = "--selection",
      description =
          "What a learning rate is selected on: ${COMPLETION-CANDIDATES}; the paper selects on the evaluation.")
  private FineTuneGrid.Selection selection = FineTuneGrid.Selection.EVALUATION;

  @Option(
      names = "--epochs",
      paramLabel = "E",
      description = "Epochs of fine-tuning; the preset's unless given.")
  private @Nullable Integer epochs;

  @Option(
      names = "--clips-per-epoch",
      paramLabel = "N",
      description =
          "Clips of an epoch of fine-tuning, 0 for one of every video; the preset's unless given.")
  private @Nullable Integer clipsPerEpoch;

  @Option(
      names = "--svm-clips",
      paramLabel = "N",
      description = "Clips of each recording for svm; 60 for dcase and 10 for others unless given.")
  private @Nullable Integer svmClips;

  @Option(
      names = "--svm-solver",
      description = "What solves svm: ${COMPLETION-CANDIDATES}; lbfgs is several times as fast.")
  private SvmSolver svmSolver = SvmSolver.LBFGS;

  @Option(
      names = "--labels-per-class",
      split = ",",
      paramLabel = "N",
      description = "Points of few-labels; 0 for all.")
  private List<Integer> labelsPerClass = List.of(1, 5, 10, 20, 0);

  @Option(
      names = "--draws",
      paramLabel = "N",
      description = "Choices of labels that few-labels averages at each point.")
  private int draws = 5;

  @Option(
      names = "--k",
      paramLabel = "K",
      description = "Number of clusters for clusters; the preset's unless given.")
  private @Nullable Integer k;

  @Mixin private DecayOptions decay = new DecayOptions();
  @Mixin private ClusteringOption clustering = new ClusteringOption();

  /** Nothing is given yet. */
  public SuiteTuning() {}

  /** Returns all that decides the results of a suite. */
  public SuiteSettings settings(
      String suite,
      SuiteKind kind,
      Preset preset,
      boolean paper,
      ClipSpec clip,
      EvalProtocol protocol,
      Device device,
      Precision precision) {
    Tuning tuning = new Tuning(preset, paper, suite, clip, this::changed);
    return new SuiteSettings(
        suite,
        kind,
        preset,
        clip,
        protocol,
        tuning,
        rates,
        selection,
        svmClips == null ? (suite.equals("dcase") ? 60 : 10) : svmClips,
        svmSolver,
        labelsPerClass,
        draws,
        k == null ? preset.clusters() : k,
        clustering.strategy(),
        device,
        precision);
  }

  private TrainingPlan changed(TrainingPlan named) {
    Schedule schedule = named.schedule();
    TrainingPlan timed =
        named.withSchedule(decay.changed(epochs == null ? schedule : schedule.withEpochs(epochs)));
    return clipsPerEpoch == null ? timed : timed.withClipsPerEpoch(clipsPerEpoch);
  }
}
