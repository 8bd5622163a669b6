package dev.xdc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.synth.SyntheticCorpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Types the program of the README, and that of the guide to JShell after {@code xdc.jsh}. */
class ReadmeTest {
  /** What the jshell tool imports by itself and this test uses. */
  private static final List<String> TOOL_IMPORTS =
      List.of("import java.nio.file.*;", "import java.util.*;", "import java.util.stream.*;");

  @TempDir Path folder;

  @Test
  void jshellSessionRuns() throws IOException {
    List<String> values = typed(sessionImports(), block("docs/guides/jshell.md", "jshell"));

    assertThat(values).hasSizeBetween(12, 20);
    assertThat(values).anyMatch(v -> v.startsWith("ClusterAssignment[N=96, K=8"));
    assertThat(values.get(values.size() - 1)).startsWith("Outcome[loss=2.");
    assertThat(values)
        .filteredOn(value -> !value.contains("$Lambda"))
        .noneMatch(value -> value.contains("@"));
  }

  @Test
  void javaExampleRuns() throws IOException {
    Path archive = new SyntheticCorpus(1, 24, 12).write(folder, FfmpegPrograms.find(), 1);
    Path run = folder.resolve("run");
    String example = block("README.md", "java");

    assertThat(example.lines().filter(line -> !line.isBlank() && !line.startsWith("import ")))
        .hasSizeLessThanOrEqualTo(10);
    typed(
        List.of(),
        example
            .replace("Preset.small()", "Preset.tiny()")
            .replace("runs/archive", path(run))
            .replace("\"archive\"", '"' + path(archive.resolve("train")) + '"'));
    assertThat(run.resolve("final/model.json")).isNotEmptyFile();
  }

  private static String path(Path path) {
    return path.toString().replace('\\', '/');
  }

  /** Returns the imports of JShell itself and of {@code xdc.jsh}. */
  private static List<String> sessionImports() throws IOException {
    List<String> imports = new ArrayList<>(TOOL_IMPORTS);
    Files.readAllLines(Path.of("src/main/jshell/xdc.jsh")).stream()
        .filter(line -> line.startsWith("import "))
        .forEach(imports::add);
    return imports;
  }

  /** Types imports and snippets and returns the values of the snippets. */
  private static List<String> typed(List<String> imports, String session) throws IOException {
    List<String> values = new ArrayList<>();
    // In a JVM of its own: PyTorch's libraries load once in a JVM, and this one may have them.
    try (JShell shell =
        JShell.builder()
            .remoteVMOptions(
                "-Djshell=true",
                "-Dai.djl.offline=true",
                "-Dai.djl.pytorch.num_threads=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx1g")
            .build()) {
      shell.addToClasspath(
          System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
      imports.forEach(line -> evaluate(shell, line));
      String rest = session;
      while (!rest.isBlank()) {
        CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
        values.add(evaluate(shell, next.source()));
        rest = next.remaining();
      }
    }
    return values;
  }

  private static String block(String page, String language) throws IOException {
    Matcher block =
        Pattern.compile("```" + language + "\\R(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("..", page)));
    assertThat(block.find()).as("%s has a block marked %s", page, language).isTrue();
    return block.group(1).strip();
  }

  private static String evaluate(JShell shell, String source) {
    String value = "";
    for (SnippetEvent event : shell.eval(source)) {
      assertThat(event.exception()).as(source).isNull();
      assertThat(event.status())
          .as(
              "%s %s",
              source, shell.diagnostics(event.snippet()).map(d -> d.getMessage(null)).toList())
          .isEqualTo(Snippet.Status.VALID);
      value = event.value() == null ? value : event.value();
    }
    return value;
  }
}
