package dev.xdc.cli.command;

import dev.xdc.Prediction;
import dev.xdc.XdcClassifier;
import dev.xdc.cli.option.DeviceOption;
import dev.xdc.cli.option.PrecisionOption;
import dev.xdc.cli.option.TableOptions;
import dev.xdc.cli.option.VideoOptions;
import dev.xdc.cli.output.CoverageText;
import dev.xdc.cli.output.ProgressOutput;
import dev.xdc.clip.Modality;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.data.reader.MediaList;
import dev.xdc.encoder.Precision;
import dev.xdc.internal.Count;
import dev.xdc.suite.run.PredictionTable;
import dev.xdc.suite.run.TaskTimer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Names the class of each video. */
@Command(
    name = "classify",
    description = {
      "Names the likeliest classes of each video, by a classifier that probe or finetune left with --out.",
      "Prints CSV with probabilities, unless a file is given."
    })
public final class ClassifyCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private VideoOptions given = new VideoOptions();
  @Mixin private DeviceOption device = new DeviceOption();
  @Mixin private PrecisionOption precision = new PrecisionOption();
  @Mixin private TableOptions output = new TableOptions();

  @Option(
      names = "--model",
      required = true,
      showDefaultValue = Visibility.NEVER,
      paramLabel = "DIR",
      description = "Folder of a classifier, the --out of xdc probe or xdc finetune.")
  private Path folder = Path.of("");

  @Option(
      names = "--modality",
      split = ",",
      paramLabel = "MODALITY",
      description = "Heads to use: video, audio or both; all of the classifier's by default.")
  private @Nullable List<Modality> modalities;

  @Option(names = "--top", paramLabel = "N", description = "Classes per video, likeliest first.")
  private int top = 1;

  @Option(
      names = "--min-probability",
      paramLabel = "P",
      description = "Probability below which a video is \"unknown\", 0 to 1.")
  private double minProbability;

  ClassifyCommand() {}

  @Override
  public Integer call() throws IOException {
    new PredictionTable(List.of(), top, minProbability); // refuses wrong settings at once
    try (ProgressOutput progress = ProgressOutput.to(spec.commandLine().getErr());
        XdcClassifier classifier = XdcClassifier.load(folder, device.device())) {
      Set<Modality> asked =
          modalities == null ? classifier.modalities() : EnumSet.copyOf(modalities);
      Precision computed = precision.measured(device.device(), progress);
      asked.forEach(
          m -> {
            classifier.head(m);
            classifier.model().encoder(m).optPrecision(computed);
          });
      try (MediaDataset videos =
          given
              .reading()
              .open(MediaList.of(given.source()), classifier.model().clipSpec(), asked)) {
        TaskTimer timer = new TaskTimer();
        long planned = (long) videos.size() * classifier.clipsPerVideo() * asked.size();
        List<Prediction> predictions =
            classifier.classify(
                videos,
                asked,
                done ->
                    progress.update(
                        "classifying", done, planned, timer.secondsLeft(done, planned)));
        write(new PredictionTable(predictions, top, minProbability), videos);
      }
    }
    return 0;
  }

  private void write(PredictionTable table, MediaDataset videos) throws IOException {
    PrintWriter results = spec.commandLine().getOut();
    if (!output.write(table, results)) {
      CoverageText.print(videos, spec.commandLine().getErr()); // the table stays clean
      return;
    }
    results.printf(
        "%s classified, %d of them unknown%n",
        Count.of(table.predictions().size(), "video"), table.unknown());
    CoverageText.print(videos, results);
  }
}
