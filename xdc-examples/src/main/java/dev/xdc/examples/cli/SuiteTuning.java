package dev.xdc.examples.cli;

import ai.djl.Device;
import dev.xdc.Preset;
import dev.xdc.clip.ClipSpec;
import dev.xdc.encoder.Precision;
import dev.xdc.eval.EvalProtocol;
import dev.xdc.eval.FineTuneGrid;
import dev.xdc.eval.FineTuneRecipe;
import dev.xdc.eval.SvmSolver;
import dev.xdc.train.TrainingPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a suite fine-tunes, and the settings of its other protocols. */
final class SuiteTuning {

  /** Frames from which on the paper fine-tunes with batch 8 and a quarter of the rate. */
  private static final int LONG_CLIP = 32;

  private static final List<Double> SMALL_FULL = List.of(0.005, 0.01, 0.02, 0.05);
  private static final List<Double> SMALL_FC = List.of(0.01, 0.03, 0.1, 0.3, 1.0);

  @Option(
      names = "--rates",
      split = ",",
      paramLabel = "RATE",
      description =
          "Learning rates of fc and full to select from; the paper's (Table 11) with preset paper, otherwise 0.005 to 0.05 for full"
              + " and 0.01 to 1 for fc.")
  private List<Double> rates = List.of();

  @Option(
      names = "--selection",
      description =
          "What a learning rate is selected on: ${COMPLETION-CANDIDATES}. evaluation is the test set itself, as in the paper;"
              + " held-out a fifth of the training set.")
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
      description =
          "Clips of each recording for svm; the paper takes 60 for DCASE, 10 unless given.")
  private @Nullable Integer svmClips;

  @Option(
      names = "--svm-solver",
      description =
          "What learns for svm: ${COMPLETION-CANDIDATES}. Both come to the same minimum; lbfgs is several times as fast.")
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

  SuiteTuning() {}

  SuiteSettings settings(
      String suite,
      SuiteKind kind,
      Preset preset,
      boolean paper,
      ClipSpec clip,
      EvalProtocol protocol,
      Device device,
      Precision precision) {
    FineTuneRecipe recipe = clip.frames() >= LONG_CLIP ? recipe(suite).longClips() : recipe(suite);
    TrainingPlan named = paper ? recipe.plan(recipe.fullRates().get(0)) : preset.fineTune();
    TrainingPlan plan =
        new TrainingPlan(
            decay.changed(epochs == null ? named.schedule() : named.schedule().withEpochs(epochs)),
            named.sgd(),
            named.batchSize(),
            clipsPerEpoch == null ? named.clipsPerEpoch() : clipsPerEpoch,
            named.patience(),
            named.balanceClasses(),
            named.headDeviation(),
            named.rateScale());
    return new SuiteSettings(
        suite,
        kind,
        preset,
        clip,
        protocol,
        plan,
        rates(paper ? recipe.fullRates() : SMALL_FULL),
        rates(paper ? recipe.headRates() : SMALL_FC),
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

  private List<Double> rates(List<Double> usual) {
    return rates.isEmpty() ? usual : rates;
  }

  /** The paper's, or ESC-50's with one clip of every file where the paper has none. */
  private static FineTuneRecipe recipe(String suite) {
    return switch (suite) {
      case "hmdb51" -> FineTuneRecipe.hmdb51();
      case "ucf101" -> FineTuneRecipe.ucf101();
      case "esc50" -> FineTuneRecipe.esc50();
      default -> FineTuneRecipe.esc50().withClipsPerEpoch(0);
    };
  }
}
