package dev.xdc.page.cli;

import dev.xdc.AssignedItems;
import dev.xdc.ClusterModel;
import dev.xdc.FeatureClusters;
import dev.xdc.RunClusters;
import dev.xdc.XdcModel;
import dev.xdc.cli.AddedCommand;
import dev.xdc.cli.command.RunVideos;
import dev.xdc.cli.option.DataOptions;
import dev.xdc.cli.option.DeviceOption;
import dev.xdc.cli.option.PrecisionOption;
import dev.xdc.cli.output.ProgressOutput;
import dev.xdc.clip.Modality;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.encoder.Precision;
import dev.xdc.feature.FeatureBank;
import dev.xdc.page.ClusterView;
import dev.xdc.page.EvaluationFile;
import dev.xdc.page.LayerPicture;
import dev.xdc.page.Plane;
import dev.xdc.page.Projector;
import dev.xdc.page.RunPage;
import dev.xdc.page.RunRecord;
import dev.xdc.page.RunsPage;
import dev.xdc.page.SimilarItems;
import dev.xdc.suite.run.Pretraining;
import dev.xdc.suite.run.TaskTimer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a page that shows a run. */
@Command(
    name = "report",
    description = {
      "Writes one HTML page that shows a run: settings, curves, and the clusters of its videos with pictures that play.",
      "The page opens from disk and uses no network. Clusters are those the model keeps, or else the labels trained on last.",
      "With --compare it shows the curves and results of several runs side by side."
    })
public final class ReportCommand implements AddedCommand {

  /** Which clusters a page shows. */
  enum Shown {
    KEPT,
    TRAINED,
    NONE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private DataOptions data = new DataOptions();
  @Mixin private DeviceOption device = new DeviceOption();
  @Mixin private PrecisionOption precision = new PrecisionOption();

  @Option(
      names = "--run",
      showDefaultValue = Visibility.NEVER,
      paramLabel = "DIR",
      description = "Folder of a run, the --out of xdc pretrain, finished or not.")
  private @Nullable Path run;

  @Option(
      names = "--compare",
      arity = "2..*",
      showDefaultValue = Visibility.NEVER,
      paramLabel = "RUN",
      description = "Folders of runs to compare on one page, instead of --run.")
  private List<Path> compared = List.of();

  @Option(
      names = "--evaluation",
      arity = "1..*",
      showDefaultValue = Visibility.NEVER,
      paramLabel = "FILE",
      description =
          "Results to show: files that --json of probe, finetune, evaluate or compare wrote.")
  private List<Path> evaluations = List.of();

  @Option(
      names = "--data",
      showDefaultValue = Visibility.NEVER,
      paramLabel = "CSV_OR_FOLDER",
      description = "Videos of the run, with or without labels; those of its run.yaml by default.")
  private @Nullable Path source;

  @Option(
      names = "--out",
      required = true,
      showDefaultValue = Visibility.NEVER,
      paramLabel = "DIR",
      description = "Folder for the page, index.html, and the pictures beside it.")
  private Path out = Path.of("");

  @Option(
      names = "--clusters",
      paramLabel = "KIND",
      description =
          "Clusters shown: ${COMPLETION-CANDIDATES}; kept by the model if it has some, else trained on last.")
  private @Nullable Shown clusters;

  @Option(
      names = "--members",
      paramLabel = "N",
      description = "Nearest, random and farthest members with a picture, per cluster.")
  private int members = 8;

  @Option(
      names = "--copy-media",
      description = "Copy, as small clips, members with a picture that browsers cannot play.")
  private boolean copyMedia;

  @Option(
      names = "--projector",
      description =
          "Also write the features for TensorBoard's Embedding Projector, to DIR/projector.")
  private boolean projector;

  /** Made by the command line. */
  public ReportCommand() {}

  @Override
  public Integer call() throws IOException {
    TaskTimer timer = new TaskTimer();
    List<EvaluationFile> results = new ArrayList<>();
    for (Path file : evaluations) {
      results.add(EvaluationFile.read(file));
    }
    Path written = compared.isEmpty() ? one(theRun(), results) : several(results);
    PrintWriter printed = spec.commandLine().getOut();
    printed.printf(
        Locale.ROOT,
        "%s: %d KiB, in %.0f s%n",
        written,
        Files.size(written) >> 10,
        timer.seconds());
    printed.flush();
    return 0;
  }

  private void requireFeatures(Shown shown) {
    if (projector && shown != Shown.KEPT) {
      throw new IllegalArgumentException(
          "--projector needs the features of a model that keeps clusters: leave it out, or make"
              + " some by xdc clusters --save");
    }
  }

