package dev.xdc.cli.command;

import ai.djl.Device;
import dev.xdc.Preset;
import dev.xdc.XdcModel;
import dev.xdc.XdcTrainer;
import dev.xdc.XdcTrainerBuilder;
import dev.xdc.cli.option.CheckpointOptions;
import dev.xdc.cli.option.ConfigDefaults;
import dev.xdc.cli.option.DataOptions;
import dev.xdc.cli.option.DecayOptions;
import dev.xdc.cli.option.DevicesOption;
import dev.xdc.cli.option.PrecisionOption;
import dev.xdc.cli.option.Ranges;
import dev.xdc.cli.option.ResultOptions;
import dev.xdc.cli.option.ScheduleOptions;
import dev.xdc.cli.output.CoverageText;
import dev.xdc.cli.output.PretrainingCostText;
import dev.xdc.cli.output.ProgressOutput;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.encoder.Precision;
import dev.xdc.internal.Count;
import dev.xdc.suite.cost.PretrainingCost;
import dev.xdc.suite.run.Durations;
import dev.xdc.suite.run.Method;
import dev.xdc.suite.run.Pretraining;
import dev.xdc.suite.run.RunProgress;
import dev.xdc.suite.run.SharedBatch;
import dev.xdc.suite.run.TaskTimer;
import dev.xdc.train.Schedule;
import dev.xdc.train.XdcConfigBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains a video encoder once more with longer clips. */
@Command(
    name = "retrain",
    description =
        "Trains the video encoder of a finished run once more, on its last clustering with longer"
            + " clips. Batch and learning rate are a quarter of the run's. Resumes where it was"
            + " stopped.")
