package dev.xdc.spark;

import dev.xdc.data.index.FileLooks;
import dev.xdc.data.index.Finding;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.media.MediaProbe;
import dev.xdc.internal.OrderedWork;
import dev.xdc.internal.file.PathText;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Some files to look at, as one task.
 *
 * @param files at least one
 * @param seen whether the driver sees the first of them
 * @param cores of the task
 */
record LookTask(List<String> files, boolean seen, int cores) implements Serializable {

  List<Finding> look() throws IOException {
    List<Path> paths = files.stream().map(PathText::read).toList();
    if (seen) {
      Executors.check(paths.get(0), "a media file");
    }
    FileLooks here = FileLooks.here(new MediaProbe(FfmpegPrograms.find())::probe);
    List<Finding> found = new ArrayList<>();
    OrderedWork.run(
        paths.size(),
        cores,
        1,
        i -> here.look(paths.subList(i, i + 1)).get(0),
        (i, finding) -> found.add(finding));
    return found;
  }
}
