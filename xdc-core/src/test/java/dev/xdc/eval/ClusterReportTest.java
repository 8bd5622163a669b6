package dev.xdc.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.xdc.clip.Labels;
import dev.xdc.cluster.ClusterAssignment;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusterReportTest {
  private static final float[][] ROWS = {{0}, {1}, {4}, {10}, {12}, {11}};
  private static final List<String> IDS = List.of("a", "b", "c", "d", "e", "f");
  private static final ClusterAssignment CLUSTERS =
      new ClusterAssignment(new int[] {0, 0, 0, 2, 2, 2}, new float[][] {{0}, {50}, {11}}, 0, 1, 0);

  private static ClusterReport.Items items(Optional<Labels> labels) {
    return new ClusterReport.Items(IDS, labels, List.of("torn"));
  }

  @Test
  void ranksByPurityAndNamesLabelsAndNearestVideos() {
    Labels labels = new Labels(new int[] {0, 1, 1, 0, 0, 0}, List.of("dog", "cat"));
    ClusterReport report = ClusterReport.of(CLUSTERS, ROWS, items(Optional.of(labels)), 3, 2);
    assertThat(report.k()).isEqualTo(3);
    assertThat(report.clusters()).hasSize(2);
    ClusterReport.Cluster first = report.clusters().get(0);
    assertThat(first.rank()).isEqualTo(1);
    assertThat(first.number()).isEqualTo(2);
    assertThat(first.purity()).isEqualTo(1);
    assertThat(first.labels()).containsExactly(new ClusterReport.Share("dog", 1));
    assertThat(first.nearest())
        .containsExactly(new ClusterReport.Member("f", 0), new ClusterReport.Member("d", 1));
    ClusterReport.Cluster second = report.clusters().get(1);
    assertThat(second.labels())
        .containsExactly(
            new ClusterReport.Share("cat", 2 / 3.0), new ClusterReport.Share("dog", 1 / 3.0));
    assertThat(report.scores().purity()).isEqualTo(5 / 6.0);
    assertThat(report.assignments())
        .hasSize(6)
        .contains(new ClusterReport.Assignment("c", 0, 4.0))
        .contains(new ClusterReport.Assignment("d", 2, 1.0));
    assertThat(report.missing()).containsExactly("torn");
  }

  @Test
  void withoutLabelsLargeClustersComeFirst() {
    ClusterAssignment clusters =
        new ClusterAssignment(new int[] {1, 0, 0, 0, 1, 0}, new float[][] {{0}, {5}}, 0, 1, 0);
    ClusterReport report = ClusterReport.of(clusters, ROWS, items(Optional.empty()), 3, 10);
    assertThat(report.scores()).isNull();
    assertThat(report.clusters()).extracting(ClusterReport.Cluster::size).containsExactly(4, 2);
    assertThat(report.clusters().get(0).purity()).isNull();
    assertThat(report.clusters().get(0).labels()).isEmpty();
  }

  @Test
  void withoutDistancesNothingIsNearest() {
    ClusterReport report =
        ClusterReport.of(4, CLUSTERS.labels(), null, items(Optional.empty()), 3, 10);
    assertThat(report.k()).isEqualTo(4);
    assertThat(report.clusters()).hasSize(2).allMatch(c -> c.nearest().isEmpty());
    assertThat(report.assignments()).allMatch(a -> a.distance() == null);
  }

  @Test
  void rejectsRowsThatWereNotClustered() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ClusterReport.of(CLUSTERS, new float[2][1], items(Optional.empty()), 3, 10))
        .withMessageContaining("2 rows");
  }
}
