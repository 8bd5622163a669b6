package dev.xdc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files of each format, changed at random: they are read, or refused in one line that names it. */
class MutatedFilesTest {
  @TempDir static Path folder;
  private static SampleFiles samples;

  @BeforeAll
  static void makeSamples() throws IOException {
    samples = new SampleFiles(folder);
  }

  @ParameterizedTest
  @EnumSource
  void areReadOrRefusedInOneLine(FileFormat format) throws IOException {
    mutate(format, 20);
  }

  @ParameterizedTest
  @EnumSource
  @Tag("slow")
  void thousandAreReadOrRefusedInOneLine(FileFormat format) throws IOException {
    int refused = mutate(format, 1000);
    System.out.printf("%s: %d of 1000 changed files refused%n", format, refused);
    // lines of metrics and results are left out with a warning instead
    boolean byLine = format == FileFormat.METRICS || format == FileFormat.RESULTS;
    assertThat(byLine || refused > 0).isTrue();
  }

  /** Returns how many were refused. */
  private static int mutate(FileFormat format, int count) throws IOException {
    byte[] whole = samples.sample(format);
    int refused = 0;
    for (int i = 0; i < count; i++) {
      try {
        refused += samples.refused(format, Mutations.of(whole, i)) ? 1 : 0;
      } catch (AssertionError e) {
        throw new AssertionError("mutation " + i + ": " + e.getMessage(), e);
      }
    }
    return refused;
  }
}
