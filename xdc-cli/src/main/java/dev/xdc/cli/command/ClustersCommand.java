package dev.xdc.cli.command;

import dev.xdc.AssignedItems;
import dev.xdc.FeatureClusters;
import dev.xdc.RunClusters;
import dev.xdc.XdcModel;
import dev.xdc.cli.option.DataOptions;
import dev.xdc.cli.option.DeviceOption;
import dev.xdc.cli.option.FittingOptions;
import dev.xdc.cli.option.JsonOption;
import dev.xdc.cli.option.ModalityOption;
import dev.xdc.cli.option.NameOptions;
import dev.xdc.cli.option.PrecisionOption;
import dev.xdc.cli.output.ClusterTables;
import dev.xdc.cli.output.CoverageText;
import dev.xdc.cli.output.ProgressOutput;
import dev.xdc.clip.Modality;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.data.reader.MediaList;
import dev.xdc.encoder.Precision;
import dev.xdc.eval.ClusterEvaluation;
import dev.xdc.eval.ClusterReport;
import dev.xdc.suite.clusters.ClusterNames;
import dev.xdc.suite.clusters.NameFiles;
import dev.xdc.suite.run.Pretraining;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
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
      "With --run, the clusters are the labels a run trained on last; with --model, those the model keeps.",
      "Features are clustered again if a model keeps no clusters, or an option such as --k asks for it."
    })
