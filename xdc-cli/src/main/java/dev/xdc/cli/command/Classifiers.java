package dev.xdc.cli.command;

import dev.xdc.XdcClassifier;
import dev.xdc.XdcModel;
import dev.xdc.clip.Labels;
import dev.xdc.clip.Modality;
import dev.xdc.eval.EvalResult;
import dev.xdc.suite.run.TrainTestSets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Leaves what a probe or a fine-tuning has learned in a folder. */
final class Classifiers {

  private Classifiers() {}

  /**
   * What was learned.
   *
   * @param method in words
   * @param model owns the encoders; stays the caller's
   * @param heads one for each encoder that was judged
   * @param results what each scored
   */
  record Made(
      String method,
      XdcModel model,
      Map<Modality, XdcClassifier.Head> heads,
      List<EvalResult> results) {}

  /**
   * Saves a classifier.
   *
   * @param origin where its labels come from, by name
   * @param clipsPerVideo clips whose probabilities are averaged
   */
  static void save(
      Made made, TrainTestSets sets, Map<String, String> origin, int clipsPerVideo, Path folder)
      throws IOException {
    Map<String, String> provenance = new LinkedHashMap<>(origin);
    provenance.put("method", made.method());
    for (EvalResult result : made.results()) {
      provenance.put(
          result.modality() + " top-1",
          String.format(Locale.ROOT, "%.4f of %d test videos", result.top1(), result.videos()));
    }
    List<String> classes = sets.train().labels().map(Labels::names).orElseThrow();
    new XdcClassifier(made.model(), classes, made.heads(), clipsPerVideo, provenance).save(folder);
  }
}
