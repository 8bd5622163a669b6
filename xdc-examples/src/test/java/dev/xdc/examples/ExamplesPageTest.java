package dev.xdc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/examples.md} against the sources: it shows what stands between their marks. */
class ExamplesPageTest {
  private static final Path SOURCES = Path.of("src/main/java/dev/xdc/examples");
  private static final String BEGIN = "// begin";
  private static final String END = "// end";

  private static List<Path> programs() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      return files.filter(file -> !file.endsWith("package-info.java")).sorted().toList();
    }
  }

  /** Returns the lines between the marks, without their common indentation. */
  private static String shown(Path program) throws IOException {
    List<String> lines = Files.readAllLines(program);
    List<String> stripped = lines.stream().map(String::strip).toList();
    assertThat(stripped).as("%s", program).containsOnlyOnce(BEGIN, END);
    return lines.subList(stripped.indexOf(BEGIN) + 1, stripped.indexOf(END)).stream()
        .collect(Collectors.joining("\n"))
        .stripTrailing()
        .stripIndent();
  }

  @Test
  void pageShowsEveryProgramAsItIs() throws IOException {
    String page = Files.readString(Path.of("../docs/examples.md"));
    for (Path program : programs()) {
      assertThat(page)
          .contains("(../xdc-examples/" + program.toString().replace('\\', '/') + ")")
          .contains("```java\n" + shown(program) + "\n```\n");
    }
  }

  @Test
  void programsAreShort() throws IOException {
    assertThat(programs()).hasSizeBetween(8, 10);
    for (Path program : programs()) {
      assertThat(Files.readAllLines(program)).as("%s", program).hasSizeLessThan(125);
    }
  }

  @Test
  void programsNeedNoInternals() throws IOException {
    for (Path program : programs()) {
      assertThat(program).content().doesNotContain(".internal.");
    }
  }
}
