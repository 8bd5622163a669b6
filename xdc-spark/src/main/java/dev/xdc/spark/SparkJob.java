package dev.xdc.spark;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;

/** Runs Spark jobs such that their failures are those of the tasks. */
final class SparkJob {
  private static final int POLL_MILLISECONDS = 200;

  /** 52 is how Spark ends an executor after an OutOfMemoryError. */
  private static final Pattern OUT_OF_HEAP =
      Pattern.compile("OutOfMemoryError|Java heap space|exit(ed with)? (code|status):? 52\\b");

  /** 137 is the end by SIGKILL. */
  private static final Pattern KILLED =
      Pattern.compile("(?i)exit(ed with)?( exit)? (code|status):? 137\\b|memory limits");

  private static final String DISK_FULL = "No space left on device";

  /** How Spark names a host beside the number of a task. */
  private static final Pattern HOST = Pattern.compile("\\(TID \\d+\\) \\(([^ ,)]+)");

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

  /** Returns what ended a task, where Spark has kept it; else what it says, and the remedy. */
  static IOException failure(Throwable failed) {
    Throwable cause = failed;
    String host = "an executor";
    while (cause.getCause() != null) {
      Matcher named = HOST.matcher(String.valueOf(cause.getMessage()));
      host = named.find() ? named.group(1) : host;
      cause = cause.getCause();
      if (cause instanceof IllegalArgumentException || cause instanceof IllegalStateException) {
        throw (RuntimeException) cause;
      }
      if (cause instanceof IOException io) {
        return String.valueOf(io.getMessage()).contains(DISK_FULL) ? diskFull(host, io) : io;
      }
    }
    String said = String.valueOf(cause.getMessage());
    String first = said.lines().findFirst().orElse("");
    return new IOException("the work on the executors failed: " + first + remedy(said), failed);
  }

  private static IOException diskFull(String host, IOException e) {
    return new IOException(
        "a disk of %s is full (%s): make room, or set spark.local.dir to a folder elsewhere"
            .formatted(host, e.getMessage()),
        e);
  }

  /** Spark says how an executor ended, not what can be done about it. */
  private static String remedy(String said) {
    if (OUT_OF_HEAP.matcher(said).find()) {
      return "; an executor's heap is too small: raise spark.executor.memory";
    }
    return KILLED.matcher(said).find()
        ? "; an executor was killed, as systems do when memory runs out: raise"
            + " spark.executor.memoryOverhead, or use fewer tasks"
        : "";
  }
}