public final class ClustersCommand implements Callable<Integer> {
  /** Options that say nothing of a run: what they are about, or make, is a model's. */
  private static final List<String> MODEL_ONLY =
      List.of(
          "--save",
          "--precision",
          "--device",
          "--names",
          "--names-template",
          "--labels-out",
          "--within",
          "--carry-over");

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private JsonOption json = new JsonOption();
  @Mixin private ModalityOption modality = new ModalityOption();
  @Mixin private DataOptions data = new DataOptions();
  @Mixin private DeviceOption device = new DeviceOption();
  @Mixin private PrecisionOption precision = new PrecisionOption();
  @Mixin private FittingOptions fitting = new FittingOptions();
  @Mixin private NameOptions names = new NameOptions();

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
            "Folder of a model, such as the folder final of a run; shows the clusters it keeps.")
    private @Nullable Path model;
  }

  @Option(
      names = "--data",
      showDefaultValue = Visibility.NEVER,
      paramLabel = "CSV_OR_FOLDER",
      description =
          "Videos to cluster, with or without labels; with --run, those of its run.yaml by default.")
  private @Nullable Path source;

  @Option(
      names = "--save",
      description =
          "With --model: cluster again and keep the clusters in the model, for xdc assign.")
  private boolean save;

  @Option(names = "--labels", paramLabel = "N", description = "Labels shown per cluster.")
  private int labels = 3;

  @Option(names = "--nearest", paramLabel = "N", description = "Videos shown per cluster.")
  private int nearest = 10;

  @Option(
      names = "--show",
      paramLabel = "N",
      description = "Clusters shown from either end of the ranking; all are in the JSON file.")
  private int show = 10;

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
    Map<String, ClusterReport> reports = run == null ? ofModel(results) : ofRun(run, results);
    results.flush();
    json.write(reports);
    return 0;
  }

  private void show(
      PrintWriter results, String name, ClusterReport report, Map<Integer, String> named)
      throws IOException {
    new ClusterTables(show).print(results, name, report, named);
    if (out != null) {
      ClusterTables.write(out, name, report);
    }
  }

  /** Shows the clusters that a model keeps, or clusters its features anew. */
  private Map<String, ClusterReport> ofModel(PrintWriter results) throws IOException {
    Path videosIn = source;
    Path folder = clustered.model;
    if (videosIn == null || folder == null) {
      throw new ParameterException(
          spec.commandLine(), "--model needs --data: the videos to cluster");
    }
    names.check(save);
    NameWork work = new NameWork(names, results);
    Map<String, ClusterReport> reports = new LinkedHashMap<>();
    try (ProgressOutput progress = ProgressOutput.to(spec.commandLine().getErr());
        XdcModel model = XdcModel.load(folder, device.device());
        MediaDataset videos =
            data.open(MediaList.of(videosIn), model.clipSpec(), modality.required())) {
      Precision computed = precision.measured(device.device(), progress);
      modality.modalities().forEach(m -> model.encoder(m).optPrecision(computed));
      ModelClusters clusters = new ModelClusters(folder, model, videos, progress);
      work.readBefore(clusters, data, videosIn, modality.modalities());
      List<AssignedItems> assigned = new ArrayList<>();
      for (Modality m : modality.modalities()) {
        if (save) {
          assigned.add(clusters.fit(m, fitting.kept()));
        } else if (clusters.keeps(m) && !isAsked(FittingOptions.NAMES)) {
          work.check(model.clusters().orElseThrow().of(m));
          assigned.add(clusters.assign(m));
        } else if (names.isGiven()) {
          throw new IllegalArgumentException(
              folder
                  + " keeps no "
                  + m
                  + " clusters of such settings: add --save to keep them, then name them");
        } else {
          reports.put(m.toString(), anew(clusters, m));
        }
      }
      if (save) {
        clusters.save(assigned);
      }
      print(results, folder, reports);
      List<NameFiles.Named> named = new ArrayList<>();
      for (AssignedItems items : assigned) {
        ClusterNames given = work.names(items);
        FeatureClusters kept = items.clustering();
        String name = kept.modality().toString();
        ClusterReport report = items.report(videos, labels, nearest);
        results.printf(
            "%s keeps %s clustering %s: K = %d, %s%n",
            folder, name, kept.hash(), kept.k(), kept.origin());
        show(results, name, report, given.names());
        named.add(new NameFiles.Named(items, given));
        reports.put(name, report);
      }
      work.write(named, videos, nearest);
      CoverageText.print(videos, results);
    }
    return reports;
  }

  /** Prints what was clustered anew and is not kept. */
  private void print(PrintWriter results, Path folder, Map<String, ClusterReport> reports)
      throws IOException {
    if (!reports.isEmpty()) {
      ClusterEvaluation made = fitting.shown();
      results.printf(
          "new clustering of the features of %s: K = %d, transform %s, clustering %s; see --run for the clusters a run made,"
              + " --save to keep these%n",
          folder, made.k(), made.transform(), made.clustering());
    }
    for (Map.Entry<String, ClusterReport> report : reports.entrySet()) {
      show(results, report.getKey(), report.getValue(), Map.of());
    }
  }

  private ClusterReport anew(ModelClusters clusters, Modality m) throws IOException {
    ClusterEvaluation shown = fitting.shown();
    return shown.run(
        clusters.model().encoder(m),
        clusters.videos(),
        labels,
        nearest,
        clusters.progress(m, shown.protocol().trainClips()));
  }

  /** Returns whether one of some options is given. */
  private boolean isAsked(List<String> options) {
    return options.stream().anyMatch(spec.commandLine().getParseResult()::hasMatchedOption);
  }

  /** Reads what a run clustered last. */
  private Map<String, ClusterReport> ofRun(Path run, PrintWriter results) throws IOException {
    for (String option : FittingOptions.NAMES) {
      if (isAsked(List.of(option))) {
        throw new ParameterException(
            spec.commandLine(), option + " does not go with --run: its clustering is made already");
      }
    }
    for (String option : MODEL_ONLY) {
      if (isAsked(List.of(option))) {
        throw new ParameterException(
            spec.commandLine(),
            option
                + " needs --model, such as "
                + Pretraining.model(run)
                + ", which keeps clusters");
      }
    }
    RunClusters clusters = RunClusters.of(run);
    Map<String, ClusterReport> reports = new LinkedHashMap<>();
    try (MediaDataset videos = RunVideos.open(data, run, source, RunVideos.clip(clusters))) {
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
    for (Map.Entry<String, ClusterReport> report : reports.entrySet()) {
      show(results, report.getKey(), report.getValue(), Map.of());
    }
    return reports;
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
