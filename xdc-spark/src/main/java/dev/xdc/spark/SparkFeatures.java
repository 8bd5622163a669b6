package dev.xdc.spark;

import dev.xdc.clip.ClipRequest;
import dev.xdc.encoder.Encoder;
import dev.xdc.feature.FeatureBank;
import dev.xdc.feature.FeatureStorage;
import dev.xdc.internal.file.Unfinished;
import dev.xdc.timing.Phase;
import dev.xdc.timing.PhaseClock;
import dev.xdc.work.WorkPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntConsumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.jspecify.annotations.Nullable;

/**
 * Step 1 on a cluster: each task computes the features of some neighbouring items and writes them
 * to a file of its own in the shared folder. Tasks begin where a local run begins a batch, so that
 * the features are those of a local run.
 */
final class SparkFeatures {
  private final JavaSparkContext spark;
  private final RunHandle run;
  private final WorkPlan plan;
  private final Path folder;
  private final int tasks;
  private int unnamed;

  SparkFeatures(JavaSparkContext spark, RunHandle run, WorkPlan plan, Path folder, int tasks) {
    this.spark = spark;
    this.run = run;
    this.plan = plan;
    this.folder = folder;
    this.tasks = tasks;
  }

  FeatureBank compute(
      Encoder encoder,
      boolean handCrafted,
      FeatureStorage storage,
      PhaseClock clock,
      IntConsumer progress)
      throws IOException {
    Path place = folder.resolve(name(storage));
    Broadcast<float[]> weights = null;
    try (PhaseClock.Span span = clock.start(Phase.FEATURES)) {
      EncoderImage image = null;
      if (!handCrafted) {
        weights = spark.broadcast(FlatArrays.read(FlatArrays.of(encoder), List.of()));
        image = EncoderImage.of(encoder, weights);
      }
      Unfinished.delete(place); // what an earlier round left
      Files.createDirectories(place);
      progress.accept(0);
      LongAccumulator done = spark.sc().longAccumulator();
      List<FeatureTask> work = tasks(encoder, image, place);
      List<FeatureTask.Part> parts =
          SparkJob.collect(
              spark.parallelize(work, work.size()).map(task -> counted(task, done)),
              () -> progress.accept(Math.toIntExact(done.value())));
      progress.accept(plan.clips().featureClips().size());
      return open(encoder, parts, storage);
    } finally {
      if (weights != null) {
        weights.destroy();
      }
    }
  }

  private String name(FeatureStorage storage) {
    Path file = storage.file();
    return file == null
        ? "features-" + ++unnamed
        : file.getFileName().toString().replace(".npy", "");
  }

  /** What a task does; only an accumulator that the function brings along counts. */
  private static FeatureTask.Part counted(FeatureTask task, LongAccumulator done)
      throws IOException {
    FeatureTask.Part part = task.compute();
    done.add(task.clips().size());
    return part;
  }

  private List<FeatureTask> tasks(Encoder encoder, @Nullable EncoderImage image, Path place) {
    List<ClipRequest> clips = plan.clips().featureClips();
    int perItem = plan.clips().clipsPerItem();
    int perTask = clipsPerTask(clips.size(), perItem, plan.batchSize(), tasks);
    List<FeatureTask> work = new ArrayList<>();
    for (int first = 0; first < clips.size(); first += perTask) {
      int end = Math.min(clips.size(), first + perTask);
      work.add(
          new FeatureTask(
              run,
              image,
              encoder.modality(),
              List.copyOf(clips.subList(first, end)),
              perItem,
              plan.batchSize(),
              place.toString(),
              work.size()));
    }
    return work;
  }

  /** Returns a number of clips that makes whole items and whole batches. */
  static int clipsPerTask(int clips, int perItem, int batchSize, int tasks) {
    int whole = perItem;
    while (whole % batchSize != 0) {
      whole += perItem;
    }
    int share = (clips + tasks - 1) / tasks;
    return Math.max(whole, (share + whole - 1) / whole * whole);
  }

  /** Opens the rows: in the memory of the driver up to the limit of {@code storage}. */
  private FeatureBank open(Encoder encoder, List<FeatureTask.Part> parts, FeatureStorage storage)
      throws IOException {
    BitSet missing = new BitSet();
    int first = 0;
    for (FeatureTask.Part part : parts) {
      int start = first;
      BitSet.valueOf(part.missing()).stream().forEach(row -> missing.set(start + row));
      first += part.rows();
    }
    List<Path> files = parts.stream().map(part -> Path.of(part.file())).toList();
    return storage.open(encoder.manager(), files, missing);
  }
}
