package dev.xdc.spark;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;

/** What executors have, and what they see. */
final class Executors {

  private Executors() {}

  /** Returns how many cores a task has. */
  static int taskCores(JavaSparkContext spark) {
    return spark.getConf().getInt("spark.task.cpus", 1);
  }

  /** Returns how many tasks run side by side when all executors are there. */
  static int tasksAtOnce(JavaSparkContext spark) {
    return Math.max(1, spark.defaultParallelism() / taskCores(spark));
  }

  /** Returns the name of this machine, for messages. */
  static String host() throws IOException {
    return InetAddress.getLocalHost().getHostName();
  }

  /**
   * Checks that this executor sees a file or folder that the driver sees.
   *
   * @param what it is
   * @throws IOException if not; names the host
   */
  static void check(Path path, String what) throws IOException {
    if (!Files.exists(path)) {
      throw new IOException(
          path
              + ", "
              + what
              + ", is not there on "
              + host()
              + ": every executor must see it under the same path");
    }
  }
}
