package dev.xdc.suite;

import dev.xdc.clip.Modality;
import dev.xdc.eval.ClusterEvaluation;
import dev.xdc.eval.ClusterScores;
import dev.xdc.eval.EmbeddingSource;
import dev.xdc.eval.EvalProtocol;
import dev.xdc.eval.FewLabels;
import dev.xdc.eval.LinearProbe;
import dev.xdc.eval.Retrieval;
import dev.xdc.eval.TransformChoice;
import dev.xdc.eval.TransformChoice.Criterion;
import dev.xdc.suite.internal.HandCraftedBaseline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/** The protocols of a suite that ask for features alone, wherever these come from. */
final class SuiteFeatures {

  /** How results name the number of components that hand-crafted features were whitened to. */
  static final String COMPONENTS = "PCA components (0: raw)";

  private final SuiteSettings settings;
  private final HandCraftedBaseline handCrafted;

  SuiteFeatures(SuiteSettings settings) {
    this.settings = settings;
    handCrafted = new HandCraftedBaseline(settings.preset());
  }

  /**
   * The result of a protocol.
   *
   * @param encoder the modality, or the direction of a retrieval
   * @param scores by name, from 0 to 1
   * @param chosen settings that were selected, or given, by name
   */
  record Outcome(String encoder, Map<String, Double> scores, Map<String, Double> chosen) {}

  /** Judges hand-crafted features in the form that does best on the training set. */
  List<Outcome> handCrafted(
      SuiteProtocol protocol,
      List<Modality> modalities,
      SuiteData.Part part,
      long seed,
      IntConsumer progress)
      throws IOException {
    List<EmbeddingSource> sources = new ArrayList<>();
    Map<String, Double> chosen = new LinkedHashMap<>();
    for (Modality modality : modalities) {
      if (protocol == SuiteProtocol.CLUSTERS) {
        // Prepared for clustering as any other features are.
        sources.add(EmbeddingSource.handCrafted(modality));
      } else {
        TransformChoice.Chosen best =
            handCrafted.source(
                modality,
                part.train(),
                part.groups(),
                protocol == SuiteProtocol.RETRIEVAL ? Criterion.NEIGHBOURS : Criterion.LINEAR_PROBE,
                settings.protocol(),
                done -> {});
        sources.add(best);
        chosen.put(
            (modalities.size() == 1 ? "" : modality + " ") + COMPONENTS,
            (double) best.transform().components());
      }
    }
    return judge(protocol, sources, part, seed, progress).stream()
        .map(
            outcome -> {
              Map<String, Double> all = new LinkedHashMap<>(outcome.chosen());
              all.putAll(chosen);
              return new Outcome(outcome.encoder(), outcome.scores(), all);
            })
        .toList();
  }

  /**
   * Judges features by a protocol.
   *
   * @param sources one, or for retrieval one or two
   * @param progress gets the clips done
   */
  public List<Outcome> judge(
      SuiteProtocol protocol,
      List<EmbeddingSource> sources,
      SuiteData.Part part,
      long seed,
      IntConsumer progress)
      throws IOException {
    EvalProtocol eval = settings.protocol().withLabelsPerClass(0, seed);
    EmbeddingSource source = sources.get(0);
    String encoder = source.modality().toString();
    return switch (protocol) {
      case PROBE ->
          List.of(
              new Outcome(
                  encoder,
                  SuiteLine.scores(
                      new LinearProbe(eval).run(source, part.train(), part.test(), progress)),
                  Map.of()));
      case FEW_LABELS -> {
        Map<String, Double> curve = new LinkedHashMap<>();
        for (FewLabels.Point point :
            new FewLabels(eval, settings.labelsPerClass(), settings.draws())
                .run(source, part.train(), part.test(), progress)) {
          String labels = point.labelsPerClass() == 0 ? "all" : point.labelsPerClass() + "";
          curve.put(labels, point.accuracy().mean());
          curve.put(labels + " deviation", point.accuracy().deviation());
        }
        yield List.of(new Outcome(encoder, curve, Map.of()));
      }
      case CLUSTERS ->
          List.of(
              new Outcome(
                  encoder,
                  clusters(source, part, eval, progress),
                  Map.of("k", (double) settings.k())));
      case RETRIEVAL -> retrieval(sources, part, progress);
      case FC, FULL, SVM -> throw new IllegalStateException(protocol + " is done elsewhere");
    };
  }

  private Map<String, Double> clusters(
      EmbeddingSource source, SuiteData.Part part, EvalProtocol eval, IntConsumer progress)
      throws IOException {
    ClusterScores s =
        new ClusterEvaluation(
                settings.k(),
                settings.preset().config().featureTransform(),
                settings.clustering(),
                eval)
            .run(source, part.train(), 0, 0, progress)
            .scores();
    Map<String, Double> scores = new LinkedHashMap<>();
    if (s != null) {
      scores.put("NMI", s.nmi());
      scores.put("AMI", s.ami());
      scores.put("ARI", s.ari());
      scores.put("purity", s.purity());
      scores.put("Hungarian", s.hungarianAccuracy());
    }
    return scores;
  }

  private List<Outcome> retrieval(
      List<EmbeddingSource> sources, SuiteData.Part part, IntConsumer progress) throws IOException {
    List<Outcome> outcomes = new ArrayList<>();
    for (Retrieval.Result r :
        Retrieval.standard(settings.protocol())
            .runOn(sources, part.train(), part.test(), progress)) {
      Map<String, Double> scores = new LinkedHashMap<>();
      r.recall().forEach((k, share) -> scores.put("R@" + k, share));
      scores.put("kNN", r.knn());
      r.chance().forEach((k, share) -> scores.put("R@" + k + " by chance", share));
      outcomes.add(new Outcome(r.query() + " to " + r.gallery(), scores, Map.of()));
    }
    return outcomes;
  }
}
