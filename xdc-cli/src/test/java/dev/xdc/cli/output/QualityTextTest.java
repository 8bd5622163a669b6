package dev.xdc.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.cluster.ClusterCount;
import dev.xdc.suite.run.LearningSigns;
import dev.xdc.suite.run.RunQuality;
import dev.xdc.suite.run.RunQuality.Warning;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QualityTextTest {

  private static String text(RunQuality quality) {
    return text(quality, 0.4);
  }

  private static String text(RunQuality quality, @Nullable Double labelInformation) {
    StringWriter text = new StringWriter();
    LearningSigns signs = new LearningSigns(labelInformation, 4.0, 0.3);
    new QualityText(quality, signs).print(new PrintWriter(text, true));
    return text.toString();
  }

  @Test
  void aCollapseAndItsWarningsStandAtTheEnd() {
    List<Warning> warnings =
        List.of(
            new Warning(1, "1 of 4 video clusters are empty"),
            new Warning(2, "collapse: the audio encoder gives all clips the same feature"));
    assertThat(text(new RunQuality(2000, 64, 2, true, warnings, Map.of(), List.of())))
        .contains("collapse: YES", "warning of round 2: collapse: the audio", "lower learning rate")
        .doesNotContain("round 1");
  }

  @Test
  void tooManyClustersAreNamedAsBeforeTheRun() {
    assertThat(text(new RunQuality(2280, 256, 5, false, List.of(), Map.of(), List.of())))
        .contains(
            "try: fewer clusters (--clusters): "
                + ClusterCount.warning(256, 2280, "videos").orElseThrow());
  }

  /** As with 600 videos of docs/results.md. */
  @Test
  void amiOfMemorisedLabelsIsNoSignOfLearning() {
    List<Warning> warnings = List.of(new Warning(10, "memorised: the encoders know the labels"));
    RunQuality quality =
        new RunQuality(2280, 64, 10, false, warnings, Map.of(), List.of(0.04, 0.31));
    assertThat(text(quality, -5.59))
        .contains(
            "warning of round 10: memorised: the encoders know the labels",
            "by round: 0.04, 0.31, no sign of learning, as label information is not above 0",
            "try: more videos",
            "fewer clips an epoch (--clips-per-epoch)")
        .doesNotContain("rising", "nothing stands out");
    assertThat(text(quality, null)).contains("0.04, 0.31, rising");
  }

  @Test
  void aSoundRunSaysHowItsClustersMove() {
    String text =
        text(
            new RunQuality(
                2400,
                64,
                5,
                false,
                List.of(),
                Map.of("video", List.of(0.3, 0.45, 0.6)),
                List.of(0.2, 0.19)));
    assertThat(text)
        .contains(
            "collapse: none",
            "2400 videos",
            "NMI of video clusters with the clustering before: 0.30, 0.45, 0.60, rising",
            "AMI of video and audio clusters by round: 0.20, 0.19, flat",
            "nothing stands out");
  }
}
