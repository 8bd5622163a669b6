package dev.xdc.feature;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Sums over rows in this JVM. */
record LocalMoments(FeatureRows rows) implements RowMoments {

  private Stream<RowMoments> parts() {
    int size = RowMoments.partRows(rows.rows());
    return IntStream.rangeClosed(0, (rows.rows() - 1) / size)
        .map(part -> part * size)
        .mapToObj(
            first -> {
              int end = first + Math.min(size, rows.rows() - first);
              return RowMoments.ofPart(rows.range(first, end), first);
            });
  }

  @Override
  public FeatureStats stats() {
    return parts().map(RowMoments::stats).reduce(FeatureStats::joined).orElseThrow();
  }

  @Override
  public double[] products(double[] mean) {
    double[] sums = new double[mean.length * mean.length];
    parts().forEachOrdered(part -> RowMoments.add(sums, part.products(mean)));
    return sums;
  }
}
