package dev.xdc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class CrashTest {

  @TempDir static Path folder;
  private static CrashHarness harness;

  @BeforeAll
  static void trainWithoutInterruption() throws IOException, InterruptedException {
    String data = System.getProperty("xdc.crash.data", "");
    Path csv =
        data.isEmpty() ? Cli.corpus(folder.resolve("clips")).resolve("train.csv") : Path.of(data);
    harness = new CrashHarness(folder, csv, Long.getLong("xdc.crash.seed", 1));
    harness.runReference();
  }

  @Test
  void aRunKilledAFewTimesEndsLikeOneThatWasNot() throws IOException, InterruptedException {
    harness.kill(3);
  }

  @Test
  @Tag("slow")
  void aRunKilledAtFiftyMomentsEndsLikeOneThatWasNot() throws IOException, InterruptedException {
    harness.kill(Integer.getInteger("xdc.crash.kills", 50));
    System.out.println(harness);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // which knows no signals
  void sigtermSavesAndEndsWithItsExitStatus() throws IOException, InterruptedException {
    Path out = folder.resolve("terminated");
    List<String> arguments = harness.arguments(out);
    try (ChildRun child = ChildRun.start(arguments)) {
      assertThat(
              child.await(lines -> lines.stream().anyMatch(l -> l.contains("training the audio"))))
          .isTrue();
      child.terminate();
      assertThat(child.end()).as(child.output()).isEqualTo(128 + 15);
      assertThat(child.output()).contains("stopped as asked in round 1; start it again to resume");
    }
    assertThat(out.resolve("final")).doesNotExist();
    try (ChildRun child = ChildRun.start(arguments)) {
      assertThat(child.end()).as(child.output()).isZero();
    }
    assertThat(CrashHarness.hash(out)).isEqualTo(harness.reference());
  }
}
