package dev.xdc.examples.cli;

import dev.xdc.NamedSettings;
import dev.xdc.Preset;
import dev.xdc.clip.RandomSubset;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.encoder.Precision;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains encoders without labels. */
@Command(
    name = "pretrain",
    description =
        "Trains a video and an audio encoder without labels. Goes on at the step after the last checkpoint if the"
            + " output folder holds a run.")
final class PretrainCommand implements Callable<Integer> {

  /** The file in a run folder that repeats the run. */
  static final String SETTINGS = "run.yaml";

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private TrainingOptions training = new TrainingOptions();
  @Mixin private DataOptions data = new DataOptions();
  @Mixin private SubsetOptions subset = new SubsetOptions();
  @Mixin private DevicesOption device = new DevicesOption();
  @Mixin private PrecisionOption precision = new PrecisionOption();
  @Mixin private ClusteringOption clustering = new ClusteringOption();
  @Mixin private ResultOptions result = new ResultOptions();
  @Mixin private InitialWeights initial = new InitialWeights();
  @Mixin private CheckpointOptions checkpoints = new CheckpointOptions();

  @Option(
      names = "--data",
      required = true,
      showDefaultValue = Visibility.NEVER,
      paramLabel = "CSV_OR_FOLDER",
      description =
          "Videos with sound: a CSV file with the column path, a folder, an index of them, or shards.")
  private Path source = Path.of("");

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      description = "One of sdc, mdc, cdc, xdc, same-video, same-audio.")
  private String method = "xdc";

  @Option(names = "--seed", paramLabel = "S", description = "Decides every random choice.")
  private long seed = 1;

  @Option(
      names = "--out",
      required = true,
      showDefaultValue = Visibility.NEVER,
      paramLabel = "DIR",
      description = "Run folder; the encoders are left in DIR/final.")
  private Path out = Path.of("");

  @Option(
      names = "--profile",
      description = "Print at the end what the time was spent on, phase by phase.")
  private boolean profile;

  PretrainCommand() {}

  /**
   * Returns the command that a file in a run folder repeats.
   *
   * @throws IllegalArgumentException if there is none, or it is damaged
   */
  static PretrainCommand of(Path settings) throws IOException {
    if (!Files.isRegularFile(settings)) {
      throw new IllegalArgumentException(
          settings + " is missing: give the --out folder of xdc pretrain");
    }
    CommandLine root = new CommandLine(new XdcCommand());
    root.setCaseInsensitiveEnumValuesAllowed(true);
    CommandLine line = Objects.requireNonNull(root.getSubcommands().get("pretrain"));
    List<String> args = new ArrayList<>(List.of("pretrain"));
    args.addAll(ConfigDefaults.options(RunFile.read(settings), line.getCommandSpec(), Set.of()));
    root.parseArgs(args.toArray(String[]::new));
    return line.getCommand();
  }

  /** Returns the videos. */
  Path source() {
    return source;
  }

  /** Returns which of the videos are trained on; null for all. */
  @Nullable RandomSubset subset() {
    return subset.subset();
  }

  /** Returns the settings, but for what initial weights change in them. */
  Preset preset() {
    return training.settings();
  }

  /** Returns what every random choice is derived from. */
  long seed() {
    return seed;
  }

  /** Returns who learns from whom. */
  Method method() {
    return Method.of(method);
  }

  /** Returns what the encoders compute with. */
  Precision precision() {
    return precision.precision();
  }

  private record Result(String model, int rounds, double seconds, int videos, int leftOut) {}

  @Override
  public Integer call() throws IOException {
    result.check();
    Method chosen = method();
    SharedBatch devices = device.devices();
    TaskTimer timer = new TaskTimer();
    Preset named = training.settings();
    try (ProgressOutput progress = ProgressOutput.to(spec.commandLine().getErr());
        MediaDataset clips = data.open(source, named.clip(), subset.subset())) {
      clips.origin().ifPresent(progress::line);
      Preset preset = initial.settings(named, training.encoders(), chosen, progress);
      if (result.dryRun()) {
        new PretrainingCost(
                preset,
                chosen,
                seed,
                devices,
                precision.measured(devices.first(), progress),
                spec.commandLine().getOut())
            .print(clips, clustering.strategy());
        return 0;
      }
      if (Files.isDirectory(out.resolve("checkpoints"))) {
        progress.line("going on with the run in " + out);
      }
      PhaseTable table = new PhaseTable();
      Path model =
          new Pretraining(
                  chosen,
                  preset,
                  seed,
                  devices,
                  precision.precision(),
                  clustering.strategy(),
                  checkpoints)
              .run(
                  clips,
                  out,
                  initial.load(preset, seed, devices.first(), progress),
                  new RunNarrator(progress, ""),
                  ConfigDefaults.writer(out.resolve(SETTINGS), spec, NamedSettings.of(preset)),
                  table);
      Result done =
          new Result(
              model.toString(),
              preset.config().rounds(),
              timer.seconds(),
              clips.size(),
              clips.index().refusals().size());
      Json.write(result.json(), done);
      PrintWriter results = spec.commandLine().getOut();
      results.printf(
          "%s after %d rounds on %d videos in %s%n",
          model, done.rounds(), done.videos(), ProgressOutput.duration(done.seconds()));
      if (profile) {
        table.print(results);
      }
      results.flush();
    }
    return 0;
  }
}
