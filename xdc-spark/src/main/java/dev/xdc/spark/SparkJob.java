package dev.xdc.spark;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;

/** Runs Spark jobs such that their failures are those of the tasks. */
final class SparkJob {
  private static final int POLL_MILLISECONDS = 200;

  private SparkJob() {}

  /**
   * Waits for the results of all partitions.
   *
   * @param whileWaiting is called several times a second; what it throws cancels the job
   * @return the results in the order of the partitions
   * @throws IOException what ended a task, or that the job failed
   */
  static <T> List<T> collect(JavaRDD<T> results, Runnable whileWaiting) throws IOException {
    JavaFutureAction<List<T>> job = results.collectAsync();
    try {
      while (true) {
        try {
          return job.get(POLL_MILLISECONDS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          whileWaiting.run();
        }
      }
    } catch (ExecutionException e) {
      throw failure(e);
    } catch (InterruptedException e) {
      job.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while executors were at work", e);
    } catch (RuntimeException e) {
      job.cancel(true);
      throw e;
    }
  }

  /** Waits for the results of all partitions. */
  static <T> List<T> collect(JavaRDD<T> results) throws IOException {
    return collect(results, () -> {});
  }

  /** Returns what ended a task, where Spark has kept it. */
  private static IOException failure(Throwable failed) {
    Throwable cause = failed;
    while (cause.getCause() != null) {
      cause = cause.getCause();
      if (cause instanceof IllegalArgumentException || cause instanceof IllegalStateException) {
        throw (RuntimeException) cause;
      }
      if (cause instanceof IOException io) {
        return io;
      }
    }
    return new IOException("the work on the executors failed: " + firstLine(cause), failed);
  }

  private static String firstLine(Throwable cause) {
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }
}
