package dev.xdc.spark;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;

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

  /** Returns how Spark names this executor where a task says which one it prefers. */
  static String place() {
    SparkEnv here = SparkEnv.get();
    return "executor_" + here.blockManager().blockManagerId().host() + "_" + here.executorId();
  }

  /**
   * Returns one partition for each task, which prefers the executor that did the task of this
   * number the last time. None is preferred by more tasks than its share: an executor that had to
   * do the work of others is not left with it.
   *
   * @param places those executors; none the first time
   */
  static <T> JavaRDD<T> placed(JavaSparkContext spark, List<T> tasks, List<String> places) {
    int executors = Math.max(1, spark.sc().getExecutorMemoryStatus().size() - 1); // and the driver
    int share = (tasks.size() + executors - 1) / executors;
    List<Tuple2<T, Seq<String>>> placed = new ArrayList<>();
    Map<String, Integer> taken = new HashMap<>();
    for (int i = 0; i < tasks.size(); i++) {
      boolean prefers = i < places.size() && taken.merge(places.get(i), 1, Integer::sum) <= share;
      placed.add(new Tuple2<>(tasks.get(i), seq(prefers ? List.of(places.get(i)) : List.of())));
    }
    ClassTag<T> type = ClassTag.apply(Object.class);
    return JavaRDD.fromRDD(spark.sc().makeRDD(seq(placed), type), type);
  }

  private static <T> Seq<T> seq(List<T> list) {
    return CollectionConverters.asScala(list).toSeq();
  }

  /** Returns the name of this machine, for messages. */
  static String host() throws IOException {
    return InetAddress.getLocalHost().getHostName();
  }

  /**
   * Checks that a disk has room.
   *
   * @param what is to be written into {@code folder}
   * @param setting names a folder elsewhere
   * @throws IOException if not; names the host
   */
  static void requireRoom(Path folder, long bytes, String what, String setting) throws IOException {
    long room = Files.getFileStore(folder).getUsableSpace();
    if (room < bytes) {
      throw new IOException(
          "the disk of %s on %s has %,d MB left, %s need %,d MB: make room, or set %s to a folder elsewhere"
              .formatted(folder, host(), room >> 20, what, (bytes >> 20) + 1, setting));
    }
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
