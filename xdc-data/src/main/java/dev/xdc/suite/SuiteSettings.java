package dev.xdc.suite;

import ai.djl.Device;
import dev.xdc.Preset;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.cluster.ClusteringStrategy;
import dev.xdc.cluster.KMeans;
import dev.xdc.encoder.Precision;
import dev.xdc.eval.EvalProtocol;
import dev.xdc.eval.FineTuneGrid;
import dev.xdc.eval.SvmSolver;
import dev.xdc.suite.run.Tuning;
import dev.xdc.train.TrainingPlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What decides the results of a suite.
 *
 * @param suite its name
 * @param kind how the encoders came about
 * @param preset fresh encoders and their clips
 * @param clip how clips are cut
 * @param protocol clips, average, batch
 * @param tuning how encoders are fine-tuned, the learning rate excepted
 * @param rates learning rates of full fine-tuning and fc-only; empty for those of {@code tuning}
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
public record SuiteSettings(
    String suite,
    SuiteKind kind,
    Preset preset,
    ClipSpec clip,
    EvalProtocol protocol,
    Tuning tuning,
    List<Double> rates,
    FineTuneGrid.Selection selection,
    int svmClips,
    SvmSolver svmSolver,
    List<Integer> labelsPerClass,
    int draws,
    int k,
    ClusteringStrategy clustering,
    Device device,
    Precision precision) {

  /** Returns a builder; suite, kind and preset must be set. */
  public static SuiteSettingsBuilder builder() {
    return new SuiteSettingsBuilder();
  }

  /**
   * Returns how an encoder is fine-tuned, the learning rate excepted.
   *
   * @param videos how many it learns from
   */
  TrainingPlan plan(Modality modality, int videos) {
    return tuning.plan(modality, videos);
  }

  /** Returns the learning rates of full fine-tuning. */
  List<Double> fullRates(Modality modality) {
    return rates.isEmpty() ? tuning.fullRates(modality) : rates;
  }

  /** Returns the learning rates of fc-only. */
  List<Double> fcRates(Modality modality) {
    return rates.isEmpty() ? tuning.fcRates(modality) : rates;
  }

  /**
   * Returns everything that decides a single result, by name. What is usual is not spelled out, so
   * that older results stay valid.
   */
  public Map<String, String> fingerprint() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("suite", suite);
    settings.put("encoders", kind.method());
    settings.put("clip", clip.toString());
    settings.put("fresh video encoder", preset.video().toString());
    settings.put("fresh audio encoder", preset.audio().toString());
    settings.put(
        "evaluation", protocol + (precision == Precision.FLOAT32 ? "" : " in " + precision));
    settings.put("fine-tuning", tuning.text());
    settings.put("rates, full", ofBoth(this::fullRates));
    settings.put("rates, fc", ofBoth(this::fcRates));
    settings.put("selection", selection.toString());
    settings.put("SVM clips", svmClips + (svmSolver == SvmSolver.LBFGS ? "" : " by " + svmSolver));
    settings.put("labels per class", labelsPerClass + ", " + draws + " draws");
    boolean plain = clustering.toString().equals(KMeans.standard().toString());
    settings.put("k", k + (plain ? "" : " by " + clustering));
    return settings;
  }

  private static String ofBoth(Function<Modality, List<Double>> rates) {
    return Stream.of(Modality.values())
        .map(rates)
        .distinct()
        .map(List::toString)
        .collect(Collectors.joining(", audio "));
  }
}
