package dev.xdc.cluster;

class CommonsMathKMeansTest extends ClusteringStrategyContract {
  @Override
  ClusteringStrategy strategy() {
    return new CommonsMathKMeans();
  }
}
