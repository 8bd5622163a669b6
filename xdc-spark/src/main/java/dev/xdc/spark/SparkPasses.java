package dev.xdc.spark;

import dev.xdc.cluster.ClusterSums;
import dev.xdc.cluster.LloydPasses;
import dev.xdc.feature.FeatureTransform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/**
 * The passes of k-means on a cluster: centroids go out by broadcast, labels and sums come back and
 * are added in the order of the rows. How rows are divided depends on their number alone, so that
 * the result does not depend on the executors.
 *
 * @param files all rows; seen by all
 * @param comparison what is done to rows before they are compared
 * @param chunkRows how many rows are compared at once
 */
record SparkPasses(
    JavaSparkContext spark, List<String> files, FeatureTransform comparison, int chunkRows)
    implements LloydPasses {

  /** 64 MiB of 512 features: long enough that what a task costs does not matter. */
  private static final int LEAST_ROWS = 1 << 15;

  /** Each sends K x D sums to the driver. */
  private static final int MOST_PARTS = 256;

  @Override
  public boolean assign(float[][] centroids, int[] labels, ClusterSums sums) {
    boolean changed = false;
    int first = 0;
    for (RowsTask.Assigned part : run(centroids, labels, RowsTask::assign)) {
      System.arraycopy(part.labels(), 0, labels, first, part.labels().length);
      first += part.labels().length;
      sums.add(part.sums());
      changed |= part.changed();
    }
    return changed;
  }

  @Override
  public double label(float[][] centroids, int[] labels) {
    double inertia = 0;
    int first = 0;
    for (RowsTask.Labelled part : run(centroids, labels, RowsTask::label)) {
      System.arraycopy(part.labels(), 0, labels, first, part.labels().length);
      first += part.labels().length;
      inertia += part.inertia();
    }
    return inertia;
  }

  /** Returns how many rows make a part: a whole number of chunks. */
  static int partRows(int rows, int chunkRows) {
    int least = Math.max(LEAST_ROWS, (rows - 1) / MOST_PARTS + 1);
    return ((least - 1) / chunkRows + 1) * chunkRows;
  }

  private <T> List<T> run(float[][] centroids, int[] labels, Function<RowsTask, T> pass) {
    Broadcast<float[][]> sent =
        spark.broadcast(Arrays.stream(centroids).map(float[]::clone).toArray(float[][]::new));
    try {
      List<RowsTask> tasks = new ArrayList<>();
      int partRows = partRows(labels.length, chunkRows);
      for (int first = 0; first < labels.length; first += partRows) {
        int end = Math.min(labels.length, first + partRows);
        tasks.add(
            new RowsTask(
                files, comparison, first, chunkRows, Arrays.copyOfRange(labels, first, end), sent));
      }
      return SparkJob.collect(spark.parallelize(tasks, tasks.size()).map(pass));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      sent.destroy();
    }
  }
}
