package dev.xdc.cli;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pipes that nobody writes to, devices without an end and folders are refused, not read. */
class NoPlainFileTest {
  private static final Path ENDLESS = Path.of("/dev/zero");
  private static final Duration HANGS = Duration.ofSeconds(20);

  @TempDir static Path folder;
  private static SampleFiles samples;

  @BeforeAll
  static void makeSamples() throws IOException {
    assumeTrue(Files.exists(ENDLESS));
    samples = new SampleFiles(folder);
  }

  @ParameterizedTest
  @EnumSource
  void isRefusedByName(FileFormat format) throws IOException, InterruptedException {
    Path file = samples.path(format);
    Path kept = file.resolveSibling("kept");
    Files.move(file, kept);
    try {
      Files.createSymbolicLink(file, ENDLESS);
      assertRefused(format, file);
      Files.delete(file);
      assertRefusedPipe(format, file);
      Files.delete(file);
      Files.createDirectory(file);
      assertRefused(format, file);
      Files.delete(file);
    } finally {
      Files.deleteIfExists(file);
      Files.move(kept, file);
    }
  }

  private static void assertRefusedPipe(FileFormat format, Path file)
      throws IOException, InterruptedException {
    new ProcessBuilder("mkfifo", file.toString()).inheritIO().start().waitFor();
    assertRefused(format, file);
  }

  private static void assertRefused(FileFormat format, Path file) {
    assertTimeoutPreemptively(
        HANGS,
        () ->
            assertThatThrownBy(() -> format.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.getParent().toString()));
  }
}
