package dev.xdc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/paper-map.md} against the sources. */
class PaperMapTest {
  private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
  private static final Pattern TYPE = Pattern.compile("\\b([A-Z]\\w*[a-z]\\w*)(?:\\.(\\w+))?");
  private static final Pattern DECLARED =
      Pattern.compile("\\b(?:class|record|enum|interface) ([A-Z]\\w*)");

  /** The source of each type by its name. */
  private static final Map<String, String> SOURCES = new HashMap<>();

  private static String map;

  @BeforeAll
  static void read() throws IOException {
    map = Files.readString(Path.of("../docs/paper-map.md"));
    for (String module : List.of("xdc-core", "xdc-data", "xdc-cli")) {
      try (Stream<Path> files = Files.walk(Path.of("..", module, "src"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          String source = Files.readString(file);
          Matcher declared = DECLARED.matcher(source);
          while (declared.find()) {
            SOURCES.merge(declared.group(1), source, String::concat);
          }
        }
      }
    }
  }

  @Test
  void everyNamedClassAndMemberExists() {
    TreeSet<String> missing = new TreeSet<>();
    int named = 0;
    for (MatchResult code : CODE.matcher(map).results().toList()) {
      for (MatchResult type : TYPE.matcher(code.group(1)).results().toList()) {
        String source = SOURCES.get(type.group(1));
        String member = type.group(2);
        named++;
        if (source == null || (member != null && !source.matches("(?s).*\\b" + member + "\\b.*"))) {
          missing.add(type.group());
        }
      }
    }
    assertThat(named).isGreaterThan(100);
    assertThat(missing).isEmpty();
  }

  @Test
  void everyRowOfThePaperNamesATest() {
    String paper = map.substring(0, map.indexOf("## Parity"));
    List<String> rows =
        paper
            .lines()
            .filter(line -> line.startsWith("| ") && !line.startsWith("| ---"))
            .filter(line -> !line.contains("| here |"))
            .toList();
    assertThat(rows).hasSizeGreaterThan(40);
    assertThat(rows).allMatch(row -> Arrays.stream(row.split("\\|")).anyMatch(PaperMapTest::tests));
  }

  private static boolean tests(String cell) {
    return cell.matches(".*`\\w+Test`.*");
  }
}
