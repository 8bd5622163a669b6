package dev.xdc.spark;

import dev.xdc.data.cache.ShardPreparation;
import dev.xdc.data.index.IndexScan;
import dev.xdc.encoder.Precision;
import dev.xdc.work.RoundWork;
import dev.xdc.work.WorkPlan;
import dev.xdc.work.Workplace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/**
 * A Spark cluster as the place where a run works.
 *
 * <pre>{@code
 * Workplace cluster = SparkXdc.on(spark)
 *     .setClips(() -> openClips("/shared/videos"))
 *     .setSharedFolder(Path.of("/shared/work"))
 *     .build();
 * XdcTrainer.builder().setDataset(openClips("/shared/videos")).optWorkplace(cluster)...
 * }</pre>
 *
 * <p>Features and clusters are those of a local run, and so is training unless {@link
 * Builder#optTraining} is called, so that a run may begin on one machine and resume on a cluster,
 * and back. The encoders of the trainer stay on the driver; executors keep copies. Give each task
 * all cores of its executor ({@code spark.task.cpus}): in one JVM tasks take turns.
 *
 * <p>Immutable. The context stays the caller's.
 */
public final class SparkXdc implements Workplace {
  /** 10^10: less than a second of a pass on one core, which a cluster would not shorten. */
  public static final long DRIVER_WORK = 10_000_000_000L;

  /** Files of a task for each of its cores, a second or two of work. */
  private static final int LOOKS = 32;

  private final JavaSparkContext spark;
  private final ClipsOpener clips;
  private final Path folder;
  private final int tasks;
  private final long driverWork;
  private final @Nullable DataParallel training;

  private SparkXdc(Builder builder) {
    spark = builder.spark;
    clips = Builder.require(builder.clips, "setClips");
    folder = Builder.require(builder.folder, "setSharedFolder").toAbsolutePath().normalize();
    tasks = builder.tasks;
    driverWork = builder.driverWork;
    training =
        builder.parts == 0
            ? null
            : new DataParallel(builder.parts, builder.localSteps, builder.reduction);
  }

  /** Returns a builder for work on the cluster of {@code spark}. */
  public static Builder on(JavaSparkContext spark) {
    return new Builder(Objects.requireNonNull(spark, "spark"));
  }

  /**
   * Returns packers that decode videos on executors, for {@link ShardPreparation#run(
   * ShardPreparation.Packers, ShardPreparation.Listener)}. The shards are those of a local
   * preparation, byte for byte where FFmpeg is the same. Driver and executors must see the videos,
   * and the folder of the shards, under the same paths; the driver writes the shards.
   *
   * @param spark stays the caller's
   */
  public static ShardPreparation.Packers packers(JavaSparkContext spark) {
    return new SparkPackers(Objects.requireNonNull(spark, "spark"));
  }

  /**
   * Makes a scan look at files on executors, which must see them under the same paths. The index is
   * that of a local scan where FFmpeg is the same.
   *
   * @param spark stays the caller's
   */
  public static void scanOn(JavaSparkContext spark, IndexScan.Builder scan) {
    scan.setLooks(new SparkLooks(spark), LOOKS * Executors.taskCores(spark))
        .optThreads(Math.min(256, 2 * Executors.tasksAtOnce(spark)));
  }

  /**
   * {@inheritDoc}
   *
   * @throws IOException if the shared folder cannot be written, or an executor cannot open the
   *     clips or sees others; names the host
   * @throws IllegalStateException if an executor runs another Java than the driver, lacks the
   *     engine's native libraries, or has too little memory; names the host
   */
  @Override
  public RoundWork open(WorkPlan plan) throws IOException {
    Files.createDirectories(folder);
    RunHandle run =
        new RunHandle(
            UUID.randomUUID().toString(),
            clips,
            plan.dataset().fingerprint(),
            Runtime.version().feature());
    int parallel = Math.max(1, spark.defaultParallelism());
    List<Integer> each = IntStream.range(0, parallel).boxed().toList();
    MemoryNeed memory = MemoryNeed.of(plan.encoders(), training != null);
    SparkJob.collect(
        spark
            .parallelize(each, parallel)
            .map(
                i -> {
                  memory.check();
                  return ExecutorRun.use(run, here -> i);
                }));
    int wanted = tasks > 0 ? tasks : 4 * parallel;
    return new SparkWork(
        Workplace.local().open(plan),
        new SparkFeatures(spark, run, plan, folder, wanted),
        new SparkTransforms(spark, folder, driverWork),
        new SparkClusters(spark, folder, driverWork),
        training == null ? null : new SparkTraining(spark, run, plan, training));
  }

