package dev.xdc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.media.FrameSize;
import dev.xdc.data.media.MediaWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A collection with a silent, a still and a repeated video. */
class ContentCommandTest {
  private static final String COUNTS = "27 videos looked at: 1 silent, 1 still, 1 duplicate";
  private static final String LEFT_OUT = "3 of 27 videos left out: 1 silent, 1 still, 1 duplicate";
  private static final String ALL = "silent,still,duplicate";

  @TempDir static Path folder;
  private static Path videos;

  @BeforeAll
  static void makeVideos() throws IOException {
    videos = Cli.corpus(folder.resolve("clips")).resolve("train");
    Files.copy(videos.resolve("00003.mp4"), videos.resolve("x-copy.mp4"));
    FrameSize size = new FrameSize(64, 48);
    byte[] moving = new byte[32 * size.bytes()];
    for (int i = 0; i < moving.length; i++) {
      moving[i] = (byte) (i / size.bytes() * 7);
    }
    byte[] still = new byte[moving.length];
    Arrays.fill(still, (byte) 90);
    byte[] sound = new byte[2 * 2 * 16_000];
    MediaWriter writer = new MediaWriter(FfmpegPrograms.find());
    writer.write(videos.resolve("y-silent.mp4"), moving, size, 16, sound, 16_000);
    for (int i = 0; i < sound.length; i++) {
      sound[i] = (byte) (i % 2 == 0 ? 0 : 20 * Math.sin(i * i * 1e-6));
    }
    writer.write(videos.resolve("z-still.mp4"), still, size, 16, sound, 16_000);
  }

  private static Cli.Outcome pretrain(Path out, Object... more) {
    Object[] all = {"pretrain", "--data", videos, "--out", out};
    Object[] args = Arrays.copyOf(all, all.length + more.length);
    System.arraycopy(more, 0, args, all.length, more.length);
    return Cli.run(Cli.SHORT, args);
  }

  private static Cli.Outcome ok(Cli.Outcome outcome) {
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return outcome;
  }

  @Test
  void aRunLeavesThemOutAndEverythingAfterItDoesToo() throws IOException {
    Path run = folder.resolve("run");

    Cli.Outcome first = ok(pretrain(run, "--leave-out", ALL));

    assertThat(first.err()).contains(COUNTS, LEFT_OUT);
    assertThat(first.out()).contains("on 24 videos");
    assertThat(Files.readString(run.resolve("run.yaml"))).contains("leave-out: " + ALL);
    JsonObject content = Cli.json(run.resolve("content.json"));
    assertThat(content.get("duplicates").toString()).isEqualTo("{\"x-copy.mp4\":\"00003.mp4\"}");
    JsonObject provenance = Cli.json(run.resolve("final/model.json")).getAsJsonObject("provenance");
    assertThat(provenance.get("subset").getAsString()).isEqualTo(LEFT_OUT);
    byte[] weights = Files.readAllBytes(run.resolve("final/video.safetensors"));

    Cli.Outcome resumed = ok(pretrain(run, "--leave-out", "still,duplicate,silent"));
    assertThat(resumed.err()).contains("resuming").doesNotContain("epoch");
    assertThat(run.resolve("final/video.safetensors")).hasBinaryContent(weights);
    assertThat(ok(Cli.run("assign", "--run", run, "--modality", "audio")).out().lines())
        .hasSize(25)
        .noneMatch(line -> line.startsWith("x-") || line.startsWith("y-") || line.startsWith("z-"));
    assertThat(ok(Cli.run("clusters", "--run", run)).out()).contains("clustering of round 1 of 1");
    Cli.Outcome more = ok(Cli.run("retrain", "--run", run, "--frames", 8));
    assertThat(more.out()).contains("on 24 videos");

    assertThat(pretrain(run).error()).contains("data was 24 videos", "now 27 videos");
    Files.delete(run.resolve("content.json"));
    assertThat(Cli.run("assign", "--run", run).error())
        .contains(run.resolve("content.json") + " is missing", "resume the run");
    ok(pretrain(run, "--leave-out", ALL));
    assertThat(run.resolve("content.json")).exists();
  }

  @Test
  void aCheckOnlyCounts() throws IOException {
    Path run = folder.resolve("checked");
    Path json = folder.resolve("content.json");

    Cli.Outcome checked = ok(pretrain(run, "--check-content", "--json", json));

    assertThat(checked.out().strip()).isEqualTo(COUNTS);
    assertThat(Cli.json(json).get("silent").toString()).isEqualTo("[\"y-silent.mp4\"]");
    assertThat(Cli.json(json).get("still").toString()).isEqualTo("[\"z-still.mp4\"]");
    assertThat(run.resolve("checkpoints")).doesNotExist();
    assertThat(run.resolve("content.json")).exists();
  }

  @Test
  void kindsThatDoNotExistAreNamedAndLabelsAreNotMixedIn() {
    Cli.Outcome blurry = pretrain(folder.resolve("bad"), "--leave-out", "silent,blurry");
    assertThat(blurry.code()).isEqualTo(2);
    assertThat(blurry.error())
        .contains("--leave-out", "'blurry' must be one of silent, still, duplicate");
    Cli.Outcome supervised =
        Cli.run(
            "pretrain",
            "--data",
            videos,
            "--out",
            folder.resolve("labels"),
            "--method",
            "supervised",
            "--leave-out",
            "still");
    assertThat(supervised.error())
        .contains("--leave-out does not go with --method supervised: take a CSV file");
  }
}
