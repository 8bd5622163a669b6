package dev.xdc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Results that do not reach standard output are not lost without a word. */
class LostResultsTest {
  private static final File FULL = new File("/dev/full");

  private static Process start(ProcessBuilder.Redirect out) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                XdcCommand.class.getName(),
                "weights",
                "list"));
    return new ProcessBuilder(command).redirectOutput(out).start();
  }

  private static String errors(Process process) throws IOException {
    return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void fullDiskIsToldAndFails() throws IOException, InterruptedException {
    assumeTrue(FULL.exists());
    Process run = start(ProcessBuilder.Redirect.to(FULL));

    assertThat(errors(run))
        .contains("error: standard output cannot be written to (No space left on device)");
    assertThat(run.waitFor()).isEqualTo(1);
  }

  @Test
  void readerThatHasGoneEndsItLikeTheSignal() throws IOException, InterruptedException {
    assumeTrue(FULL.exists());
    Process run = start(ProcessBuilder.Redirect.PIPE);
    run.getInputStream().close();

    assertThat(errors(run)).doesNotContain("error");
    assertThat(run.waitFor()).isEqualTo(141);
  }
}