  @Override
  public Map<String, String> settings() {
    return training == null ? Map.of() : Map.of("shared training", training.toString());
  }

  @Override
  public String toString() {
    return "SparkXdc[" + spark.master() + ", " + folder + "]";
  }

  /** Settings of {@link SparkXdc}; used by one thread. */
  public static final class Builder {
    private final JavaSparkContext spark;
    private @Nullable ClipsOpener clips;
    private @Nullable Path folder;
    private int tasks;
    private long driverWork = DRIVER_WORK;
    private int parts;
    private int localSteps;
    private Precision reduction = Precision.FLOAT32;

    private Builder(JavaSparkContext spark) {
      this.spark = spark;
    }

    /** Sets how executors open the clips of the trainer's data set. */
    public Builder setClips(ClipsOpener clips) {
      this.clips = Objects.requireNonNull(clips, "clips");
      return this;
    }

    /**
     * Sets a folder that the driver and all executors see under this path, such as one on NFS. Rows
     * of features pass through it: 4 N D bytes for each modality, and as much again while they are
     * clustered. Two runs at once need a folder each. The folder {@code features} of a run folder
     * that all see saves copies.
     */
    public Builder setSharedFolder(Path folder) {
      this.folder = Objects.requireNonNull(folder, "folder");
      return this;
    }

    /**
     * Sets how many tasks share the features of a modality; default 4 for each core of the cluster.
     * Changes speed, not the result.
     *
     * @throws IllegalArgumentException if less than 1
     */
    public Builder optTasks(int tasks) {
      if (tasks < 1) {
        throw new IllegalArgumentException("tasks is " + tasks + ", must be at least 1");
      }
      this.tasks = tasks;
      return this;
    }

    /**
     * Sets up to how many N x K x D a clustering, and N x D x D a whitening, is done by the driver
     * alone; default {@value SparkXdc#DRIVER_WORK}. Changes speed, not the result.
     *
     * @throws IllegalArgumentException if negative
     */
    public Builder optDriverWork(long work) {
      if (work < 0) {
        throw new IllegalArgumentException("work is " + work + ", must be at least 0");
      }
      this.driverWork = work;
      return this;
    }

    /**
     * Shares out training, too; default none: the driver trains, with the result of a local run.
     *
     * <p>Each batch is cut into parts, one for each task, which normalise by statistics of their
     * own. After some steps weights, running statistics, heads and momentum of all parts are
     * averaged. After each step, that is synchronous gradient descent: a local run whose batches
     * are cut by {@link dev.xdc.encoder.BatchStatistics#PER_DEVICE} has the same weights but for
     * rounding, and the running statistics of its first part instead of the average. More steps are
     * another training (Stich 2019; Lin et al. 2020), which sends less.
     *
     * @param parts usually the number of executors; a batch has at least two clips for each
     * @param localSteps H, how many steps a part takes on its own
     * @throws IllegalArgumentException if one is less than 1
     */
    public Builder optTraining(int parts, int localSteps) {
      DataParallel.check(parts, localSteps);
      this.parts = parts;
      this.localSteps = localSteps;
      return this;
    }

    /**
     * Sets in which numbers shared training sends what it averages; default {@link
     * Precision#FLOAT32}. {@link Precision#BFLOAT16} sends what changed since the last average in
     * half the bytes, rounded by at most 1/256 of each change on the way from a part and again on
     * the way to the driver. What goes out to executors remains FLOAT32. A setting of the run.
     */
    public Builder optReduction(Precision precision) {
      this.reduction = Objects.requireNonNull(precision, "precision");
      return this;
    }

    /**
     * Returns the workplace; executors are not asked for before a run begins.
     *
     * @throws IllegalStateException if a required setting is missing; names its setter
     */
    public SparkXdc build() {
      return new SparkXdc(this);
    }

    private static <T> T require(@Nullable T value, String setter) {
      if (value == null) {
        throw new IllegalStateException("a required setting is missing: call " + setter);
      }
      return value;
    }
  }
}
