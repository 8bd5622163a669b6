package dev.xdc.spark;

import ai.djl.ndarray.NDManager;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoder;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.FeatureBank;
import dev.xdc.feature.FeatureExtractor;
import dev.xdc.feature.FeatureStorage;
import dev.xdc.timing.PhaseClock;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.spark.TaskContext;
import org.jspecify.annotations.Nullable;

/**
 * The features of some neighbouring items, as one task.
 *
 * @param encoder what computes them; null for features made without a network
 * @param clips a whole number of batches, unless they are the last
 * @param clipsPerItem how many of them are averaged
 * @param folder where the rows are written; seen by all
 * @param number of the task
 */
record FeatureTask(
    RunHandle run,
    @Nullable EncoderImage encoder,
    Modality modality,
    List<ClipRequest> clips,
    int clipsPerItem,
    int batchSize,
    String folder,
    int number)
    implements Serializable {

  /**
   * What a task leaves.
   *
   * @param file the rows
   * @param missing a bit for each of them that no clip could be read of
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Part(String file, int rows, long[] missing) implements Serializable {}

  Part compute() throws IOException {
    return ExecutorRun.use(run, this::compute);
  }

  private Part compute(ExecutorRun here) throws IOException {
    // Attempts of one task may run at once, on hosts that do not see each other's files yet.
    String name =
        String.format(Locale.ROOT, "part-%05d-%d.npy", number, TaskContext.get().taskAttemptId());
    Path file = Path.of(folder, name);
    FeatureStorage storage = FeatureStorage.file(file).withMemoryBytes(0);
    FeatureExtractor extractor =
        new FeatureExtractor(here.clips(), batchSize, storage, new PhaseClock());
    try (NDManager manager = TorchEngine.newManager();
        FeatureBank rows = extract(here, extractor, manager)) {
      return new Part(file.toString(), rows.rows(), rows.missing().toLongArray());
    }
  }

  private FeatureBank extract(ExecutorRun here, FeatureExtractor extractor, NDManager manager)
      throws IOException {
    if (encoder == null) {
      return extractor.describe(manager, modality, clips, clipsPerItem, progress -> {});
    }
    Encoder replica = here.encoder(encoder);
    return extractor.extract(replica, clips, clipsPerItem, progress -> {});
  }
}
