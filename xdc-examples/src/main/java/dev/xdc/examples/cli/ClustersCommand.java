package dev.xdc.examples.cli;

import dev.xdc.XdcModel;
import dev.xdc.clip.Modality;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.data.reader.MediaList;
import dev.xdc.encoder.Precision;
import dev.xdc.eval.ClusterEvaluation;
import dev.xdc.eval.ClusterReport;
import dev.xdc.eval.ClusterScores;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what clusters hold. */
@Command(
    name = "clusters",
    description =
        "Clusters videos by the features of a model and shows what the clusters hold: the purest first, with their most"
            + " frequent labels and the videos nearest to the centroid. Without labels the largest come first.")
final class ClustersCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ModalityOption modality = new ModalityOption();
  @Mixin private DataOptions data = new DataOptions();
  @Mixin private ModelOption model = new ModelOption();
  @Mixin private DeviceOption device = new DeviceOption();
  @Mixin private PrecisionOption precision = new PrecisionOption();
  @Mixin private ClusteringOption clustering = new ClusteringOption();

  @Option(
      names = "--data",
      required = true,
      showDefaultValue = Visibility.NEVER,
      paramLabel = "CSV_OR_FOLDER",
      description = "Videos to cluster, with or without labels.")
  private Path source = Path.of("");

  @Option(names = "--k", paramLabel = "K", description = "Number of clusters.")
  private int k = 64;

  @Option(
      names = "--pca",
      paramLabel = "N",
      description = "Components to whiten features to before clustering; 0 for raw features.")
  private int components = 64;

  @Option(
      names = "--clips",
      paramLabel = "N",
      description = "Clips of a video whose mean feature is clustered.")
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

  @Option(names = "--seed", paramLabel = "S", description = "Decides the first centroids.")
  private long seed = 1;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the report as JSON.")
  private @Nullable Path json;

  ClustersCommand() {}

  @Override
  public Integer call() throws IOException {
    ClusterEvaluation evaluation =
        new ClusterEvaluation(
            k, Transforms.pca(components), clustering.strategy(), clips, 32, seed, labels, nearest);
    Map<String, ClusterReport> reports = new LinkedHashMap<>();
    try (ProgressOutput progress = ProgressOutput.to(spec.commandLine().getErr());
        XdcModel loaded = XdcModel.load(model.folder(), device.device());
        MediaDataset videos =
            data.open(MediaList.of(source), loaded.clipSpec(), modality.required())) {
      Precision computed = precision.measured(device.device(), progress);
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
      PrintWriter out = spec.commandLine().getOut();
      reports.forEach((name, report) -> print(out, name, report));
      SetCoverage.print(videos, out);
    }
    Json.write(json, reports);
    return 0;
  }

  private void print(PrintWriter out, String name, ClusterReport report) {
    out.printf(
        "%s: %d clusters of %d videos%s%n",
        name, report.clusters().size(), report.videos(), agreement(report.scores()));
    int count = report.clusters().size();
    for (ClusterReport.Cluster c : report.clusters()) {
      if (c.rank() <= show || c.rank() > count - show) {
        out.printf("%4d  cluster %d, %d videos%s%n", c.rank(), c.number(), c.size(), labels(c));
        if (!c.nearest().isEmpty()) {
          out.println(
              "      "
                  + c.nearest().stream()
                      .map(ClusterReport.Member::id)
                      .collect(Collectors.joining(" ")));
        }
      } else if (c.rank() == show + 1) {
        out.println("      ...");
      }
    }
  }

  private static String agreement(@Nullable ClusterScores s) {
    return s == null
        ? ""
        : String.format(
            Locale.ROOT,
            "; NMI %.3f, AMI %.3f, ARI %.3f, purity %.3f, Hungarian accuracy %.3f",
            s.nmi(),
            s.ami(),
            s.ari(),
            s.purity(),
            s.hungarianAccuracy());
  }

  private static String labels(ClusterReport.Cluster cluster) {
    return cluster.labels().isEmpty()
        ? ""
        : ": "
            + cluster.labels().stream()
                .map(s -> String.format(Locale.ROOT, "%s (%.2f)", s.label(), s.share()))
                .collect(Collectors.joining(", "));
  }
}
