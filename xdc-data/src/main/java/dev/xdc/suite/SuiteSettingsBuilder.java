package dev.xdc.suite;

import ai.djl.Device;
import dev.xdc.Preset;
import dev.xdc.clip.ClipSpec;
import dev.xdc.cluster.ClusteringStrategy;
import dev.xdc.cluster.KMeans;
import dev.xdc.encoder.Precision;
import dev.xdc.engine.TorchEngine;
import dev.xdc.eval.EvalProtocol;
import dev.xdc.eval.FineTuneGrid;
import dev.xdc.eval.SvmSolver;
import dev.xdc.suite.run.Tuning;
import dev.xdc.train.TrainingPlan;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Builds {@link SuiteSettings}; suite, kind and preset must be set. Not thread-safe. */
public final class SuiteSettingsBuilder {
  private static final List<Integer> CURVE = List.of(1, 5, 10, 20, 0);

  private @Nullable String suite;
  private @Nullable SuiteKind kind;
  private @Nullable Preset preset;
  private @Nullable ClipSpec clip;
  private @Nullable EvalProtocol protocol;
  private List<Double> rates = List.of();
  private FineTuneGrid.Selection selection = FineTuneGrid.Selection.EVALUATION;
  private int svmClips;
  private SvmSolver svmSolver = SvmSolver.LBFGS;
  private List<Integer> labelsPerClass = CURVE;
  private int draws = 5;
  private int clusters;
  private ClusteringStrategy clustering = KMeans.standard();
  private @Nullable Device device;
  private Precision precision = Precision.FLOAT32;
  private boolean paper;
  private UnaryOperator<TrainingPlan> changedPlan = UnaryOperator.identity();

  SuiteSettingsBuilder() {}

  /** Sets the name of the suite, such as esc50. */
  public SuiteSettingsBuilder setSuite(String suite) {
    this.suite = suite;
    return this;
  }

  /** Sets how the encoders came about. */
  public SuiteSettingsBuilder setKind(SuiteKind kind) {
    this.kind = kind;
    return this;
  }

  /** Sets fresh encoders, their clips and their recipes. */
  public SuiteSettingsBuilder setPreset(Preset preset) {
    this.preset = preset;
    return this;
  }

  /** Sets how clips are cut; default the preset's. */
  public SuiteSettingsBuilder optClip(ClipSpec clip) {
    this.clip = clip;
    return this;
  }

  /** Sets clips, average and batch; default the preset's. */
  public SuiteSettingsBuilder optProtocol(EvalProtocol protocol) {
    this.protocol = protocol;
    return this;
  }

  /** Sets learning rates of full fine-tuning and fc-only; default none, those of the recipe. */
  public SuiteSettingsBuilder optRates(List<Double> rates) {
    this.rates = List.copyOf(rates);
    return this;
  }

  /** Sets what the rate is selected on; default the evaluation, as the paper does. */
  public SuiteSettingsBuilder optSelection(FineTuneGrid.Selection selection) {
    this.selection = selection;
    return this;
  }

  /** Sets clips of each recording for the SVM; default 60 for dcase and 10 for others. */
  public SuiteSettingsBuilder optSvmClips(int svmClips) {
    this.svmClips = atLeastOne("svmClips", svmClips);
    return this;
  }

  /** Sets what learns the SVM; default L-BFGS. */
  public SuiteSettingsBuilder optSvmSolver(SvmSolver svmSolver) {
    this.svmSolver = svmSolver;
    return this;
  }

  /** Sets points of the few-label curve; default 1, 5, 10, 20 and 0, all. */
  public SuiteSettingsBuilder optLabelsPerClass(List<Integer> labelsPerClass) {
    this.labelsPerClass = List.copyOf(labelsPerClass);
    return this;
  }

  /** Sets choices of labels averaged at each point; default 5. */
  public SuiteSettingsBuilder optDraws(int draws) {
    this.draws = atLeastOne("draws", draws);
    return this;
  }

  /** Sets number of clusters; default the preset's. */
  public SuiteSettingsBuilder optClusters(int clusters) {
    this.clusters = atLeastOne("clusters", clusters);
    return this;
  }

  /** Sets algorithm of the protocol clusters; default k-means. */
  public SuiteSettingsBuilder optClustering(ClusteringStrategy clustering) {
    this.clustering = clustering;
    return this;
  }

  /** Sets where to compute; default the engine's device. */
  public SuiteSettingsBuilder optDevice(Device device) {
    this.device = device;
    return this;
  }

  /** Sets what encoders compute with; default FLOAT32. */
  public SuiteSettingsBuilder optPrecision(Precision precision) {
    this.precision = precision;
    return this;
  }

  /** Sets whether encoders are fine-tuned by the paper's recipe for the suite; default false. */
  public SuiteSettingsBuilder optPaper(boolean paper) {
    this.paper = paper;
    return this;
  }

  /** Sets what is changed in the plan of fine-tuning; default nothing. */
  public SuiteSettingsBuilder optChangedPlan(UnaryOperator<TrainingPlan> changedPlan) {
    this.changedPlan = changedPlan;
    return this;
  }

  private static int atLeastOne(String setting, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(setting + " is " + value + ", must be at least 1");
    }
    return value;
  }

  /**
   * Returns the settings.
   *
   * @throws IllegalStateException if suite, kind or preset is not set
   */
  public SuiteSettings build() {
    if (suite == null || kind == null || preset == null) {
      throw new IllegalStateException(
          "suite, kind or preset is not set: call setSuite, setKind and setPreset");
    }
    ClipSpec cut = clip == null ? preset.clip() : clip;
    return new SuiteSettings(
        suite,
        kind,
        preset,
        cut,
        protocol == null ? preset.protocol() : protocol,
        new Tuning(preset, paper, suite, cut, changedPlan),
        rates,
        selection,
        svmClips > 0 ? svmClips : suite.equals("dcase") ? 60 : 10,
        svmSolver,
        labelsPerClass,
        draws,
        clusters > 0 ? clusters : preset.clusters(),
        clustering,
        device == null ? TorchEngine.ready().defaultDevice() : device,
        precision);
  }
}
