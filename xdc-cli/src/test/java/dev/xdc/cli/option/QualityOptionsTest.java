package dev.xdc.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.suite.run.RunQuality;
import dev.xdc.suite.run.RunQuality.Warning;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class QualityOptionsTest {

  @Command
  private static final class Trains {
    @Mixin private QualityOptions quality = new QualityOptions();
  }

  private static int status(boolean collapsed, String... args) {
    return status(collapsed, List.of(), args);
  }

  private static int status(boolean collapsed, List<Warning> warnings, String... args) {
    Trains command = new Trains();
    new CommandLine(command).parseArgs(args);
    return command.quality.status(
        new RunQuality(2000, 64, 5, collapsed, warnings, Map.of(), List.of()));
  }

  @Test
  void aCollapseIsAnExitStatusOnlyWhenAsked() {
    assertThat(status(true)).isZero();
    assertThat(status(true, "--strict-quality")).isEqualTo(3);
    assertThat(status(false, "--strict-quality")).isZero();
  }

  @Test
  void soAreMemorisedLabels() {
    List<Warning> warnings = List.of(new Warning(5, "memorised: the encoders know the labels"));
    assertThat(status(false, warnings)).isZero();
    assertThat(status(false, warnings, "--strict-quality")).isEqualTo(3);
  }
}
