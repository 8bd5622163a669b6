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
      description =
          "How features are clustered: ${COMPLETION-CANDIDATES}. kmeans is the paper's; minibatch takes three passes over them,"
              + " for sets so large that more are dear; spherical looks at their directions only; balanced makes clusters about"
              + " equally large, as SeLaVi does.")
  private Kind kind = Kind.KMEANS;

  public ClusteringOption() {}

  /** Returns the algorithm. */
  public ClusteringStrategy strategy() {
    return kind.strategy;
  }
}
