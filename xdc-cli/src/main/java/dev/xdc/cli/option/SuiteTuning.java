package dev.xdc.cli.option;

import dev.xdc.eval.FineTuneGrid;
import dev.xdc.eval.SvmSolver;
import dev.xdc.suite.SuiteSettingsBuilder;
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
      description = "Learning rates of fc and full to select from; the preset's by default.")
  private List<Double> rates = List.of();

  @Option(
      names = "--selection",
      paramLabel = "SET",
      description =
          "What a learning rate is selected on: ${COMPLETION-CANDIDATES}; the paper selects on the evaluation.")
  private FineTuneGrid.Selection selection = FineTuneGrid.Selection.EVALUATION;

  @Option(
      names = "--epochs",
      paramLabel = "E",
      description = "Epochs of fine-tuning; the preset's by default.")
  private @Nullable Integer epochs;

  @Option(
      names = "--clips-per-epoch",
      paramLabel = "N",
      description = "Clips per epoch of fine-tuning, 0 for one per video; the preset's by default.")
  private @Nullable Integer clipsPerEpoch;

  @Option(
      names = "--svm-clips",
      paramLabel = "N",
      description = "Clips of each recording for svm; 60 for dcase and 10 for others by default.")
  private @Nullable Integer svmClips;

  @Option(
      names = "--svm-solver",
      paramLabel = "SOLVER",
      description = "What solves svm: ${COMPLETION-CANDIDATES}; lbfgs is several times as fast.")
  private SvmSolver svmSolver = SvmSolver.LBFGS;

  @Option(
      names = "--labels-per-class",
      split = ",",
      paramLabel = "N",
      description = "Labels per class at each point of few-labels; 0 for all.")
  private List<Integer> labelsPerClass = List.of(1, 5, 10, 20, 0);

  @Option(
      names = "--draws",
      paramLabel = "N",
      description = "Random choices of labels that few-labels averages at each point.")
  private int draws = 5;

  @Option(
      names = "--k",
      paramLabel = "K",
      description = "Number of clusters in the protocol clusters; the preset's by default.")
  private @Nullable Integer k;

  @Mixin private DecayOptions decay = new DecayOptions();
  @Mixin private ClusteringOption clustering = new ClusteringOption();

  /** Nothing is given yet. */
  public SuiteTuning() {}

  /** Sets what the options say. */
  public SuiteSettingsBuilder configure(SuiteSettingsBuilder settings) {
    if (svmClips != null) {
      settings.optSvmClips(svmClips);
    }
    if (k != null) {
      settings.optClusters(k);
    }
    return settings
        .optRates(rates)
        .optSelection(selection)
        .optSvmSolver(svmSolver)
        .optLabelsPerClass(labelsPerClass)
        .optDraws(draws)
        .optClustering(clustering.strategy())
        .optChangedPlan(this::changed);
  }

  private TrainingPlan changed(TrainingPlan named) {
    Schedule schedule = named.schedule();
    TrainingPlan timed =
        named.withSchedule(decay.changed(epochs == null ? schedule : schedule.withEpochs(epochs)));
    return clipsPerEpoch == null ? timed : timed.withClipsPerEpoch(clipsPerEpoch);
  }
}
