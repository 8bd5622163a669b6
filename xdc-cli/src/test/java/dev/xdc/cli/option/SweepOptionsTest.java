package dev.xdc.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.Preset;
import dev.xdc.cli.output.SweepText;
import dev.xdc.suite.compare.SweepSetting;
import dev.xdc.suite.compare.SweepTable;
import dev.xdc.suite.run.LearningSigns;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SweepOptionsTest {

  private static List<SweepSetting> parse(String... args) {
    SweepOptions options = new SweepOptions();
    new CommandLine(
            CommandLine.Model.CommandSpec.create()
                .addMixin("sweep", new CommandLine(options).getCommandSpec()))
        .parseArgs(args);
    return options.settings(Preset.small());
  }

  @Test
  void allCombinationsAreSettings() {
    List<SweepSetting> settings = parse("--k=16,32", "--sweep=rounds=3,4", "--sweep=lr=0.1");
    assertThat(settings)
        .extracting(SweepSetting::name)
        .containsExactly(
            "k=16, rounds=3, lr=0.1",
            "k=16, rounds=4, lr=0.1",
            "k=32, rounds=3, lr=0.1",
            "k=32, rounds=4, lr=0.1");
    assertThat(settings.get(3).folder()).isEqualTo("k=32-rounds=4-lr=0.1");
    Preset last = settings.get(3).preset();
    assertThat(last.clusters()).isEqualTo(32);
    assertThat(last.config().rounds()).isEqualTo(4);
    for (int round = 1; round <= 4; round++) {
      assertThat(last.config().schedule(round).baseRate()).isEqualTo(0.1);
    }
  }

  @Test
  void namesOfPresetsSettingsAreTakenToo() {
    assertThat(parse("--sweep=config.headInit=normal,class_means"))
        .extracting(setting -> setting.preset().config().headInit().toString())
        .containsExactly("NORMAL", "CLASS_MEANS");
  }

  private static List<String> lines(SweepTable.Row... rows) {
    StringWriter text = new StringWriter();
    new SweepText(new SweepTable(List.of(rows))).print(new PrintWriter(text));
    return text.toString().lines().toList();
  }

  @Test
  void theBestOfEachColumnIsMarked() {
    LearningSigns little = new LearningSigns(0.5, 2.0, 0.3);
    LearningSigns much = new LearningSigns(1.5, 4.0, 0.1);
    List<String> lines =
        lines(
            SweepTable.Row.of("k=8", List.of(little, little), null, null, 60),
            SweepTable.Row.of("k=64", List.of(much, little), null, null, 120));
    assertThat(lines.get(1)).startsWith("k=8 ").contains(" 0.500 of 2.00 ", " 0.300 * ");
    assertThat(lines.get(2)).startsWith("k=64 ").contains(" 1.000 of 3.00 * ", " 0.200 ");
    assertThat(lines.get(3)).contains("without labels", "mean over 2 seeds");
    assertThat(lines).hasSize(4);
  }

  @Test
  void agreementOfMemorisedClustersIsNotMarked() {
    List<String> lines =
        lines(
            SweepTable.Row.of("k=8", List.of(new LearningSigns(0.1, 2.0, 0.1)), null, null, 60),
            SweepTable.Row.of("k=64", List.of(new LearningSigns(-5.6, 4.0, 0.3)), null, null, 60));
    assertThat(lines.get(1)).contains(" 0.100 of 2.00 * ", " 0.100 * ");
    assertThat(lines.get(2)).contains(" -5.600 of 4.00 ", " 0.300 ").doesNotContain("*");
    assertThat(lines).last().asString().contains("AMI is no sign of learning");
  }
}
