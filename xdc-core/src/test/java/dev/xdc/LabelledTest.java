package dev.xdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.xdc.clip.PerModality;
import dev.xdc.cluster.ClusterAssignment;
import dev.xdc.label.PseudoLabels;
import dev.xdc.train.ClusterMetrics;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LabelledTest {
  private static final int ITEMS = 3000;

  private static Labelled clustered(BitSet missing, String... sources) {
    List<ClusterMetrics> metrics =
        Stream.of(sources)
            .map(
                s ->
                    new ClusterMetrics(
                        s,
                        8,
                        1,
                        1,
                        0,
                        1,
                        1,
                        1,
                        0,
                        Double.NaN,
                        Double.NaN,
                        Double.NaN,
                        Double.NaN,
                        Double.NaN))
            .toList();
    PseudoLabels labels =
        PseudoLabels.of(new ClusterAssignment(new int[ITEMS], new float[8][2], 0, 1, 0));
    return new Labelled(
        PerModality.both(labels), PerModality.both(List.of()), missing, metrics, ITEMS);
  }

  private static int[] random(long seed) {
    return new Random(seed).ints(ITEMS, 0, 8).toArray();
  }

  @Test
  void independentClustersOfBothModalitiesDoNotAgree() {
    Labelled labelled = clustered(new BitSet(), "video", "audio");
    assertThat(labelled.crossModalAmi(List.of(random(1), random(2)))).isCloseTo(0, within(0.01));
    assertThat(labelled.crossModalAmi(List.of(random(1), random(1)))).isCloseTo(1, within(1e-9));
  }

  @Test
  void clipsThatCouldNotBeReadDoNotCountAsAgreement() {
    BitSet missing = new BitSet();
    missing.set(0, ITEMS / 2);
    int[] video = random(1);
    int[] audio = random(2);
    for (int i = 0; i < ITEMS / 2; i++) { // rows of zeros lie together in both
      video[i] = 0;
      audio[i] = 0;
    }
    assertThat(clustered(new BitSet(), "video", "audio").crossModalAmi(List.of(video, audio)))
        .isGreaterThan(0.1);
    assertThat(clustered(missing, "video", "audio").crossModalAmi(List.of(video, audio)))
        .isCloseTo(0, within(0.02));
  }

  @Test
  void oneClusteringOfBothModalitiesTellsNothingOfTheirAgreement() {
    assertThat(clustered(new BitSet(), "joint").crossModalAmi(List.of(random(1)))).isNaN();
  }
}
