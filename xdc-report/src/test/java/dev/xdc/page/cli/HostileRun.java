package dev.xdc.page.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.synth.SyntheticCorpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A small run whose videos and labels have names that attack a page.
 *
 * @param data the list of the videos, with labels
 * @param run the run's folder
 * @param page of the run, with results of evaluations
 */
record HostileRun(Path data, Path run, Path page) {
  static final String FILE = "<img src=x onerror=alert(1)>.mp4";
  static final String LABEL = "</script><script>alert(2)</script>";

  static final String ATTACK = "<img src=x onerror=alert(3)>";

  static HostileRun make(Path folder) throws IOException {
    Path corpus =
        new SyntheticCorpus(3, 24, 12).write(folder.resolve("c"), FfmpegPrograms.find(), 2);
    List<String> lines = new ArrayList<>(Files.readAllLines(corpus.resolve("train.csv")));
    Path first = corpus.resolve(lines.get(1).split(",")[0]);
    Files.copy(first, corpus.resolve(FILE));
    Files.writeString(corpus.resolve("broken.mp4"), "no media");
    lines.set(2, avi(corpus, lines.get(2)));
    lines.add(FILE + ",\"" + LABEL + "\"");
    lines.add("broken.mp4," + lines.get(1).split(",")[1]);
    Path data = Files.write(corpus.resolve("all.csv"), lines);
    Path run = folder.resolve("run");
    Xdc.Outcome trained =
        Xdc.run(
            "pretrain",
            "--data",
            data,
            "--preset",
            "tiny",
            "--rounds",
            2,
            "--epochs",
            1,
            "--clusters",
            4,
            "--seed",
            1,
            "--out",
            run,
            "--report",
            folder.resolve("first"));
    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(folder.resolve("first").resolve("index.html")).isNotEmptyFile();
    HostileRun made = new HostileRun(data, run, folder.resolve("page").resolve("index.html"));
    made.probe("few", 1);
    made.probe("all", 0);
    Files.writeString(made.result("suite"), suite());
    Xdc.Outcome reported =
        Xdc.run(
            "report",
            "--run",
            run,
            "--out",
            made.page.getParent(),
            "--members",
            3,
            "--copy-media",
            "--projector",
            "--evaluation",
            made.result("few"),
            made.result("all"),
            made.result("suite"));
    assertThat(reported.code()).as(reported.err()).isZero();
    assertThat(reported.out()).contains("index.html: ");
    return made;
  }

  /** Puts a video into an AVI file, MPEG-4 part 2 with sound; returns its line of the list. */
  private static String avi(Path corpus, String line) throws IOException {
    String name = line.split(",")[0];
    String other = name.replace(".mp4", ".avi");
    List<String> command = new ArrayList<>(List.of(FfmpegPrograms.find().ffmpeg().toString()));
    command.addAll(List.of("-v", "error", "-i", corpus.resolve(name).toString(), "-c:v", "copy"));
    command.addAll(List.of("-c:a", "pcm_s16le", corpus.resolve(other).toString()));
    Process made = new ProcessBuilder(command).inheritIO().start();
    assertThat(made.onExit().join().exitValue()).isZero();
    return line.replace(name, other);
  }

  /** Returns the file of a result: few, all or suite. */
  Path result(String name) {
    return run.resolveSibling(name + ".json");
  }

  private void probe(String name, int labels) {
    Xdc.Outcome probed =
        Xdc.run(
            "probe",
            "--model",
            run.resolve("final"),
            "--train",
            data,
            "--test",
            data,
            "--modality",
            "audio",
            "--clips",
            1,
            "--labels-per-class",
            labels,
            "--json",
            result(name));
    assertThat(probed.code()).as(probed.err()).isZero();
  }

  private static String suite() {
    return """
    {"suite": "esc50", "kind": "XDC on %1$s", "splits": ["fold 1"], "runs": 2, "rows": [
      {"protocol": "svm", "encoder": "audio", "paper": ["XDC %1$s 78.0 (Table 1)"],
       "scores": {"video": {"mean": 0.5, "deviation": 0.01, "count": 2}}}]}
    """
        .formatted(ATTACK);
  }

  /** Returns the data in a page. */
  static JsonObject data(String html) {
    String begin = "<script type=\"application/json\" id=\"data\">";
    int from = html.indexOf(begin) + begin.length();
    return new Gson()
        .fromJson(html.substring(from, html.indexOf("</script>", from)), JsonObject.class);
  }
}
