package dev.xdc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The command in a terminal, with Ctrl-C typed: one run, which each test resumes. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TerminalTest {
  private static final int INTERRUPTED = 130;

  @TempDir static Path folder;
  private static Path clips;

  @BeforeAll
  static void makeClips() throws IOException {
    assumeTrue(PtyRun.isPossible(), "no util-linux script or bash, which make a terminal");
    clips = Cli.corpus(folder.resolve("clips"));
  }

  private static List<String> arguments() {
    return List.of(
        ("pretrain --preset tiny --clusters 4 --rounds 1 --epochs 2 --batch 4 --threads 1"
                + " --decode-threads 2 --data "
                + clips.resolve("train.csv")
                + " --out "
                + folder.resolve("run"))
            .split(" "));
  }

  /** Types Ctrl-C once {@code sign} is shown; returns what was shown in all. */
  private static String interrupted(List<String> arguments, String sign)
      throws IOException, InterruptedException {
    try (PtyRun run = PtyRun.start(100, Map.of(), arguments)) {
      run.await(sign);
      run.controlC();
      assertThat(run.end()).as(run.shown()).isEqualTo(INTERRUPTED);
      return run.shown();
    }
  }

  @Test
  @Order(1)
  void controlCWhileFilesAreLookedAtEndsAtOnce() throws IOException, InterruptedException {
    assertThat(interrupted(arguments(), "looking at the files"))
        .contains("stopped: start it again")
        .doesNotContain("extracting features");
  }

  @Test
  @Order(2)
  @Tag("slow")
  void controlCWhileFeaturesAreExtractedCanBeResumed() throws IOException, InterruptedException {
    assertThat(interrupted(arguments(), "extracting features"))
        .contains("stopping: finishing the step", "stopped as asked in round 1");
  }

  @Test
  @Order(3)
  @Tag("slow")
  void controlCWhileClusteringCanBeResumed() throws IOException, InterruptedException {
    assertThat(interrupted(arguments(), "clustering"))
        .contains("stopping: finishing the step", "stopped as asked in round 1");
  }

  @Test
  @Order(4)
  void controlCWhileTrainingSavesTheStep() throws IOException, InterruptedException {
    assertThat(interrupted(arguments(), "training the audio"))
        .contains("stopping: finishing the step", "start it again to resume after")
        .containsPattern("resume after \\S*\\s*\\S*checkpoints/\\S*");
    assertThat(folder.resolve("run/checkpoints")).isDirectoryContaining("glob:**audio-epoch*");
  }

  @Test
  @Order(5)
  @Tag("slow")
  void controlCWhileEncodersAreTestedEnds() throws IOException, InterruptedException {
    List<String> demo = new ArrayList<>(List.of("demo", "--seeds", "1"));
    demo.addAll(List.of("--train-clips", "24", "--test-clips", "12"));
    demo.addAll(List.of("--corpus-seed", "3", "--out", folder.resolve("demo").toString()));
    assertThat(interrupted(demo, "random")).contains("stopped: start it again");
  }

  @Test
  @Order(6)
  @Tag("slow")
  void theBarFitsTheWindowEvenWhenThatIsResized() throws IOException, InterruptedException {
    try (PtyRun run = PtyRun.start(60, Map.of(), arguments())) {
      run.await("looking at the files");
      run.resize(25);
      int before = run.shown().length();
      assertThat(run.end()).as(run.shown()).isZero();
      assertThat(bars(run.shown().substring(0, before)))
          .as(run.shown())
          .isNotEmpty()
          .allMatch(bar -> bar.length() < 60);
      // What was under way while the window changed may have been as long as before.
      assertThat(bars(run.shown().substring(before)).stream().skip(1))
          .as(run.shown())
          .isNotEmpty()
          .allMatch(bar -> bar.length() < 25);
      assertThat(run.shown()).contains("\rround 1/1");
    }
  }

  /** What was drawn on the last line: it follows a carriage return, and no line end follows it. */
  private static List<String> bars(String shown) {
    List<String> bars = new ArrayList<>();
    for (String line : shown.split("\r\n")) {
      String[] parts = line.split("\r", -1);
      for (int i = 1; i < parts.length - 1; i++) {
        bars.add(parts[i]);
      }
    }
    return bars;
  }

  @Test
  @Order(7)
  void aDumbTerminalGetsPlainLines() throws IOException, InterruptedException {
    try (PtyRun run = PtyRun.start(80, Map.of("TERM", "dumb"), List.of("pretrian"))) {
      assertThat(run.end()).isEqualTo(2);
      assertThat(run.shown().replace("\r\n", "\n"))
          .contains("pretrain")
          .doesNotContain("\r", "\u001b");
    }
  }
}
