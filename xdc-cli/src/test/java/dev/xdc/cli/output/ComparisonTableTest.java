package dev.xdc.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.xdc.Preset;
import dev.xdc.clip.Modality;
import dev.xdc.suite.compare.ComparisonSettings;
import dev.xdc.suite.compare.ComparisonStore;
import dev.xdc.suite.compare.ComparisonTable;
import dev.xdc.suite.compare.Row;
import dev.xdc.suite.compare.Row.Protocol;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ComparisonTableTest {

  private static ComparisonTable table(List<Long> seeds) {
    ComparisonSettings settings =
        ComparisonSettings.builder()
            .setPreset(Preset.tiny())
            .setRows(Row.RANDOM, Row.XDC)
            .optProtocols(Set.of(Protocol.PROBE))
            .optSeeds(seeds)
            .optLabelsPerClass(10)
            .optDevice(Device.cpu())
            .build();
    return ComparisonTable.of(
        settings,
        List.of(
            new ComparisonStore.Line("xdc", 1, "train", null, null, null, null, 60),
            new ComparisonStore.Line("xdc", 1, "probe", "video", 0.5, 1.0, 0.3, 2),
            new ComparisonStore.Line("xdc", 2, "probe", "video", 0.6, 1.0, 0.4, 4),
            new ComparisonStore.Line("xdc", 3, "probe", "video", 0.7, 1.0, 0.8, 6),
            new ComparisonStore.Line("xdc", 9, "probe", "video", 0.1, 1.0, 0.9, 6),
            new ComparisonStore.Line("random", 1, "probe", "audio", 0.25, 1.0, null, 6)));
  }

  @Test
  void averagesOverTheSeedsAskedFor() {
    ComparisonTable table = table(List.of(1L, 2L, 3L));

    assertThat(table.mean(Row.XDC, Modality.VIDEO, Protocol.PROBE)).hasValue(0.6);
    ComparisonTable.Cell cell = table.rows().get(1);
    assertThat(cell.sd()).isCloseTo(0.1, within(1e-9));
    assertThat(cell.seeds()).isEqualTo(3);
    assertThat(cell.clipMean()).isCloseTo(0.5, within(1e-9));
    assertThat(cell.seconds()).isEqualTo(4);
    assertThat(table.training()).containsExactly(new ComparisonTable.Training("xdc", 1, 60));
  }

  @Test
  void oneSeedHasNoSpread() {
    assertThat(table(List.of(1L)).rows()).allMatch(cell -> cell.sd() == null);
  }

  @Test
  void tellsInWhatFormFeaturesWithoutANetworkWereJudged() {
    ComparisonSettings settings =
        ComparisonSettings.builder()
            .setPreset(Preset.tiny())
            .setRows(Row.HAND_CRAFTED)
            .optLabelsPerClass(10)
            .optDevice(Device.cpu())
            .build();
    StringWriter text = new StringWriter();
    new ComparisonText(
            ComparisonTable.of(
                settings,
                List.of(
                    new ComparisonStore.Line(
                        "hand-crafted", 1, "probe", "video", 0.5, 1.0, 0.5, "RAW", 1),
                    new ComparisonStore.Line(
                        "hand-crafted", 1, "finetune", "video", 0.3, 1.0, 0.3, "RAW", 1),
                    new ComparisonStore.Line(
                        "hand-crafted", 1, "probe", "audio", 0.4, 1.0, 0.4, "L2", 1))))
        .print(new PrintWriter(text));

    assertThat(text.toString().lines())
        .contains(
            "hand-crafted: video RAW, audio L2, chosen by cross-validation on the training set",
            "it has no network to fine-tune: a linear probe on as many labels instead");
  }

  @Test
  void printsMethodsDownAndEvaluationsAcross() {
    StringWriter text = new StringWriter();
    new ComparisonText(table(List.of(1L, 2L, 3L))).print(new PrintWriter(text));

    assertThat(text.toString().lines().map(String::strip))
        .containsExactly(
            "top-1 in %    video probe      audio probe      training  evaluation",
            "random        -                25.0             -         6 s",
            "xdc           60.0 +- 10.0     -                60 s      4 s",
            "clips in %    video probe      audio probe",
            "random        -                -",
            "xdc           50.0             -",
            "mean +- sample standard deviation over 3 seeds; times are per seed");
  }

  @Test
  void oneSeedHasNoDeviation() {
    StringWriter text = new StringWriter();
    new ComparisonText(table(List.of(1L))).print(new PrintWriter(text));

    assertThat(text.toString()).contains("random").doesNotContain("deviation");
  }
}
