package dev.xdc.spark;

import dev.xdc.feature.FeatureBank;
import dev.xdc.feature.FeatureRows;
import dev.xdc.feature.FeatureStats;
import dev.xdc.feature.FeatureStorage;
import dev.xdc.feature.FeatureTransform;
import dev.xdc.feature.MomentTransform;
import dev.xdc.feature.RowMoments;
import dev.xdc.feature.StoredRows;
import dev.xdc.feature.TransformParts;
import dev.xdc.internal.file.Unfinished;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * What is done to features before they are clustered, on a cluster: executors add up what a
 * transform is learned from, and write the transformed rows. Only rows in files of the shared
 * folder are shared out; what lies in the driver's memory is small.
 *
 * @param driverWork up to how many N x D x D the driver learns from alone
 */
record SparkTransforms(JavaSparkContext spark, Path folder, long driverWork) {

  FeatureTransform.Fitted fit(FeatureTransform transform, FeatureRows rows) throws IOException {
    Optional<StoredRows> stored = shared(rows);
    double work = (double) rows.rows() * rows.width() * rows.width();
    if (!(transform instanceof MomentTransform learner) || stored.isEmpty() || work <= driverWork) {
      return transform.fit(rows);
    }
    try {
      return learner.fit(new Moments(new RowParts(spark, stored.get())));
    } catch (UncheckedIOException e) {
      throw Objects.requireNonNull(e.getCause());
    }
  }

  FeatureBank store(FeatureTransform.Fitted learned, FeatureRows rows, FeatureStorage scratch)
      throws IOException {
    Optional<StoredRows> stored = shared(rows);
    Optional<TransformParts> parts = TransformParts.of(learned);
    if (stored.isEmpty() || parts.isEmpty() || isStoredAlready(parts.get(), stored.get())) {
      return scratch.store(learned.apply(rows));
    }
    Path place = folder.resolve("transformed");
    Unfinished.delete(place);
    Files.createDirectories(place);
    String name = place.toString();
    Broadcast<TransformParts> sent = spark.broadcast(parts.get());
    try {
      List<String> files =
          new RowParts(spark, stored.get()).collect(part -> part.write(sent.value(), name));
      return FeatureStorage.temporary()
          .withMemoryBytes(0)
          .open(rows.manager(), files.stream().map(Path::of).toList(), new BitSet());
    } finally {
      sent.destroy();
    }
  }

  private static boolean isStoredAlready(TransformParts transform, StoredRows rows) {
    return transform.kind() == TransformParts.Kind.RAW && rows.which() == null;
  }

  private Optional<StoredRows> shared(FeatureRows rows) {
    return StoredRows.of(rows)
        .filter(stored -> stored.files().stream().allMatch(f -> f.normalize().startsWith(folder)));
  }

  /** Sums over the rows, which executors add up. */
  private record Moments(RowParts rows) implements RowMoments {
    @Override
    public FeatureStats stats() {
      try {
        return rows.collect(RowPart::stats).stream().reduce(FeatureStats::joined).orElseThrow();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public double[] products(double[] mean) {
      double[] sums = new double[mean.length * mean.length];
      Broadcast<double[]> sent = rows.spark().broadcast(mean);
      try {
        rows.collect(part -> part.products(sent.value()))
            .forEach(part -> RowMoments.add(sums, part));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        sent.destroy();
      }
      return sums;
    }
  }
}
