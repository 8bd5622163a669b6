package dev.xdc.data.media;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.kokorin.jaffree.JaffreeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class BoundedProcessTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir private Path folder;

  /** Notes each start, and lets {@code end} decide how the n-th one ends. */
  private BoundedProcess script(String end) {
    String lines = "echo start >> starts; n=$(wc -l < starts); echo out $n; " + end;
    return new BoundedProcess(List.of("/bin/sh", "-c", lines), folder, LIMIT);
  }

  private int starts() throws IOException {
    return Files.readAllLines(folder.resolve("starts")).size();
  }

  @Test
  void aProgramThatWasKilledIsStartedAgain() throws IOException {
    BoundedProcess process = script("[ $n -eq 3 ] || kill -9 $$");
    process.execute();
    assertThat(starts()).isEqualTo(3);
    assertThat(new String(process.output(), UTF_8)).isEqualTo("out 3\n");
  }

  @Test
  void soIsOneThatHandlesTheSignalAsFfmpegDoes() throws IOException {
    script("[ $n -eq 2 ] || { echo 'Exiting normally, received signal 15.' >&2; exit 255; }")
        .execute();
    assertThat(starts()).isEqualTo(2);
  }

  @Test
  void oneThatIsKilledEachTimeFailsInTheEnd() throws IOException {
    assertThatThrownBy(() -> script("kill -9 $$").execute())
        .isInstanceOf(JaffreeException.class)
        .hasMessage("ended with exit code 137");
    assertThat(starts()).isEqualTo(BoundedProcess.ATTEMPTS);
  }

  @Test
  void oneThatFailsOrCrashesByItselfIsNot() throws IOException {
    assertThatThrownBy(() -> script("exit 255").execute()).hasMessage("ended with exit code 255");
    assertThatThrownBy(() -> script("kill -SEGV $$").execute())
        .hasMessage("ended with exit code 139");
    assertThat(starts()).isEqualTo(2);
  }
}
