package dev.xdc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrepareCommandTest {

  @TempDir static Path folder;
  private static Path test;

  @BeforeAll
  static void makeCorpus() throws IOException {
    test = Cli.corpus(folder.resolve("clips")).resolve("test.csv");
  }

  @Test
  void tellsWhatItKeptAndWhatItLeftOut() throws IOException {
    Path list = test.resolveSibling("more.csv");
    Files.writeString(list, Files.readString(test) + "README.md,glide\n");
    Path out = folder.resolve("raw");
    Path json = folder.resolve("prepare.json");

    Cli.Outcome first =
        Cli.run(
            "prepare",
            "--data",
            list,
            "--out",
            out,
            "--keep",
            "raw",
            "--short-side",
            64,
            "--json",
            json);

    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out())
        .contains("README.md: is not readable as media", "12 videos raw", "1 file left out");
    JsonObject result = Cli.json(json);
    assertThat(result.get("videos").getAsInt()).isEqualTo(12);
    assertThat(result.getAsJsonArray("leftOut")).hasSize(1);
    // 32 frames of 64 x 64 pixels and 2 s at 16 kHz.
    assertThat(result.get("bytes").getAsLong())
        .isBetween(12L * (393_216 + 64_000), 12L * (393_216 + 64_000 + 4096) + 10_240);

    Cli.Outcome second =
        Cli.run("prepare", "--data", list, "--out", out, "--keep", "raw", "--short-side", 64);

    assertThat(second.code()).as(second.err()).isZero();
    assertThat(second.err()).contains("13 of 13 files were there already");
    Cli.Outcome other = Cli.run("prepare", "--data", list, "--out", out, "--short-side", 64);
    assertThat(other.code()).isEqualTo(1);
    assertThat(other.error()).contains("other settings");
  }

  @Test
  void dataHasTwoNamesAndIsGivenOnce() throws IOException {
    Cli.Outcome twice =
        Cli.run("prepare", "--data", test, "--index", test, "--out", folder.resolve("x"));
    assertThat(twice.code()).isEqualTo(2);
    assertThat(twice.error()).contains("--data and --index are names of one option: give one");

    Path config = Files.writeString(folder.resolve("prepare.yaml"), "data: nowhere.csv\n");
    Cli.Outcome won =
        Cli.run("prepare", "--config", config, "--index", test, "--out", folder.resolve("won"));
    assertThat(won.code()).as(won.err()).isZero();
  }

  @Test
  void badSettingsAreRefused() {
    Cli.Outcome small =
        Cli.run("prepare", "--data", test, "--out", folder.resolve("x"), "--short-side", 2);
    assertThat(small.code()).isEqualTo(2);
    assertThat(small.error()).contains("shortSide is 2, must be at least 8 pixels");
  }
}