public final class RetrainCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private DataOptions data = new DataOptions();
  @Mixin private ScheduleOptions schedule = new ScheduleOptions();
  @Mixin private DevicesOption device = new DevicesOption();
  @Mixin private ResultOptions result = new ResultOptions();
  @Mixin private CheckpointOptions checkpoints = new CheckpointOptions();

  @Option(
      names = "--run",
      required = true,
      showDefaultValue = Visibility.NEVER,
      paramLabel = "DIR",
      description =
          "Folder of the finished run, the --out of xdc pretrain; its own files are only read.")
  private Path run = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "CSV_OR_FOLDER",
      description = "The videos of the run, if they have moved; those of its run.yaml by default.")
  private @Nullable Path source;

  @Option(
      names = "--frames",
      converter = Ranges.AtLeastOne.class,
      paramLabel = "N",
      description = "Frames of a clip; four times the run's by default (paper: 32 after 8).")
  private @Nullable Integer frames;

  @Option(
      names = "--batch",
      converter = Ranges.AtLeastTwo.class,
      paramLabel = "N",
      description = "Clips per step; a quarter of the run's by default.")
  private @Nullable Integer batch;

  @Option(
      names = "--precision",
      paramLabel = "PRECISION",
      description =
          "What the encoder computes with: ${COMPLETION-CANDIDATES}; as in the run by default.")
  private PrecisionOption.@Nullable Kind precision;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Folder of this training; the encoder is left in DIR/final. The folder long-clips inside"
              + " the run's by default.")
  private @Nullable Path out;

  RetrainCommand() {}

  private record Result(String model, int frames, double seconds, int videos) {}

  @Override
  public Integer call() throws IOException {
    result.check();
    FinishedRun first = FinishedRun.of(run, source);
    if (first.method() == Method.SUPERVISED) {
      throw new IllegalArgumentException(
          run
              + " is a supervised run, which has no clusters to train on: use xdc pretrain --method"
              + " supervised --modality video --long-clips --init-video "
              + Pretraining.model(run));
    }
    data.defaultSegments(first.segments());
    Recipe recipe = recipe();
    Preset preset = preset(first, recipe);
    TaskTimer timer = new TaskTimer();
    Path target = out == null ? run.resolve("long-clips") : out;
    try (ProgressOutput progress = ProgressOutput.to(spec.commandLine().getErr());
        MediaDataset clips = RunVideos.open(data, run, first, preset.clip(), recipe.clip())) {
      if (result.dryRun()) {
        progress.measuring();
        SharedBatch devices = device.devices();
        Precision computed = PrecisionOption.measured(precision(first), devices.first(), progress);
        new PretrainingCostText(
                new PretrainingCost(preset, first.method(), first.seed(), devices, computed),
                spec.commandLine().getOut())
            .printRetraining(clips);
        return 0;
      }
      Path model = train(preset, first, clips, target, progress);
      double seconds = timer.seconds();
      result.write(new Result(model.toString(), preset.clip().frames(), seconds, clips.size()));
      PrintWriter results = spec.commandLine().getOut();
      results.printf(
          "%s with clips of %d frames on %s in %s%n",
          model, preset.clip().frames(), Count.of(clips.size(), "video"), Durations.text(seconds));
      CoverageText.print(clips, results);
    }
    return 0;
  }

  private Path train(
      Preset preset, FinishedRun first, MediaDataset clips, Path target, ProgressOutput progress)
      throws IOException {
    XdcTrainerBuilder builder =
        XdcTrainer.retrain(run)
            .setDataset(clips)
            .setVideoEncoder(Encoders.of(preset.video(), preset.clip()))
            .optConfig(preset.config())
            .optSeed(first.seed())
            .optPrecision(precision(first))
            .optOutputDir(target)
            .addListener(
                ConfigDefaults.writer(
                    target.resolve(PretrainCommand.SETTINGS), spec, options(preset, first)))
            .addListener(new RunProgress(progress, ""));
    device.devices().configure(builder);
    checkpoints.configure(builder);
    return Pretraining.train(builder, target, progress);
  }

  /** Returns the options that were not needed, as keys of a file. */
  private Map<String, Object> options(Preset preset, FinishedRun first) {
    Schedule followed = preset.config().schedule(1);
    return Map.of(
        "data", first.source(),
        "frames", preset.clip().frames(),
        "epochs", followed.epochs(),
        "batch", preset.config().batchSize(),
        "lr", followed.baseRate(),
        "gamma", followed.gamma(),
        "decay-from", DecayOptions.DecayFrom.of(followed),
        "precision", PrecisionOption.Kind.valueOf(precision(first).name()));
  }

  private Precision precision(FinishedRun first) {
    return precision == null ? first.precision() : precision.precision();
  }

  /** What the run's model records of itself. */
  private record Recipe(ClipSpec clip, EncoderSpec video) {}

  private Recipe recipe() throws IOException {
    Path folder = Pretraining.model(run);
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          run
              + " holds no model in "
              + folder.getFileName()
              + ": resume the run and let it finish first");
    }
    try (XdcModel model = XdcModel.load(folder, Device.cpu())) {
      if (!model.has(Modality.VIDEO)) {
        throw new IllegalArgumentException(
            run + " trained no video encoder: nothing can be trained on");
      }
      return new Recipe(
          model.clipSpec(),
          Objects.requireNonNull(model.encoder(Modality.VIDEO).spec().orElse(null)));
    }
  }

  private Preset preset(FinishedRun first, Recipe recipe) {
    Preset named = first.preset().longClips();
    int length = frames == null ? named.clip().frames() : frames;
    if (length < recipe.clip().frames()) {
      throw new IllegalArgumentException(
          "--frames is " + length + ", must be at least the run's " + recipe.clip().frames());
    }
    ClipSpec clip = recipe.clip().toBuilder().optFrames(length).build();
    XdcConfigBuilder config = named.config().toBuilder();
    config.optSchedule(schedule.changed(named.config().schedule(1)));
    if (batch != null) {
      config.optBatchSize(batch);
    }
    return named
        .withClip(clip)
        .withEncoders(recipe.video(), named.audio())
        .withConfig(config.build());
  }
}
