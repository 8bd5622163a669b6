package dev.xdc.cli.command;

import com.google.gson.JsonObject;
import dev.xdc.Preset;
import dev.xdc.cli.option.DataOptions;
import dev.xdc.cli.option.DeviceOption;
import dev.xdc.cli.option.JsonOption;
import dev.xdc.cli.option.QualityOptions;
import dev.xdc.cli.option.TrainingOptions;
import dev.xdc.cli.output.ComparisonText;
import dev.xdc.cli.output.ProgressOutput;
import dev.xdc.clip.Modality;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.synth.SyntheticCorpus;
import dev.xdc.suite.compare.Comparison;
import dev.xdc.suite.compare.ComparisonSettings;
import dev.xdc.suite.compare.ComparisonStore;
import dev.xdc.suite.compare.ComparisonTable;
import dev.xdc.suite.compare.Row;
import dev.xdc.suite.compare.Row.Protocol;
import dev.xdc.suite.run.PresetName;
import dev.xdc.suite.run.Pretraining;
import dev.xdc.suite.run.RunQuality;
import dev.xdc.suite.run.TaskTimer;
import dev.xdc.suite.run.TrainTestSets;
import dev.xdc.suite.store.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The whole loop on made-up clips. */
@Command(
    name = "demo",
    description =
        "Generates clips of moving shapes with tunes, pretrains encoders on them, and probes them"
            + " before and after. Takes a few minutes on two cores.")
public final class DemoCommand implements Callable<Integer> {
  private static final String RESULT = "result.json";

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private JsonOption json = new JsonOption();
  @Mixin private DataOptions data = new DataOptions();
  @Mixin private DeviceOption device = new DeviceOption();

  @Option(names = "--seeds", paramLabel = "N", description = "Number of runs.")
  private int seeds = 3;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Folder for clips and runs; target/xdc-demo in a Maven module, xdc-demo elsewhere unless"
              + " given.")
  private @Nullable Path out;

  @Option(
      names = "--corpus-seed",
      paramLabel = "S",
      description = "Seed that the clips are made from.")
  private long corpusSeed = SyntheticCorpus.demo().seed();

  @Option(names = "--train-clips", paramLabel = "N", hidden = true)
  private int trainClips = SyntheticCorpus.demo().trainClips();

  @Option(names = "--test-clips", paramLabel = "N", hidden = true)
  private int testClips = SyntheticCorpus.demo().testClips();

  @Mixin private QualityOptions quality = new QualityOptions();
  @Mixin private TrainingOptions training = new TrainingOptions(PresetName.DEMO);

  DemoCommand() {}

  @Override
  public Integer call() throws IOException {
    if (seeds < 1) {
      throw new IllegalArgumentException("--seeds is " + seeds + ", must be at least 1");
    }
    Preset preset = training.settings();
    SyntheticCorpus corpus = new SyntheticCorpus(corpusSeed, trainClips, testClips);
    Path folder = out == null ? defaultFolder() : out;
    PrintWriter results = spec.commandLine().getOut();
    try (ProgressOutput progress = ProgressOutput.to(spec.commandLine().getErr())) {
      Path clips = clips(corpus, folder.resolve("clips"), progress);
      ComparisonSettings settings =
          ComparisonSettings.builder()
              .setPreset(preset)
              .setRows(Row.RANDOM, Row.HAND_CRAFTED, Row.XDC)
              .optProtocols(Set.of(Protocol.PROBE))
              .optSeeds(LongStream.rangeClosed(1, seeds).toArray())
              .optLabelsPerClass(1)
              .optDevice(device.device())
              .build();
      Map<String, String> fingerprint = settings.fingerprint();
      fingerprint.put("clips", corpus.toString());
      Path run = runFolder(folder, fingerprint);
      List<RunQuality> worths;
      try (TrainTestSets sets =
          data.open(
              clips.resolve("train.csv"),
              clips.resolve("test.csv"),
              preset.clip(),
              Set.of(Modality.values()))) {
        ComparisonTable table =
            new Comparison(
                    settings,
                    sets.train(),
                    sets.test(),
                    new ComparisonStore(run, fingerprint),
                    progress)
                .run();
        progress.close();
        results.printf("Linear probe on %d classes of generated clips%n", SyntheticCorpus.CLASSES);
        new ComparisonText(table).print(results);
        Json.write(run.resolve(RESULT), table);
        worths = worths(run);
        json.write(withQuality(table, worths));
      }
      results.println("Run folder: " + run.toAbsolutePath());
      int status = 0;
      for (int seed = 1; seed <= seeds; seed++) {
        RunQuality worth = worths.get(seed - 1);
        status = Math.max(status, quality.status(worth));
        if (worth.collapsed()) {
          results.println("The encoders of seed " + seed + " have collapsed");
        }
      }
      Path first = run.resolve("xdc-seed1");
      NextCommands.print(
          spec, first, worths.get(0), Pretraining.model(first), clips.resolve("train.csv"));
      results.flush();
      return status;
    }
  }

  /** Makes the clips, unless the folder holds them. */
  private static Path clips(SyntheticCorpus corpus, Path folder, ProgressOutput progress)
      throws IOException {
    String task = "making clips in " + folder;
    int all = corpus.clips();
    TaskTimer timer = new TaskTimer();
    return corpus.write(
        folder,
        FfmpegPrograms.find(),
        Runtime.getRuntime().availableProcessors(),
        made -> progress.update(task, made, all, timer.secondsLeft(made, all)));
  }

  /** Returns what the run of each seed is worth. */
  private List<RunQuality> worths(Path run) throws IOException {
    List<RunQuality> worths = new ArrayList<>();
    for (int seed = 1; seed <= seeds; seed++) {
      worths.add(RunQuality.of(run.resolve("xdc-seed" + seed)));
    }
    return worths;
  }

  /** Adds what the runs are worth, by seed, to the members of the table. */
  private static JsonObject withQuality(ComparisonTable table, List<RunQuality> worths) {
    JsonObject result = Json.LINE.toJsonTree(table).getAsJsonObject();
    result.add("quality", Json.LINE.toJsonTree(worths));
    return result;
  }

  private static Path defaultFolder() {
    return Path.of(Files.exists(Path.of("pom.xml")) ? "target/xdc-demo" : "xdc-demo");
  }

  /**
   * Returns the first run of these settings that has not finished, to resume it, or else a new one.
   */
  private static Path runFolder(Path folder, Map<String, String> settings) throws IOException {
    for (int number = 1; ; number++) {
      Path run = folder.resolve("run-" + number);
      if (!Files.exists(run.resolve(RESULT)) && ComparisonStore.fits(run, settings)) {
        return run;
      }
    }
  }
}
