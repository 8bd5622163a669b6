package dev.xdc.cli.command;

import dev.xdc.NamedSettings;
import dev.xdc.Preset;
import dev.xdc.XdcTrainerBuilder;
import dev.xdc.cli.option.CheckpointOptions;
import dev.xdc.cli.option.ClusteringOption;
import dev.xdc.cli.option.ConfigDefaults;
import dev.xdc.cli.option.ContentOptions;
import dev.xdc.cli.option.DevicesOption;
import dev.xdc.cli.option.FollowOptions;
import dev.xdc.cli.option.InitialWeights;
import dev.xdc.cli.option.MethodNames;
import dev.xdc.cli.option.PrecisionOption;
import dev.xdc.cli.option.QualityOptions;
import dev.xdc.cli.option.ResultOptions;
import dev.xdc.cli.option.SubsetOptions;
import dev.xdc.cli.option.SupervisedOptions;
import dev.xdc.cli.option.TrainingOptions;
import dev.xdc.cli.option.VideoOptions;
import dev.xdc.cli.output.PhaseTable;
import dev.xdc.cli.output.PretrainingCostText;
import dev.xdc.cli.output.ProgressOutput;
import dev.xdc.cli.output.SupervisedCostText;
import dev.xdc.clip.ClipSpec;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.encoder.Precision;
import dev.xdc.internal.Count;
import dev.xdc.suite.content.SetContent;
import dev.xdc.suite.cost.PretrainingCost;
import dev.xdc.suite.cost.SupervisedCost;
import dev.xdc.suite.run.Method;
import dev.xdc.suite.run.Pretraining;
import dev.xdc.suite.run.RunProgress;
import dev.xdc.suite.run.RunQuality;
import dev.xdc.suite.run.SharedBatch;
import dev.xdc.suite.run.SupervisedPretraining;
import dev.xdc.suite.run.SupervisedScores;
import dev.xdc.suite.run.SupervisedSets;
import dev.xdc.suite.run.TaskTimer;
import dev.xdc.train.HeldOutScore;
import dev.xdc.train.XdcListener;
import dev.xdc.work.Workplace;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains encoders without labels, or, to compare, with them. */
@Command(
    name = "pretrain",
    description =
        "Trains a video and an audio encoder without labels; with --method supervised, on labels or"
            + " tags. Resumes after the last checkpoint if the output folder holds a run.")
public final class PretrainCommand implements Callable<Integer> {

  /** The file in a run folder that repeats the run. */
  public static final String SETTINGS = "run.yaml";

