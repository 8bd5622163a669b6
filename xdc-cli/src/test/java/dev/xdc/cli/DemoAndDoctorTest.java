package dev.xdc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import dev.xdc.cli.command.Checkup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoAndDoctorTest {

  @Test
  void demoShowsATableAndItsFolder(@TempDir Path folder) throws IOException {
    Object[] args = {
      "demo",
      "--out",
      folder,
      "--seeds",
      "1",
      "--train-clips",
      "24",
      "--test-clips",
      "12",
      "--json",
      folder.resolve("demo.json")
    };

    Cli.Outcome first = Cli.run(Cli.SHORT, args);

    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out())
        .contains(
            "random",
            "hand-crafted",
            "xdc",
            "Run folder: " + folder.resolve("run-1").toAbsolutePath());
    assertThat(folder.resolve("run-1/result.json")).exists();
    JsonArray quality = Cli.json(folder.resolve("demo.json")).getAsJsonArray("quality");
    assertThat(quality).hasSize(1);
    assertThat(quality.get(0).getAsJsonObject().get("rounds").getAsInt()).isEqualTo(1);
    assertThat(quality.get(0).getAsJsonObject().get("collapsed").getAsBoolean()).isFalse();
    Path clip = folder.resolve("clips/train/00000.mp4");
    Object made = Files.getLastModifiedTime(clip);

    Cli.Outcome second = Cli.run(Cli.SHORT, args);

    assertThat(second.code()).as(second.err()).isZero();
    assertThat(second.out()).contains("run-2");
    assertThat((Object) Files.getLastModifiedTime(clip)).isEqualTo(made);
  }

  @Test
  void doctorFindsThisMachineWell() {
    Cli.Outcome outcome = Cli.run("doctor");

    assertThat(outcome.code()).as(outcome.out()).isZero();
    assertThat(outcome.out().lines())
        .hasSize(Checkup.values().length)
        .allMatch(line -> line.startsWith("OK "));
  }

  @Test
  void doctorShowsNothingOfPyTorchsOwnLog() throws IOException, InterruptedException {
    try (ChildRun doctor = ChildRun.start(List.of("doctor"))) {
      doctor.end(); // whatever it finds of this machine
      assertThat(doctor.output()).contains("numerics").doesNotContain("[W", "NNPACK");
    }
  }

  @Test
  void doctorNamesTheRemedy(@TempDir Path folder) {
    System.setProperty("xdc.ffmpeg", folder.toString());
    try {
      Cli.Outcome outcome = Cli.run("doctor");

      assertThat(outcome.code()).isEqualTo(1);
      assertThat(outcome.out()).containsPattern("FAIL  ffmpeg .*Set -Dxdc.ffmpeg");
    } finally {
      System.clearProperty("xdc.ffmpeg");
    }
  }
}
