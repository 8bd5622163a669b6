package dev.xdc.cli.output;

import dev.xdc.eval.EvalResult;
import dev.xdc.internal.Count;
import dev.xdc.suite.run.Durations;
import dev.xdc.suite.run.SetCoverage;
import dev.xdc.suite.run.SetWarnings;
import dev.xdc.suite.run.TrainTestSets;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Evaluation results, printed and as values for JSON. */
public final class Scores {

  private Scores() {}

  private record Score(
      double top1,
      double top5,
      double clipTop1,
      String modality,
      int videos,
      int clips,
      double seconds,
      int labelsPerClass,
      Map<String, Double> perClass,
      Map<String, Map<String, Integer>> confusion,
      List<SetCoverage> sets,
      List<String> warnings) {
    static Score of(
        EvalResult r, int labelsPerClass, List<SetCoverage> sets, List<String> warnings) {
      return new Score(
          r.top1(),
          r.top5(),
          r.clipTop1(),
          r.modality().toString(),
          r.videos(),
          r.clips(),
          r.seconds(),
          labelsPerClass,
          r.perClass(),
          r.confusion(),
          sets,
          warnings);
    }
  }

  /**
   * Prints the results.
   *
   * @param sets what the results are about; incomplete ones, short videos and what makes the scores
   *     doubtful are reported below
   * @param labelsPerClass how many training videos of each class were asked for; 0 for all
   * @return the results for JSON: one as an object, more as a list
   */
  public static Object report(
      List<EvalResult> results, TrainTestSets sets, int labelsPerClass, PrintWriter out) {
    for (EvalResult r : results) {
      out.printf(
          Locale.ROOT,
          "%s: top-1 %.1f %%, top-5 %.1f %%, clips %.1f %% (%s, %s, %s)%n",
          r.modality(),
          100 * r.top1(),
          100 * r.top5(),
          100 * r.clipTop1(),
          Count.of(r.videos(), "video"),
          Count.of(r.clips(), "clip"),
          Durations.text(r.seconds()));
    }
    List<SetCoverage> coverage = SetCoverage.of(sets);
    CoverageText.print(coverage, sets.test().spec(), out);
    List<String> warnings = SetWarnings.of(sets, labelsPerClass);
    warnings.forEach(warning -> out.println("warning: " + warning));
    out.flush();
    List<Score> scores =
        results.stream().map(r -> Score.of(r, labelsPerClass, coverage, warnings)).toList();
    return scores.size() == 1 ? scores.get(0) : Map.of("results", scores);
  }
}
