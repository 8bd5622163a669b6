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
 */
record HostileRun(Path data, Path run) {
  static final String FILE = "<img src=x onerror=alert(1)>.mp4";
  static final String LABEL = "</script><script>alert(2)</script>";

  static HostileRun make(Path folder) throws IOException {
    Path corpus =
        new SyntheticCorpus(3, 24, 12).write(folder.resolve("c"), FfmpegPrograms.find(), 2);
    List<String> lines = new ArrayList<>(Files.readAllLines(corpus.resolve("train.csv")));
    Path first = corpus.resolve(lines.get(1).split(",")[0]);
    Files.copy(first, corpus.resolve(FILE));
    Files.writeString(corpus.resolve("broken.mp4"), "no media");
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
            run);
    assertThat(trained.code()).as(trained.err()).isZero();
    return new HostileRun(data, run);
  }

  /** Returns the data in a page. */
  static JsonObject data(String html) {
    String begin = "<script type=\"application/json\" id=\"data\">";
    int from = html.indexOf(begin) + begin.length();
    return new Gson()
        .fromJson(html.substring(from, html.indexOf("</script>", from)), JsonObject.class);
  }
}
