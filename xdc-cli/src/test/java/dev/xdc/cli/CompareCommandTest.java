package dev.xdc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {

  /** A quarter of the preset's frames: what is compared does not matter here. */
  private static final String FEW_FRAMES = "--set=clip.frames=2";

  @TempDir static Path folder;
  private static Path train;
  private static Path test;

  @BeforeAll
  static void makeCorpus() throws IOException {
    Path corpus = Cli.corpus(folder.resolve("clips"));
    train = corpus.resolve("train.csv");
    test = corpus.resolve("test.csv");
  }

  private static Cli.Outcome compare(Path out, Object... more) {
    List<Object> args = new ArrayList<>();
    args.addAll(
        List.of(
            "compare",
            FEW_FRAMES,
            "--train",
            train,
            "--test",
            test,
            "--methods",
            "xdc",
            "--baselines",
            "random,hand-crafted,scratch",
            "--labels-per-class",
            "1",
            "--out",
            out));
    args.addAll(List.of(more));
    return Cli.run(Cli.SHORT, args.toArray());
  }

  @Test
  void addsSeedsToWhatIsThere() throws IOException {
    Path out = folder.resolve("compare");
    Path results = out.resolve("results.jsonl");
    Path json = folder.resolve("table.json");

    Cli.Outcome first = compare(out, "--seeds", "1", "--json", json);

    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out())
        .contains("random", "scratch", "xdc", "video probe", "audio finetune", "clips in %")
        .containsPattern(
            "hand-crafted: video .*, audio .*, chosen by cross-validation on the training")
        .contains("it has no network to fine-tune");
    List<String> lines = Files.readAllLines(results);
    // two probes of random, four of hand-crafted features, two fine-tunings of scratch, training
    // and
    // four evaluations of xdc
    assertThat(lines).hasSize(13);
    assertThat(Cli.json(json).getAsJsonArray("rows")).hasSize(12);
    assertThat(out.resolve("xdc-seed1/final/model.json")).exists();

    Files.writeString(results, "{\"method\":\"xd", StandardOpenOption.APPEND);
    Cli.Outcome second = compare(out, "--seeds", "2", "--json", json);

    assertThat(second.code()).as(second.err()).isZero();
    assertThat(second.err()).contains("seed 2").doesNotContain("xdc seed 1");
    assertThat(Files.readAllLines(results)).startsWith(lines.toArray(String[]::new)).hasSize(27);
    JsonObject row = Cli.json(json).getAsJsonArray("rows").get(0).getAsJsonObject();
    assertThat(row.keySet())
        .containsExactlyInAnyOrder(
            "method", "modality", "protocol", "mean", "sd", "seeds", "clipMean", "seconds");
    assertThat(row.get("seeds").getAsInt()).isEqualTo(2);

    Cli.Outcome other = compare(out, "--seeds", "2", "--lr", "0.5");

    assertThat(other.code()).isEqualTo(1);
    assertThat(other.error()).contains("other settings", "baseRate=0.5", "choose another folder");
    assertThat(Files.readAllLines(results)).hasSize(27);
  }

  private static Cli.Outcome sdcAlone(Path out, Object... more) {
    List<Object> args =
        new ArrayList<>(
            List.of("compare", FEW_FRAMES, "--train", train, "--test", test, "--out", out));
    args.addAll(List.of("--methods=sdc", "--baselines=none", "--seeds=1"));
    args.addAll(List.of(more));
    return Cli.run(Cli.SHORT, args.toArray());
  }

  @Test
  void sdcIsBalancedAndPretrainingTakesASubset() throws IOException {
    Path out = folder.resolve("sdc");
    Cli.Outcome outcome = sdcAlone(out, "--labels-per-class=1", "--subset=12");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    JsonObject provenance =
        Cli.json(out.resolve("sdc-seed1/final/model.json")).getAsJsonObject("provenance");
    assertThat(provenance.get("config.balanceClusters").getAsString()).isEqualTo("true");
    assertThat(provenance.get("videos").getAsString()).isEqualTo("12");
    assertThat(provenance.get("subset").getAsString())
        .isEqualTo("12 of 24 videos at random, seed 1");

    assertThat(sdcAlone(out, "--labels-per-class=1", "--subset=12", "--sdc-sampling=clips").error())
        .contains("other settings", "sdc with balanced clusters");
    assertThat(sdcAlone(out, "--labels-per-class=1").error())
        .contains("other settings", "on RandomSubset[size=12, seed=1]");
  }

  @Test
  void refusesNamesItDoesNotKnow() {
    assertThat(compare(folder.resolve("x"), "--baselines", "luck").error())
        .contains("'luck'", "random, hand-crafted, scratch, supervised");
    assertThat(compare(folder.resolve("x"), "--methods", "supervised").error())
        .contains("supervised is a baseline, no method");
    assertThat(compare(folder.resolve("x"), "--seeds", "0").code()).isEqualTo(2);
    assertThat(folder.resolve("x")).doesNotExist();
  }
}
