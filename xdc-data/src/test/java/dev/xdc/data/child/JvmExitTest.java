package dev.xdc.data.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.data.HungPrograms;
import dev.xdc.data.Leftovers;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left when the JVM ends while FFmpeg runs. */
@DisabledOnOs(OS.WINDOWS)
class JvmExitTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"exit", "signal"})
  void programsTheirChildrenAndFoldersGoWithTheJvm(String way) throws Exception {
    HungPrograms.in(folder);
    Process child = ChildJvm.start(Map.of(), LeaveInTheMiddle.class, folder.toString(), way);
    try (BufferedReader output = child.inputReader()) {
      assertThat(output.readLine()).as("folders in use").isEqualTo("2");
      if (way.equals("signal")) {
        child.destroy();
      }
      assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(HungPrograms.started(folder)).hasSize(4);
    HungPrograms.assertGone(folder);
    assertThat(Leftovers.folders(child.pid())).isEmpty();
  }
}
