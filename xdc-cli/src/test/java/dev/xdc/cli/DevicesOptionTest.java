package dev.xdc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.xdc.cli.command.PretrainCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevicesOptionTest {
  @TempDir private Path folder;

  @Test
  void twoReplicasLearnWhatOneDeviceLearns() throws IOException {
    Path train = Cli.corpus(folder.resolve("clips")).resolve("train.csv");
    Path two = folder.resolve("two");
    double one = firstLoss(train, folder.resolve("one"), "--device=cpu");

    assertThat(firstLoss(train, two, "--device=cpu,CPU")).isCloseTo(one, within(1e-3 * one));

    Path settings = two.resolve(PretrainCommand.SETTINGS);
    assertThat(settings).content().contains("device: cpu,cpu", "batch-statistics: joint");
    Cli.Outcome again = Cli.run("pretrain", "--config", settings, "--out", two);
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.err()).contains("resuming");

    Cli.Outcome other =
        Cli.run("pretrain", "--config", settings, "--out", two, "--batch-statistics=per_device");
    assertThat(other.code()).isEqualTo(1);
    assertThat(other.error()).contains("batch statistics was not set, now PER_DEVICE of 2");
  }

  @Test
  void activationsComputedAgainChangeNoResultAndMayBeginInTheMiddle() throws IOException {
    Path train = Cli.corpus(folder.resolve("clips")).resolve("train.csv");
    Path kept = folder.resolve("kept");
    Path again = folder.resolve("again");
    double loss = firstLoss(train, kept, "--device=cpu");
    assertThat(firstLoss(train, again, "--recompute-activations")).isEqualTo(loss);

    Path settings = kept.resolve(PretrainCommand.SETTINGS);
    Cli.Outcome resumed =
        Cli.run("pretrain", "--config", settings, "--out", kept, "--recompute-activations");
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.err()).contains("resuming");
  }

  private static double firstLoss(Path train, Path out, String device) throws IOException {
    Cli.Outcome run = Cli.run(Cli.SHORT, "pretrain", "--data", train, "--out", out, device);
    assertThat(run.code()).as(run.err()).isZero();
    return Files.readAllLines(out.resolve("metrics.jsonl")).stream()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .filter(row -> row.get("type").getAsString().equals("epoch"))
        .mapToDouble(DevicesOptionTest::loss)
        .findFirst()
        .orElseThrow();
  }

  private static double loss(JsonObject row) {
    return row.get("loss").getAsDouble();
  }

  @Test
  void refusesWhatIsNoDevice() {
    Cli.Outcome unknown = pretrain("--device=cpu,tpu");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.error()).contains("--device", "cpu,tpu, must be auto, cpu, gpu or");

    Cli.Outcome mixed = pretrain("--device=auto,cpu");
    assertThat(mixed.code()).isEqualTo(2);

    Cli.Outcome absent = pretrain("--device=cpu,gpu9999");
    assertThat(absent.code()).isEqualTo(2);
    assertThat(absent.error()).contains("--device is gpu9999, but PyTorch sees");
  }

  private Cli.Outcome pretrain(String device) {
    return Cli.run("pretrain", "--data", folder, "--out", folder.resolve("out"), device);
  }

  @Test
  void onlyTrainingTakesSeveral() {
    Cli.Outcome outcome = Cli.run("probe", "--model", folder, "--device=cpu,cpu");

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.error()).contains("cpu,cpu, must be one device");
  }
}
