package dev.xdc.spark;

import dev.xdc.cli.XdcCommand;
import dev.xdc.cli.command.IndexCommand;
import dev.xdc.cli.command.ParsedPretrain;
import dev.xdc.cli.command.PrepareCommand;
import dev.xdc.cli.command.PretrainCommand;
import dev.xdc.cli.option.SourceReading;
import dev.xdc.clip.ClipDataset;
import dev.xdc.encoder.Precision;
import dev.xdc.work.Workplace;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * The command line {@code xdc} for {@code spark-submit}: {@code pretrain}, {@code prepare} and
 * {@code index} work on the cluster, all else on the driver.
 *
 * <p>What concerns the cluster are Spark's settings: {@code spark.xdc.sharedFolder} (default the
 * folder {@code features} in that of {@code --out}), {@code spark.xdc.tasks}, see {@link
 * SparkXdc.Builder#optTasks}, {@link HadoopShards#FOLDER}, and {@code spark.xdc.parts} with {@code
 * spark.xdc.localSteps} (default 16), see {@link SparkXdc.Builder#optTraining}; without parts the
 * driver trains. {@code spark.xdc.bfloat16} (default false) is {@link
 * SparkXdc.Builder#optReduction}.
 */
public final class XdcSpark {
  private static final String PRETRAIN = "pretrain";

  /** What averages cost then is a small part of a step on a GPU, see the guide. */
  private static final int LOCAL_STEPS = 16;

  /** Opens the clips of a command line where a task runs. */
  private record CommandClips(List<String> options) implements ClipsOpener {
    @Override
    public ClipDataset open() throws IOException {
      return ParsedPretrain.openClips(new Parts(type -> null), options);
    }
  }

  /**
   * Makes the objects of the command line: some here, sources of videos that may lie on a file
   * system of Hadoop, and the rest as usual.
   */
  private record Parts(Function<Class<?>, @Nullable Object> own) implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      if (type == SourceReading.class) {
        return type.cast(
            new SourceReading(
                name -> HadoopShards.isNamedBy(name) ? HadoopShards.copy(name) : Path.of(name)));
      }
      Object made = own.apply(type);
      return made == null ? CommandLine.defaultFactory().create(type) : type.cast(made);
    }
  }

  private XdcSpark() {}

  /** Runs one command and ends the JVM with its exit code. */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
    PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
    int code;
    SparkConf settings = new SparkConf().setIfMissing("spark.app.name", "xdc");
    try (JavaSparkContext spark = new JavaSparkContext(settings)) {
      code = run(spark, out, err, args);
    }
    System.exit(code);
  }

  /**
   * Runs one command inside this JVM.
   *
   * @param spark stays the caller's
   * @param out takes the results
   * @param err takes progress and errors
   * @return the exit code
   */
  public static int run(JavaSparkContext spark, PrintWriter out, PrintWriter err, String... args) {
    Function<Class<?>, @Nullable Object> commands =
        type -> {
          if (type == PretrainCommand.class) {
            return new PretrainCommand((options, folder) -> on(spark, options, folder));
          }
          if (type == PrepareCommand.class) {
            return new PrepareCommand(SparkXdc.packers(spark));
          }
          return type == IndexCommand.class
              ? new IndexCommand(scan -> SparkXdc.scanOn(spark, scan))
              : null;
        };
    return XdcCommand.run(new Parts(commands), out, err, args);
  }

  private static Workplace on(JavaSparkContext spark, List<String> typed, Path folder) {
    List<String> options = List.copyOf(typed.subList(typed.indexOf(PRETRAIN) + 1, typed.size()));
    SparkConf settings = spark.getConf();
    if (HadoopShards.isNamedBy(folder.toString().replaceFirst(":/+", "://"))) {
      throw new IllegalArgumentException(
          "the run folder is " + folder + ", must be a folder that the system has mounted");
    }
    String shared = settings.get("spark.xdc.sharedFolder", folder.resolve("features").toString());
    SparkXdc.Builder builder =
        SparkXdc.on(spark).setClips(new CommandClips(options)).setSharedFolder(Path.of(shared));
    if (settings.contains("spark.xdc.tasks")) {
      builder.optTasks(settings.getInt("spark.xdc.tasks", 1));
    }
    if (settings.contains("spark.xdc.parts")) {
      builder.optTraining(
          settings.getInt("spark.xdc.parts", 1),
          settings.getInt("spark.xdc.localSteps", LOCAL_STEPS));
      if (settings.getBoolean("spark.xdc.bfloat16", false)) {
        builder.optReduction(Precision.BFLOAT16);
      }
    }
    return builder.build();
  }
}
