package dev.xdc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code xdc compare --k}: settings compared without labels. */
class SweepCommandTest {

  private static final String HELD_OUT = "--set=config.validationShare=0.2";

  @TempDir static Path folder;
  private static Path train;
  private static Path test;
  private static Path unlabelled;

  @BeforeAll
  static void makeCorpus() throws IOException {
    Path corpus = Cli.corpus(folder.resolve("clips"));
    train = corpus.resolve("train.csv");
    test = corpus.resolve("test.csv");
    unlabelled = corpus.resolve("unlabelled.csv");
    List<String> paths = new ArrayList<>();
    for (String line : Files.readAllLines(train)) {
      paths.add(line.substring(0, line.indexOf(',')));
    }
    Files.write(unlabelled, paths);
  }

  private static Cli.Outcome sweep(Object... more) {
    List<Object> args = new ArrayList<>(List.of("compare"));
    args.addAll(List.of(more));
    return Cli.run(Cli.SHORT, args.toArray());
  }

  @Test
  void marksTheBestNumberOfClustersWithoutLabelsAndGoesOnWithMore() throws IOException {
    Path out = folder.resolve("k");
    Path json = folder.resolve("k.json");

    Cli.Outcome first =
        sweep("--train", unlabelled, "--k", "2,3", "--out", out, HELD_OUT, "--json", json);

    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out())
        .contains("k=2 ", "k=3 ", "label information", "cross-modal AMI", " *", "mean over 1 seed")
        .doesNotContain("probe");
    assertThat(first.out().lines().filter(line -> line.contains(" *"))).isNotEmpty();
    JsonObject row = Cli.json(json).getAsJsonArray("rows").get(1).getAsJsonObject();
    assertThat(row.get("setting").getAsString()).isEqualTo("k=3");
    assertThat(row.get("labelInformation").getAsDouble()).isFinite();
    assertThat(row.get("crossModalAmi").getAsDouble()).isFinite();
    assertThat(row.has("videoProbe")).isFalse();

    Cli.Outcome second = sweep("--train", unlabelled, "--k", "2,3,4", "--out", out, HELD_OUT);

    assertThat(second.code()).as(second.err()).isZero();
    assertThat(second.err().lines().filter(line -> line.contains("trained in"))).hasSize(1);
    assertThat(second.out()).contains("k=2 ", "k=3 ", "k=4 ");
  }

  @Test
  void showsTheProbeWhereThereAreLabels() throws IOException {
    Path json = folder.resolve("labelled.json");

    Cli.Outcome outcome =
        sweep(
            "--train",
            train,
            "--test",
            test,
            "--sweep=lr=0.01,0.02",
            "--out",
            folder.resolve("labelled"),
            "--json",
            json);

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("lr=0.01", "lr=0.02", "video probe", "audio probe", "no label information");
    JsonObject row = Cli.json(json).getAsJsonArray("rows").get(0).getAsJsonObject();
    assertThat(row.get("videoProbe").getAsDouble()).isBetween(0.0, 1.0);
    assertThat(row.has("labelInformation")).isFalse();
  }

  @Test
  void refusesWhatCannotBeCompared() {
    Cli.Outcome many = sweep("--train", unlabelled, "--k", "2,999", "--out", folder.resolve("no"));
    assertThat(many.code()).isEqualTo(2);
    assertThat(many.error()).contains("clusters is 999", "24");
    assertThat(folder.resolve("no/k=2")).as("nothing is trained before").doesNotExist();

    assertThat(sweep("--train", unlabelled, "--k", "2", "--methods", "sdc,xdc").error())
        .contains("--methods are sdc,xdc, must be one with --k or --sweep");
    assertThat(sweep("--train", unlabelled, "--sweep", "config.round=2,3").error())
        .contains("there is no setting 'config.round'");
    assertThat(sweep("--train", unlabelled, "--sweep", "clip.frames=4,8").error())
        .contains("all settings read the same clips");
    Cli.Outcome noTest = sweep("--train", unlabelled);
    assertThat(noTest.code()).isEqualTo(2);
    assertThat(noTest.err()).contains("--test");
  }
}
