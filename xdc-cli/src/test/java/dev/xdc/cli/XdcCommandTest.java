package dev.xdc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XdcCommandTest {

  @ParameterizedTest
  @ValueSource(strings = {"demo", "pretrain", "probe", "finetune", "compare", "datasets", "doctor"})
  void helpsWithEachCommand(String command) {
    Cli.Outcome help = Cli.run(command, "--help");

    assertThat(help.code()).isZero();
    assertThat(help.out()).startsWith("Usage: xdc " + command).contains("--debug", "--threads");
    assertThat(help.err()).isEmpty();
    assertThat(Cli.run(command, "--version").out()).startsWith("xdc ");
  }

  @Test
  void listsTheCommands() {
    assertThat(Cli.run("--help").out())
        .contains("demo", "pretrain", "probe", "finetune", "compare", "datasets", "doctor");
  }

  @Test
  void longListsOfOptionsHaveHeadings() {
    String help = Cli.run("pretrain", "--help").out();
    assertThat(help)
        .containsSubsequence(
            "--data=",
            "Training:",
            "--gamma=",
            "Encoders:",
            "--init-video=",
            "Checkpoints:",
            "--force");
    assertThat(help).containsSubsequence("This machine and this help:", "--debug", "--version");
    for (String option : List.of("--data=", "--lr=", "--index=", "--device=", "-h, --help")) {
      assertThat(help.lines().filter(l -> l.matches(" {2,6}" + option + ".*"))).hasSize(1);
    }
  }

  @Test
  void showsDefaults() {
    assertThat(Cli.run("pretrain", "--help").out().replaceAll("\\s+", " "))
        .contains("Default: xdc", "Default: small");
  }

  @Test
  void wrongUsageEndsWithTwoAndOneLine() {
    for (List<String> args :
        List.of(
            List.<String>of(),
            List.of("fly"),
            List.of("pretrain"),
            List.of("pretrain", "--data", "x", "--out", "y", "--rounds", "many"),
            List.of("pretrain", "--data", "x", "--out", "y", "--preset", "huge"),
            List.of("finetune", "--train", "x", "--test", "y"),
            List.of("doctor", "--wings"))) {
      Cli.Outcome outcome = Cli.run(args.toArray());

      assertThat(outcome.code()).as("%s", args).isEqualTo(2);
      assertThat(outcome.err().lines()).as("%s", args).hasSize(1);
      assertThat(outcome.error()).as("%s", args).contains("--help");
      assertThat(outcome.out()).isEmpty();
    }
  }

  @Test
  void suggestsWhatWasMeant() {
    assertThat(Cli.run("pretrian").error()).contains("did you mean pretrain?");
    assertThat(Cli.run("pretrain", "--dta", "x", "--out", "y").error())
        .contains("Unknown option: '--dta'; did you mean --data? See xdc pretrain --help");
    assertThat(Cli.run("pretrain", "--data", "x", "--out", "y", "--round=3").error())
        .contains("did you mean --rounds?");
    assertThat(Cli.run("fly").error()).doesNotContain("did you mean");
  }

  @Test
  void showsTheStackTraceOnlyWhenAsked(@TempDir Path folder) {
    Path missing = folder.resolve("missing.csv");

    assertThat(Cli.run("pretrain", "--data", missing, "--out", folder).err().lines()).hasSize(1);
    assertThat(Cli.run("pretrain", "--data", missing, "--out", folder, "--debug").err())
        .contains("java.io.IOException", "\tat dev.xdc.");
  }

  @Test
  void refusesSettingsOutOfRange(@TempDir Path folder) {
    Cli.Outcome rounds =
        Cli.run("pretrain", "--data", folder, "--out", folder.resolve("o"), "--rounds", "0");
    assertThat(rounds.code()).isEqualTo(2);
    assertThat(rounds.error()).contains("--rounds", "at least 1");

    assertThat(Cli.run("doctor", "--threads", "0").code()).isEqualTo(2);
  }
}
