package dev.xdc.cli.command;

import dev.xdc.NamedSettings;
import dev.xdc.Preset;
import dev.xdc.RunClusters;
import dev.xdc.XdcModel;
import dev.xdc.cli.option.ClusteringOption;
import dev.xdc.cli.option.DataOptions;
import dev.xdc.cli.option.DeviceOption;
import dev.xdc.cli.option.JsonOption;
import dev.xdc.cli.option.ModalityOption;
import dev.xdc.cli.option.PrecisionOption;
import dev.xdc.cli.output.ClusterTables;
import dev.xdc.cli.output.CoverageText;
import dev.xdc.cli.output.ProgressOutput;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.data.reader.MediaList;
import dev.xdc.encoder.Precision;
import dev.xdc.eval.ClusterEvaluation;
import dev.xdc.eval.ClusterReport;
import dev.xdc.feature.FeatureTransform;
import dev.xdc.suite.run.TaskTimer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows what clusters hold. */
@Command(
    name = "clusters",
    description = {
      "Shows what clusters hold: the purest first, or without labels the largest.",
      "With --run, the clusters are the last of a run; with --model, its features are clustered anew."
    })
public final class ClustersCommand implements Callable<Integer> {
  /** Options that decide a clustering, and so do not go with one that is made. */
  private static final List<String> ANEW =
      List.of("--k", "--pca", "--clips", "--seed", "--clustering", "--precision", "--device");

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private JsonOption json = new JsonOption();
  @Mixin private ModalityOption modality = new ModalityOption();
  @Mixin private DataOptions data = new DataOptions();
  @Mixin private DeviceOption device = new DeviceOption();
  @Mixin private PrecisionOption precision = new PrecisionOption();
  @Mixin private ClusteringOption clustering = new ClusteringOption();

  @ArgGroup(multiplicity = "1")
  private Clustered clustered = new Clustered();

  /** What clusters are shown of. */
  private static final class Clustered {
    @Option(
        names = "--run",
        paramLabel = "DIR",
        description =
            "Folder of a run, the --out of xdc pretrain, finished or not; shows its last clustering.")
    private @Nullable Path run;

    @Option(
        names = "--model",
        paramLabel = "DIR",
        description =
            "Folder of a model, such as the folder final of a run; clusters its features anew.")
    private @Nullable Path model;
  }

  @Option(
      names = "--data",
      showDefaultValue = Visibility.NEVER,
      paramLabel = "CSV_OR_FOLDER",
      description =
          "Videos to cluster, with or without labels; with --run, those of its run.yaml unless given.")
  private @Nullable Path source;

  @Option(names = "--k", paramLabel = "K", description = "Number of clusters, with --model.")
  private int k = 64;

  @Option(
      names = "--pca",
      paramLabel = "N",
      description =
          "Components to whiten features to before clustering, with --model; 0 for raw features.")
  private int components = 64;

  @Option(
      names = "--clips",
      paramLabel = "N",
      description = "Clips of a video whose mean feature is clustered, with --model.")
  private int clips = 1;

  @Option(names = "--labels", paramLabel = "N", description = "Labels shown of a cluster.")
  private int labels = 3;

  @Option(names = "--nearest", paramLabel = "N", description = "Videos shown of a cluster.")
  private int nearest = 10;

  @Option(
      names = "--show",
      paramLabel = "N",
      description = "Clusters shown from either end of the ranking; all are in the JSON file.")
  private int show = 10;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Decides the first centroids, with --model.")
  private long seed = 1;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Folder for the assignments and distances to centroids, as video.csv and audio.csv.")
  private @Nullable Path out;

  ClustersCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter results = spec.commandLine().getOut();
    Path run = clustered.run;
    Map<String, ClusterReport> reports = run == null ? anew(results) : ofRun(run, results);
    ClusterTables tables = new ClusterTables(show);
    for (Map.Entry<String, ClusterReport> report : reports.entrySet()) {
      tables.print(results, report.getKey(), report.getValue());
      if (out != null) {
        ClusterTables.write(out, report.getKey(), report.getValue());
      }
    }
    results.flush();
    json.write(reports);
    return 0;
  }

  /** Clusters the features of a model. */
  private Map<String, ClusterReport> anew(PrintWriter results) throws IOException {
    Path videosIn = source;
    Path model = clustered.model;
    if (videosIn == null || model == null) {
      throw new ParameterException(
          spec.commandLine(), "--model needs --data: the videos to cluster");
    }
    FeatureTransform transform = Transforms.pca(components);
    ClusterEvaluation evaluation =
        new ClusterEvaluation(
            k, transform, clustering.strategy(), clips, 32, seed, labels, nearest);
    Map<String, ClusterReport> reports = new LinkedHashMap<>();
    try (ProgressOutput progress = ProgressOutput.to(spec.commandLine().getErr());
        XdcModel loaded = XdcModel.load(model, device.device());
        MediaDataset videos =
            data.open(MediaList.of(videosIn), loaded.clipSpec(), modality.required())) {
      Precision computed = precision.measured(device.device(), progress);
      results.printf(
          "features of %s clustered anew: K = %d, transform %s, clustering %s; see --run for the clusters a run made%n",
          model, k, transform, clustering.strategy());
      for (Modality m : modality.modalities()) {
        TaskTimer timer = new TaskTimer();
        long planned = (long) videos.size() * clips;
        reports.put(
            m.toString(),
            evaluation.run(
                loaded.encoder(m).optPrecision(computed),
                videos,
                done ->
                    progress.update(
                        m + " features", done, planned, timer.secondsLeft(done, planned))));
      }
      CoverageText.print(videos, results);
    }
    return reports;
  }

  /** Reads what a run clustered last. */
  private Map<String, ClusterReport> ofRun(Path run, PrintWriter results) throws IOException {
    for (String option : ANEW) {
      if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
        throw new ParameterException(
            spec.commandLine(), option + " does not go with --run: its clustering is made already");
      }
    }
    RunClusters clusters = RunClusters.of(run);
    Map<String, ClusterReport> reports = new LinkedHashMap<>();
    try (MediaDataset videos = videosOf(run, clip(clusters))) {
      clusters.check(videos);
      for (String name : shown(clusters)) {
        reports.put(name, clusters.report(name, videos, labels, nearest));
      }
    }
    results.printf(
        "%s: clustering of round %d of %d%s; %s%n",
        run,
        clusters.round(),
        clusters.rounds(),
        clusters.isFinished() ? "" : ", the last so far",
        clusters.origin());
    return reports;
  }

  /** Opens the videos of a run as the run did. */
  private MediaDataset videosOf(Path run, ClipSpec clip) throws IOException {
    Path settings = run.resolve(PretrainCommand.SETTINGS);
    if (!Files.isRegularFile(settings)) {
      if (source == null) {
        throw new IllegalArgumentException(
            settings + " is missing, so --data must name the videos of the run");
      }
      return data.open(source, clip, null, null);
    }
    PretrainCommand pretrain = PretrainCommand.of(settings);
    data.defaultSegments(pretrain.segments());
    return data.open(
        source == null ? pretrain.source() : source,
        clip,
        pretrain.leavesOutShort() ? clip : null,
        pretrain.subset());
  }

  /** Returns the clips of the run, which decide which files are long enough to be its videos. */
  private static ClipSpec clip(RunClusters clusters) {
    Map<String, String> settings = new LinkedHashMap<>();
    clusters
        .settings()
        .forEach(
            (name, value) -> {
              if (name.startsWith("clip.")) {
                settings.put(name, value);
              }
            });
    return NamedSettings.changed(Preset.paper(), settings).clip();
  }

  /** Returns which clusterings are shown: those of the modalities asked for, and joint ones. */
  private List<String> shown(RunClusters clusters) {
    List<String> wanted = modality.modalities().stream().map(Modality::toString).toList();
    List<String> shown =
        clusters.sources().stream()
            .filter(name -> wanted.contains(name) || name.equals("joint"))
            .toList();
    if (shown.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--modality is %s, but the run clustered %s only",
              String.join(", ", wanted),
              String.join(", ", clusters.sources())));
    }
    return shown;
  }
}
