package dev.xdc.spark;

import dev.xdc.data.cache.PackedVideo;
import dev.xdc.data.cache.PackingTask;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.internal.OrderedWork;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Some neighbouring files of a preparation, as one task.
 *
 * @param files at least one
 * @param seen whether the driver sees the first of them
 * @param folder for what is packed; seen by all
 * @param cores of the task
 */
record PackTask(List<PackingTask> files, boolean seen, String folder, int cores)
    implements Serializable {

  List<PackedVideo> pack() throws IOException {
    Executors.check(Path.of(folder), "the folder for shards");
    if (seen) {
      Executors.check(files.get(0).source().path(), "a media file");
    }
    // Attempts of one task may run at once, and those of a driver that died may not have ended.
    Path own = Files.createDirectory(Path.of(folder, UUID.randomUUID().toString()));
    FfmpegPrograms programs = FfmpegPrograms.find();
    List<PackedVideo> packed = new ArrayList<>();
    OrderedWork.run(
        files.size(),
        cores,
        1,
        i -> files.get(i).pack(programs, own),
        (i, video) -> packed.add(video));
    return packed;
  }
}
