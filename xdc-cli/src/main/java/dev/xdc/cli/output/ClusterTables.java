package dev.xdc.cli.output;

import dev.xdc.eval.ClusterReport;
import dev.xdc.eval.ClusterScores;
import dev.xdc.internal.Count;
import dev.xdc.internal.file.Unfinished;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Shows reports of clusters.
 *
 * @param show clusters printed from either end of the ranking
 */
public record ClusterTables(int show) {

  /**
   * Prints what the clusters of {@code name} hold.
   *
   * @param names of clusters by number; maybe none
   */
  public void print(
      PrintWriter out, String name, ClusterReport report, Map<Integer, String> names) {
    out.printf(
        "%s: %s of %s%s%n",
        name,
        Count.of(report.clusters().size(), "cluster"),
        Count.of(report.videos(), "video"),
        agreement(report.scores()));
    int count = report.clusters().size();
    for (ClusterReport.Cluster c : report.clusters()) {
      if (c.rank() <= show || c.rank() > count - show) {
        String named = names.containsKey(c.number()) ? " \"" + names.get(c.number()) + '"' : "";
        out.printf(
            "%4d  cluster %d%s, %s%s%n",
            c.rank(), c.number(), named, Count.of(c.size(), "video"), labels(c));
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
    if (!report.missing().isEmpty()) {
      out.printf(
          "      without a cluster, as they could not be read: %s%n",
          String.join(" ", report.missing()));
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

  /**
   * Writes every assignment to {@code folder/name.csv}: id, cluster and distance, the latter two
   * empty for what could not be read, the last one where it is not known.
   */
  public static void write(Path folder, String name, ClusterReport report) throws IOException {
    List<String> lines = new ArrayList<>(List.of("id,cluster,distance"));
    for (ClusterReport.Assignment a : report.assignments()) {
      Double distance = a.distance();
      String shown = distance == null ? "" : Float.toString(distance.floatValue());
      lines.add(Csv.quoted(a.id()) + "," + a.cluster() + "," + shown);
    }
    report.missing().forEach(id -> lines.add(Csv.quoted(id) + ",,"));
    Unfinished.write(folder.resolve(name + ".csv"), lines);
  }
}
