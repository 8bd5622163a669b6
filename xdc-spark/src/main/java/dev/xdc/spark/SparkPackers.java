package dev.xdc.spark;

import dev.xdc.data.cache.PackedVideo;
import dev.xdc.data.cache.PackingTask;
import dev.xdc.data.cache.ShardPreparation;
import dev.xdc.internal.OrderedWork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Packs the files of a preparation on executors, some neighbouring ones as one task. The driver
 * writes the shards, in the order of the list: they are those of a local preparation.
 */
record SparkPackers(JavaSparkContext spark) implements ShardPreparation.Packers {
  /** Files of a task for each of its cores: seconds of work, beside which a job costs little. */
  private static final int FILES = 16;

  /** Tasks for each executor that may wait or lie ready, so that none is without work. */
  private static final int AHEAD = 2;

  @Override
  public void pack(List<PackingTask> tasks, Path spool, ShardPreparation.Packers.Sink inOrder)
      throws IOException {
    int cores = Executors.taskCores(spark);
    int files = FILES * cores;
    String folder = spool.toAbsolutePath().normalize().toString();
    OrderedWork.run(
        (tasks.size() + files - 1) / files,
        AHEAD * Executors.tasksAtOnce(spark),
        AHEAD,
        number -> {
          int first = number * files;
          int end = Math.min(tasks.size(), first + files);
          return packed(
              new PackTask(
                  List.copyOf(tasks.subList(first, end)), seen(tasks.get(first)), folder, cores));
        },
        (number, packed) -> {
          for (int i = 0; i < packed.size(); i++) {
            inOrder.accept(number * files + i, packed.get(i));
          }
        });
  }

  private static boolean seen(PackingTask task) {
    return Files.exists(task.source().path());
  }

  private List<PackedVideo> packed(PackTask task) throws IOException {
    return SparkJob.collect(spark.parallelize(List.of(task), 1).map(PackTask::pack)).get(0);
  }
}
