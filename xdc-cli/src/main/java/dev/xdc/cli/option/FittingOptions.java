package dev.xdc.cli.option;

import dev.xdc.ClipRule;
import dev.xdc.ClusterFitting;
import dev.xdc.eval.ClusterEvaluation;
import dev.xdc.eval.EvalProtocol;
import dev.xdc.feature.FeatureTransform;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How the features of a model are clustered. */
public final class FittingOptions {

  /** The names of all options, each of which decides a clustering. */
  public static final List<String> NAMES =
      List.of("--k", "--pca", "--clips", "--seed", "--clustering");

  @Mixin private ClusteringOption clustering = new ClusteringOption();

  @Option(names = "--k", paramLabel = "K", description = "Number of clusters, with --model.")
  private int k = 64;

  @Option(
      names = "--pca",
      paramLabel = "N",
      description =
          "Components to whiten features to before clustering, with --model; 0 for raw features.")
  private int components = 64;

  @Option(
      names = "--clips",
      paramLabel = "N",
      description = "Clips of a video whose mean feature is clustered, with --model.")
  private int clips = 1;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Seed of the first centroids, with --model.")
  private long seed = 1;

  /** The paper's algorithm on whitened features. */
  public FittingOptions() {}

  private FeatureTransform transform() {
    if (components < 0) {
      throw new IllegalArgumentException("--pca is " + components + ", must be at least 0");
    }
    return components == 0 ? FeatureTransform.raw() : FeatureTransform.pcaWhitenL2(components);
  }

  /** Returns the settings of a clustering that a model is to keep. */
  public ClusterFitting kept() {
    return new ClusterFitting(
        k, transform(), clustering.strategy(), new ClipRule(clips, false), seed);
  }

  /** Returns the settings of a clustering that is shown only. */
  public ClusterEvaluation shown() {
    EvalProtocol protocol = EvalProtocol.paper().withClips(clips, 1).withLabelsPerClass(0, seed);
    return new ClusterEvaluation(k, transform(), clustering.strategy(), protocol);
  }
}
