package dev.xdc.spark;

import dev.xdc.data.index.FileLooks;
import dev.xdc.data.index.Finding;
import dev.xdc.internal.file.PathText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/** Looks at the files of a scan on executors, those of a call as one task. */
record SparkLooks(JavaSparkContext spark) implements FileLooks {
  @Override
  public List<Finding> look(List<Path> files) throws IOException {
    LookTask task =
        new LookTask(
            files.stream().map(PathText::write).toList(),
            Files.exists(files.get(0)),
            Executors.taskCores(spark));
    return SparkJob.collect(spark.parallelize(List.of(task), 1).map(LookTask::look)).get(0);
  }
}