  private Path theRun() {
    if (run == null) {
      throw new IllegalArgumentException("give --run RUN, or --compare RUN1 RUN2 for several");
    }
    return run;
  }

  private Path several(List<EvaluationFile> results) throws IOException {
    requireFeatures(Shown.NONE);
    if (run != null) {
      throw new IllegalArgumentException("--run and --compare exclude each other: leave one out");
    }
    List<RunRecord> runs = new ArrayList<>();
    for (Path one : compared) {
      runs.add(RunRecord.read(one));
    }
    return new RunsPage(runs, results).write(out);
  }

  private Path one(Path run, List<EvaluationFile> results) throws IOException {
    try (ProgressOutput progress = ProgressOutput.to(spec.commandLine().getErr())) {
      RunPage.Builder page =
          RunPage.builder()
              .setRun(RunRecord.read(run))
              .optMembers(members)
              .optCopyMedia(copyMedia)
              .optEvaluations(results)
              .optFilters(filters(run, progress))
              .optMonitor(progress);
      Shown shown = shown(run);
      requireFeatures(shown);
      return switch (shown) {
        case NONE -> page.build().write(out);
        case TRAINED -> trained(run, page, progress);
        case KEPT -> kept(run, page, progress);
      };
    }
  }

  /** Draws the first layers; none before a run has ended, or of networks of one's own. */
  private static List<LayerPicture> filters(Path run, ProgressOutput progress) {
    Path model = Pretraining.model(run);
    List<LayerPicture> pictures = new ArrayList<>();
    for (Modality modality : Modality.values()) {
      Path weights = XdcModel.weights(model, modality);
      if (Files.isRegularFile(weights)) {
        try {
          pictures.addAll(LayerPicture.of(weights));
        } catch (IOException e) {
          progress.line("no filters on the page: " + e.getMessage());
        }
      }
    }
    return pictures;
  }

  private Shown shown(Path run) {
    if (clusters != null) {
      return clusters;
    }
    return ClusterModel.isIn(Pretraining.model(run)) ? Shown.KEPT : Shown.TRAINED;
  }

  private Path trained(Path run, RunPage.Builder page, ProgressOutput progress) throws IOException {
    RunClusters last;
    try {
      last = RunClusters.of(run);
    } catch (IllegalArgumentException e) {
      if (clusters == Shown.TRAINED) {
        throw e;
      }
      progress.line("no clusters on the page: " + e.getMessage()); // as of a supervised run
      return page.build().write(out);
    }
    try (MediaDataset videos = RunVideos.open(data, run, source, RunVideos.clip(last))) {
      return page.optClusters(videos, ClusterView.of(last, videos)).build().write(out);
    }
  }

  private Path kept(Path run, RunPage.Builder page, ProgressOutput progress) throws IOException {
    Path folder = Pretraining.model(run);
    try (XdcModel model = XdcModel.load(folder, device.device())) {
      ClusterModel all =
          model
              .clusters()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          folder + " keeps no clusters: give --clusters trained"));
      Precision computed = precision.measured(device.device(), progress);
      try (MediaDataset videos = RunVideos.open(data, run, source, model.clipSpec())) {
        List<ClusterView> views = new ArrayList<>();
        Projector features = new Projector(out.resolve("projector"), videos, progress);
        for (Modality modality : all.modalities()) {
          model.encoder(modality).optPrecision(computed);
          views.add(view(model, all.of(modality), videos, projector ? features : null, progress));
        }
        return page.optClusters(videos, views).build().write(out);
      }
    }
  }

  private static ClusterView view(
      XdcModel model,
      FeatureClusters kept,
      MediaDataset videos,
      @Nullable Projector projector,
      ProgressOutput progress)
      throws IOException {
    TaskTimer timer = new TaskTimer();
    long planned = (long) videos.size() * kept.clips().clipsPerVideo();
    try (FeatureBank features =
        model.items(
            videos,
            kept.modality(),
            kept.clips(),
            done ->
                progress.update(
                    kept.modality() + " features",
                    done,
                    planned,
                    timer.secondsLeft(done, planned)))) {
      AssignedItems items = AssignedItems.of(kept, videos, features);
      if (projector != null) {
        projector.add(features, items);
      }
      return ClusterView.of(
          items,
          Plane.of(features, features.missing()),
          SimilarItems.of(features, features.missing()).orElse(null));
    }
  }
}
