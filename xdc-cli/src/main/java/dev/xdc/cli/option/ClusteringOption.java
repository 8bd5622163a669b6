package dev.xdc.cli.option;

import dev.xdc.cluster.BalancedKMeans;
import dev.xdc.cluster.ClusteringStrategy;
import dev.xdc.cluster.KMeans;
import dev.xdc.cluster.MiniBatchKMeans;
import dev.xdc.cluster.SphericalKMeans;
import java.util.Locale;
import picocli.CommandLine.Option;

/** How features are clustered. */
public final class ClusteringOption {

  /** An algorithm with its standard settings. */
  enum Kind {
    KMEANS(KMeans.standard()),
    MINIBATCH(MiniBatchKMeans.standard()),
    SPHERICAL(SphericalKMeans.standard()),
    BALANCED(BalancedKMeans.standard());

    private final ClusteringStrategy strategy;

    Kind(ClusteringStrategy strategy) {
      this.strategy = strategy;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--clustering",
      paramLabel = "KIND",
      description =
          "How features are clustered: ${COMPLETION-CANDIDATES}. The paper's is kmeans; minibatch is for very large sets.")
  private Kind kind = Kind.KMEANS;

  /** Nothing is given yet. */
  public ClusteringOption() {}

  /** Returns the algorithm. */
  public ClusteringStrategy strategy() {
    return kind.strategy;
  }
}
