package dev.xdc.examples.cli;

import ai.djl.Device;
import dev.xdc.Preset;
import dev.xdc.clip.ClipSpec;
import dev.xdc.cluster.ClusteringStrategy;
import dev.xdc.encoder.Precision;
import dev.xdc.eval.EvalProtocol;
import dev.xdc.eval.FineTuneGrid;
import dev.xdc.eval.SvmSolver;
import dev.xdc.train.TrainingPlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What decides the results of a suite.
 *
 * @param suite its name
 * @param kind how the encoders came about
 * @param preset fresh encoders and their clips
 * @param clip how clips are cut
 * @param protocol clips, average, batch
 * @param plan of fine-tuning, its learning rate excepted
 * @param fullRates learning rates of full fine-tuning
 * @param fcRates learning rates of fc-only
 * @param selection what the rate is selected on
 * @param svmClips clips of each recording for the SVM
 * @param svmSolver what learns it
 * @param labelsPerClass points of the few-label curve
 * @param draws choices of labels averaged at each point
 * @param k number of clusters
 * @param clustering algorithm of the protocol clusters
 * @param device where to compute
 * @param precision what encoders compute with
 */
record SuiteSettings(
    String suite,
    SuiteKind kind,
    Preset preset,
    ClipSpec clip,
    EvalProtocol protocol,
    TrainingPlan plan,
    List<Double> fullRates,
    List<Double> fcRates,
    FineTuneGrid.Selection selection,
    int svmClips,
    SvmSolver svmSolver,
    List<Integer> labelsPerClass,
    int draws,
    int k,
    ClusteringStrategy clustering,
    Device device,
    Precision precision) {

  /**
   * Returns everything that decides a single result, by name. What is usual is not spelled out, so
   * that older results are taken up.
   */
  Map<String, String> fingerprint() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("suite", suite);
    settings.put("encoders", kind.method());
    settings.put("clip", clip.toString());
    settings.put("fresh video encoder", preset.video().toString());
    settings.put("fresh audio encoder", preset.audio().toString());
    settings.put(
        "evaluation", protocol + (precision == Precision.FLOAT32 ? "" : " in " + precision));
    settings.put("fine-tuning", plan.toString());
    settings.put("rates, full", fullRates.toString());
    settings.put("rates, fc", fcRates.toString());
    settings.put("selection", selection.toString());
    settings.put("SVM clips", svmClips + (svmSolver == SvmSolver.LBFGS ? "" : " by " + svmSolver));
    settings.put("labels per class", labelsPerClass + ", " + draws + " draws");
    boolean plain = clustering.equals(new ClusteringOption().strategy());
    settings.put("k", k + (plain ? "" : " by " + clustering));
    return settings;
  }
}
