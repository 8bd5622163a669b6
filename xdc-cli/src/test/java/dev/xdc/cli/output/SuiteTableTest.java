package dev.xdc.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.xdc.Preset;
import dev.xdc.suite.EncoderRun;
import dev.xdc.suite.SuiteKind;
import dev.xdc.suite.SuiteLine;
import dev.xdc.suite.SuiteProtocol;
import dev.xdc.suite.SuiteSettings;
import dev.xdc.suite.SuiteTable;
import dev.xdc.suite.run.PresetName;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SuiteTableTest {
  private static final List<String> FOLDS = List.of("fold1", "fold2");

  private static SuiteTable table(
      SuiteProtocol protocol, List<String> splits, List<SuiteLine> lines) {
    SuiteSettings settings =
        SuiteSettings.builder()
            .setSuite("esc50")
            .setKind(new SuiteKind("CDC", ""))
            .setPreset(Preset.small())
            .optDevice(Device.cpu())
            .build();
    List<EncoderRun> runs = List.of(new EncoderRun(null, 1), new EncoderRun(null, 2));
    return SuiteTable.of(
        settings, PresetName.SMALL, List.of(protocol), runs, splits, lines, List.of());
  }

  private static List<String> printed(SuiteTable table) {
    StringWriter text = new StringWriter();
    new SuiteText(table).print(new PrintWriter(text));
    return text.toString().lines().toList();
  }

  /** A result with the rates 0.005, 0.01 and 0.02, of which the best is selected. */
  private static SuiteLine full(int seed, String split, double at01, @Nullable Double at02) {
    Map<String, Double> high = at02 == null ? null : Map.of("video", at02);
    boolean second = at02 != null && at02 > at01;
    return new SuiteLine(
        "full",
        "audio",
        split,
        "seed " + seed,
        Map.of("video", second ? at02 : at01),
        Map.of("rate", second ? 0.02 : 0.01),
        List.of(
            new SuiteLine.Candidate(0.005, Map.of("video", 0.1)),
            new SuiteLine.Candidate(0.01, Map.of("video", at01)),
            new SuiteLine.Candidate(0.02, high)),
        null,
        1);
  }

  private static List<SuiteLine> lines(@Nullable Double at02InOneFold) {
    return List.of(
        full(1, "fold1", 0.4, at02InOneFold),
        full(1, "fold2", 0.6, 0.8),
        full(2, "fold1", 0.5, 0.8),
        full(2, "fold2", 0.7, 0.8),
        full(3, "fold1", 1, 1.0),
        full(1, "fold3", 1, 1.0));
  }

  @Test
  void meansAreOverSplitsFirstAndThenOverRuns() {
    SuiteTable.Row row = table(SuiteProtocol.FULL, FOLDS, lines(0.3)).rows().get(0);

    // By hand: (0.4 + 0.8) / 2 = 0.6 and (0.8 + 0.8) / 2 = 0.8; all four at once deviate by 0.2.
    assertThat(row.scores().get("video").mean()).isCloseTo(0.7, within(1e-12));
    assertThat(row.scores().get("video").deviation()).isCloseTo(Math.sqrt(0.02), within(1e-12));
    assertThat(row.runs()).isEqualTo(2);
    assertThat(row.bySplit().get("fold1")).isCloseTo(0.6, within(1e-12));
    assertThat(row.bySplit().get("fold2")).isCloseTo(0.8, within(1e-12));
  }

  @Test
  void oneRateIsSelectedOnTheMeanOfAll() {
    SuiteTable.OneRate one = table(SuiteProtocol.FULL, FOLDS, lines(0.3)).rows().get(0).oneRate();

    // By hand: (0.3 + 0.8) / 2 = 0.55 and 0.8 with 0.02; 0.5 and 0.6 with 0.01.
    assertThat(one.rate()).isEqualTo(0.02);
    assertThat(one.scores().get("video").mean()).isCloseTo(0.675, within(1e-12));
    assertThat(one.scores().get("video").deviation())
        .isCloseTo(0.125 * Math.sqrt(2), within(1e-12));
  }

  @Test
  void aRateThatDivergedOnceIsNoRateForAll() {
    SuiteTable.OneRate one = table(SuiteProtocol.FULL, FOLDS, lines(null)).rows().get(0).oneRate();

    assertThat(one.rate()).isEqualTo(0.01);
    assertThat(one.scores().get("video").mean()).isCloseTo(0.55, within(1e-12));
  }

  @Test
  void saysRecipeSelectionAndThePapersFigures() {
    assertThat(printed(table(SuiteProtocol.FULL, FOLDS, lines(0.3))))
        .containsExactly(
            "esc50, CDC, preset small, mean of 2 splits; in %, +- is the sample standard deviation over the runs",
            "fine-tuned by preset small: the paper's figures are of its own recipe, --preset paper",
            "full        audio           video 70.0 +- 14.1 (2 runs)",
            "            by split: fold1 60.0, fold2 80.0",
            "            rate 0.01, 0.02 (3 times), selected on the evaluation itself, for each split and run",
            "            rate 0.02 in all splits and runs, selected on their mean, as the paper does: video 67.5 +- 17.7",
            "            paper: CDC on Kinetics 74.8 (Table 1, fold 1)");
  }

  @Test
  void oneResultIsSelectedAsThePaperDoes() {
    assertThat(printed(table(SuiteProtocol.FULL, List.of("fold1"), lines(0.3).subList(0, 1))))
        .contains(
            "full        audio           video 40.0 (1 run)",
            "            rate 0.01, selected on the evaluation itself, as the paper does")
        .noneMatch(line -> line.contains("in all splits"));
  }

  @Test
  void aProtocolThatNoSeedChangesCountsItsOneRun() {
    SuiteLine probe =
        new SuiteLine(
            "probe", "audio", "fold1", "seed 1", Map.of("video", 0.5), Map.of(), null, null, 1);

    assertThat(printed(table(SuiteProtocol.PROBE, List.of("fold1"), List.of(probe))))
        .contains("probe       audio           video 50.0 (1 run)")
        .noneMatch(line -> line.startsWith("fine-tuned by"));
  }
}
