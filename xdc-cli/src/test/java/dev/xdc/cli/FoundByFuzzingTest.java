package dev.xdc.cli;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Inputs that once ended in something else than a documented refusal, and forms of each format that
 * the samples lack; {@link FileFuzz} begins with them.
 */
class FoundByFuzzingTest {
  /** A folder for each format. */
  private static final Path FOUND = Path.of("src/test/fuzz");

  @TempDir static Path folder;
  private static SampleFiles samples;

  @BeforeAll
  static void makeSamples() throws IOException {
    samples = new SampleFiles(folder);
  }

  static List<Path> found() throws IOException {
    try (Stream<Path> files = Files.walk(FOUND)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** Returns those of a format. */
  static List<Path> kept(FileFormat format) throws IOException {
    return found().stream().filter(file -> file.getParent().endsWith(format.toString())).toList();
  }

  @ParameterizedTest
  @MethodSource("found")
  void areReadOrRefusedInOneLine(Path input) throws IOException {
    FileFormat format = FileFormat.valueOf(input.getParent().getFileName().toString());
    byte[] bytes = Files.readAllBytes(input);
    assertThatCode(() -> samples.refused(format, bytes)).doesNotThrowAnyException();
  }
}