  private static final String SUPERVISED = "supervised.";

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private TrainingOptions training = new TrainingOptions();
  @Mixin private VideoOptions videos = new VideoOptions();
  @Mixin private SubsetOptions subset = new SubsetOptions();
  @Mixin private ContentOptions contents = new ContentOptions();
  @Mixin private DevicesOption device = new DevicesOption();
  @Mixin private PrecisionOption precision = new PrecisionOption();
  @Mixin private ClusteringOption clustering = new ClusteringOption();
  @Mixin private ResultOptions result = new ResultOptions();
  @Mixin private InitialWeights initial = new InitialWeights();
  @Mixin private CheckpointOptions checkpoints = new CheckpointOptions();
  @Mixin private FollowOptions follow = new FollowOptions();
  @Mixin private QualityOptions quality = new QualityOptions();
  @Mixin private SupervisedOptions supervised = new SupervisedOptions();

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      completionCandidates = MethodNames.class,
      description =
          "One of sdc, mdc, cdc, xdc, same-video, same-audio; or supervised, which learns labels.")
  private String method = "xdc";

  @Option(names = "--seed", paramLabel = "S", description = "Seed of all random choices.")
  private long seed = 1;

  @Option(
      names = "--out",
      required = true,
      showDefaultValue = Visibility.NEVER,
      paramLabel = "DIR",
      description = "Run folder; the encoders are left in DIR/final.")
  private Path out = Path.of("");

  @Option(
      names = "--leave-out-short",
      description =
          "Leave out videos whose picture is shorter than a clip; they are completed as"
              + " clip.shortVideo says by default.")
  private boolean leaveOutShort;

  private final PretrainPlace place;

  PretrainCommand() {
    this((options, out) -> Workplace.local());
  }

  /** A command without values whose runs work elsewhere. */
  public PretrainCommand(PretrainPlace place) {
    this.place = place;
  }

  /**
   * Opens the videos, all that the options do not leave out.
   *
   * @throws IllegalArgumentException if contents are left out, which only a run finds
   */
  public MediaDataset openClips() throws IOException {
    if (contents.leaveOut() != null) {
      throw new IllegalArgumentException(
          "--leave-out looks at videos on one machine: leave them out of the list of --data");
    }
    return open(training.settings());
  }

  private MediaDataset open(Preset named) throws IOException {
    ClipSpec longEnoughFor = leaveOutShort ? named.clip() : null;
    return videos.reading().open(videos.source(), named.clip(), longEnoughFor, subset.subset());
  }

  /**
   * Returns how the run of this command is made, but for what initial weights change.
   *
   * @param source where the videos are now; null for where they are in the options
   */
  FinishedRun made(@Nullable Path source) {
    return new FinishedRun(
        source == null ? videos.source() : source,
        preset(),
        Method.of(method),
        seed,
        precision.precision(),
        leaveOutShort,
        subset.subset(),
        videos.reading().segments(),
        contents.leaveOut());
  }

  /** Returns the settings, but for what initial weights change in them. */
  public Preset preset() {
    return training.settings();
  }

  @Override
  public Integer call() throws IOException {
    result.check();
    Method chosen = Method.of(method);
    supervised.check(chosen);
    contents.check(chosen);
    follow.check(spec);
    int status;
    try (ProgressOutput progress = ProgressOutput.to(spec.commandLine().getErr())) {
      status = chosen == Method.SUPERVISED ? supervise(progress) : cluster(chosen, progress);
    }
    boolean ran = !result.dryRun() && !contents.checkOnly();
    return ran ? Math.max(status, follow.writePage(spec, out)) : status;
  }

  private int cluster(Method chosen, ProgressOutput progress) throws IOException {
    training.requireNoneSet(SUPERVISED, "--method " + chosen + ", whose settings are config.*");
    Preset named = training.settings();
    SharedBatch devices = device.devices();
    TaskTimer timer = new TaskTimer();
    try (MediaDataset whole = open(named);
        ContentOptions.Trained trained = contents.trained(whole, out, progress)) {
      if (contents.checkOnly()) {
        SetContent content = trained.keepBefore(out);
        result.write(content);
        spec.commandLine().getOut().println(content);
        return 0;
      }
      MediaDataset clips = trained.clips();
      clips.origin().ifPresent(progress::line);
      Preset preset = initial.settings(named, training.encoders(), chosen, progress);
      if (result.dryRun()) {
        progress.measuring();
        Precision computed = precision.measured(devices.first(), progress);
        new PretrainingCostText(
                new PretrainingCost(preset, chosen, seed, devices, computed),
                spec.commandLine().getOut())
            .print(clips, clustering.strategy());
        return 0;
      }
      Workplace workplace = place.of(spec.commandLine().getParseResult().originalArgs(), out);
      reportResume(progress);
      PhaseTable table = new PhaseTable();
      Path model =
          new Pretraining(
                  chosen,
                  preset,
                  seed,
                  devices,
                  builder -> configure(builder.optClustering(clustering.strategy()), workplace))
              .run(
                  clips,
                  out,
                  initial.load(preset, seed, devices.first(), progress),
                  progress,
                  new RunProgress(progress, ""),
                  settings(preset, name -> !name.startsWith(SUPERVISED)),
                  table,
                  trained.keeper(out));
      int rounds = preset.config().rounds();
      RunQuality worth = RunQuality.of(out);
      PretrainResult done =
          PretrainResult.clustered(model, clips, timer.seconds(), rounds, out, worth);
      result.write(done);
      done.print(Count.of(rounds, "round"), clips, spec.commandLine().getOut());
      NextCommands.print(spec, out, worth, model, videos.source());
      follow.print(table, spec);
      return quality.status(worth);
    }
  }

  private int supervise(ProgressOutput progress) throws IOException {
    SharedBatch devices = device.devices();
    TaskTimer timer = new TaskTimer();
    Preset named = training.supervisedSettings(supervised.longClips());
    try (SupervisedSets sets = supervised.open(videos.reading(), videos.source(), named.clip())) {
      Preset preset = initial.settings(named, training.encoders(), Method.SUPERVISED, progress);
      SupervisedPretraining pretraining =
          new SupervisedPretraining(
              preset, supervised.modalities(), supervised.heldOut(), seed, devices);
      if (result.dryRun()) {
        progress.measuring();
        Precision computed = precision.measured(devices.first(), progress);
        new SupervisedCostText(
                new SupervisedCost(pretraining, computed), spec.commandLine().getOut())
            .print(sets);
        return 0;
      }
      reportResume(progress);
      PhaseTable table = new PhaseTable();
      Path model =
          pretraining.run(
              sets,
              out,
              initial.load(preset, seed, devices.first(), progress),
              builder -> configure(builder, Workplace.local()),
              progress,
              new RunProgress(progress, ""),
              settings(preset, name -> !name.equals("clusters") && !name.startsWith("config.")),
              table);
      Map<String, HeldOutScore> scores = SupervisedScores.of(out);
      String epochs = Count.of(preset.supervised().schedule().epochs(), "epoch");
      PretrainResult done = PretrainResult.supervised(model, sets.train(), timer.seconds(), scores);
      result.write(done);
      PrintWriter results = spec.commandLine().getOut();
      done.print(epochs, sets.train(), results);
      scores.forEach((modality, score) -> results.printf("%s: %s%n", modality, score));
      follow.print(table, spec);
    }
    return 0;
  }

  private void configure(XdcTrainerBuilder builder, Workplace workplace) {
    checkpoints.configure(builder.optPrecision(precision.precision()).optWorkplace(workplace));
    follow.configure(builder, out);
  }

  private void reportResume(ProgressOutput progress) {
    if (Files.isDirectory(out.resolve("checkpoints"))) {
      progress.line("resuming the run in " + out);
    }
  }

  /** Returns what writes the options and those settings that have a meaning. */
  private XdcListener settings(Preset preset, Predicate<String> meant) {
    Map<String, Object> settings = NamedSettings.of(preset);
    settings.keySet().removeIf(meant.negate());
    return ConfigDefaults.writer(out.resolve(SETTINGS), spec, settings);
  }
}
