package dev.xdc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A library is used by others than this command line: its messages name no options of that. */
class LibraryMessagesTest {
  private static final Pattern OPTION = Pattern.compile("\"[^\"\\n]*(?<![\\w-])--[a-z][^\"\\n]*\"");

  /** Options of Java, and commands that a page shows. */
  private static final List<String> OTHERS = List.of("WorkerKit.java", "RunFacts.java");

  @Test
  void librariesNameNoOptions() throws IOException {
    List<String> found = new ArrayList<>();
    for (String module : List.of("core", "data", "search", "spark", "export", "report")) {
      Path sources = Path.of("..", "xdc-" + module, "src/main/java");
      try (Stream<Path> walk = Files.walk(sources)) {
        for (Path file : walk.filter(Files::isRegularFile).toList()) {
          String name = file.getFileName().toString();
          if (!OTHERS.contains(name) && !file.getParent().endsWith("cli")) {
            OPTION
                .matcher(Files.readString(file))
                .results()
                .forEach(m -> found.add(name + m.group()));
          }
        }
      }
    }
    assertThat(found).isEmpty();
  }
}
