package dev.xdc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.xdc.Preset;
import dev.xdc.XdcModel;
import dev.xdc.clip.ClipSpec;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.Encoders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the results of {@code evaluate} belong to. */
class SuiteModelsTest {

  @TempDir static Path folder;
  private static Path corpus;

  @BeforeAll
  static void makeCorpus() throws IOException {
    corpus = Cli.corpus(folder.resolve("clips"));
  }

  private static Cli.Outcome evaluate(Path out, Object... more) {
    List<Object> args = new ArrayList<>(List.of("evaluate", "--suite=csv", "--root", corpus));
    args.addAll(List.of("--clips=2", "--modality=audio", "--protocol=probe"));
    if (!List.of(more).contains("--preset=small")) {
      args.add("--preset=tiny");
    }
    args.addAll(List.of("--out", out));
    args.addAll(List.of(more));
    return Cli.run(args.toArray());
  }

  /** Saves a fresh audio encoder as a model that a method is said to have trained. */
  private static Path model(String name, long seed, ClipSpec clip, String method)
      throws IOException {
    Encoder encoder = Encoders.of(Preset.tiny().audio(), clip).initialize(Device.cpu(), seed);
    try (XdcModel model = new XdcModel(clip, List.of(encoder), Map.of("exchange", method))) {
      model.save(folder.resolve(name));
    }
    return folder.resolve(name);
  }

  @Test
  void resultsBelongToTheWeightsOfTheModel() throws IOException {
    ClipSpec clip = Preset.tiny().clip();
    Path out = folder.resolve("weights");
    Path model = model("again", 1, clip, "CDC");
    Cli.Outcome first = evaluate(out, "--model", model);
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out()).startsWith("csv, CDC, preset tiny, split test; in %");
    List<String> lines = Files.readAllLines(out.resolve("results.jsonl"));
    assertThat(lines).hasSize(1);

    model("again", 1, clip, "CDC");
    assertThat(evaluate(out, "--model", model).out()).isEqualTo(first.out());
    model("again", 2, clip, "CDC");
    Cli.Outcome other = evaluate(out, "--model", model);
    assertThat(other.code()).isEqualTo(1);
    assertThat(other.error())
        .contains(out + " holds results of " + model, "other weights (were audio ")
        .endsWith("choose another folder");
    assertThat(Files.readAllLines(out.resolve("results.jsonl"))).isEqualTo(lines);

    String older = lines.get(0).replaceAll(",\"weights\":\"[^\"]*\"", "");
    Files.writeString(out.resolve("results.jsonl"), older + "\n");
    assertThat(evaluate(out, "--model", model).error())
        .contains("were not noted by an older version");
  }

  @Test
  void theTitleNamesTheModelsOwnPreset() throws IOException {
    ClipSpec clip = Preset.tiny().clip();
    Path own = model("own", 3, clip, "XDC");
    Path other = model("other", 3, clip.toBuilder().optAudioFrames(48).build(), "XDC");
    assertThat(evaluate(folder.resolve("small"), "--preset=small", "--model", own).out())
        .startsWith("csv, XDC, preset tiny, split test; in %");
    assertThat(evaluate(folder.resolve("changed"), "--model", other).out())
        .startsWith("csv, XDC, settings of its own, split test; in %");
  }

  @Test
  void modelsThatAreNotRunsOfOneKindAreRefused() throws IOException {
    ClipSpec clip = Preset.tiny().clip();
    Path xdc = model("xdc", 1, clip, "XDC");
    Path cdc = model("cdc", 1, clip, "CDC");
    Path later = model("later", 1, clip.toBuilder().optAudioSeconds(1).build(), "XDC");
    Path out = folder.resolve("mixed");
    Cli.Outcome clips = evaluate(out, "--model", xdc + "," + later);
    assertThat(clips.code()).isEqualTo(2);
    assertThat(clips.error()).contains(xdc + " cuts clips as ", later + " cuts clips as ");

    String both = xdc + "," + cdc;
    assertThat(evaluate(out, "--model", both).error())
        .contains(xdc + " is XDC, " + cdc + " is CDC", "or say --method");
    assertThat(out).doesNotExist();
    Cli.Outcome said = evaluate(out, "--method=mdc", "--model", both);
    assertThat(said.out()).startsWith("csv, MDC, preset tiny, split test; in %, +- is the sample");
    Cli.Outcome fresh = evaluate(out, "--random", "--method=mdc");
    assertThat(fresh.error()).contains("--method says how a --model was trained");
  }

  @Test
  void theAverageOverClipsBelongsToTheResults() throws IOException {
    Path out = folder.resolve("logits");
    Cli.Outcome logits = evaluate(out, "--random", "--average=logits");
    assertThat(logits.code()).as(logits.err()).isZero();
    assertThat(Cli.json(out.resolve("settings.json")).get("evaluation").getAsString())
        .contains("average=LOGITS");
    assertThat(evaluate(out, "--random", "--average=softmax").error())
        .containsPattern("evaluation was .*average=LOGITS.*, now .*average=SOFTMAX");
  }
}
