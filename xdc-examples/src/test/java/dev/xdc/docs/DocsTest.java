package dev.xdc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.cli.XdcCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Holds all pages of the documentation: links, length of paragraphs, commands. */
class DocsTest {
  private static final int MOST_WORDS = 90;
  private static final int MOST_LINES_OF_README = 100;
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z0-9-]*");
  private static final Pattern COMMAND =
      Pattern.compile("(?:^|\\s)(?:xdc|\\$xdc|\\S*xdc\\.jar) ([a-z].*)");

  /** What divides cells, also within code. */
  private static final Pattern BAR = Pattern.compile("(?<!\\\\)\\|");

  /** The first of a pom is that of the project. */
  private static final Pattern VERSION = Pattern.compile("<version>([^<]+)</version>");

  private static final Pattern RELEASE = Pattern.compile("\\b0\\.\\d+\\.\\d+(-SNAPSHOT)?\\b");

  /** Options of programs other than {@code xdc}, which pages name alone. */
  private static final Set<String> OTHERS =
      Set.of("--logdir", "--executor-cores", "--num-executors", "--total-executor-cores");

  private static final Map<String, CommandSpec> COMMANDS = new HashMap<>();
  private static List<Page> pages;

  @BeforeAll
  static void read() throws IOException {
    pages = Page.all();
    for (CommandSpec command : CommandReference.commands()) {
      COMMANDS.put(command.qualifiedName(), command);
    }
  }

  @Test
  void linksLeadSomewhere() {
    List<String> broken = new ArrayList<>();
    for (Page page : pages) {
      LINK.matcher(page.prose())
          .results()
          .map(link -> link.group(1))
          .filter(target -> !target.matches("(https?|mailto):.*") && leadsNowhere(page, target))
          .forEach(target -> broken.add(page.name() + ": " + target));
    }
    assertThat(broken).isEmpty();
  }

  private static boolean leadsNowhere(Page page, String target) {
    int hash = target.indexOf('#');
    String file = hash < 0 ? target : target.substring(0, hash);
    Path linked = file.isEmpty() ? page.path() : page.path().resolveSibling(file).normalize();
    if (!Files.exists(linked)) {
      return true;
    }
    return hash >= 0 && !Page.of(linked).anchors().contains(target.substring(hash + 1));
  }

  @Test
  void indexesListEveryPage() {
    Page index = page("docs/README.md");
    Page decisions = page("docs/decisions/README.md");
    for (Page page : pages) {
      boolean decision = page.name().startsWith("docs/decisions/") && !page.equals(decisions);
      if (page.name().startsWith("docs/") && !page.equals(index)) {
        assertThat(targets(decision ? decisions : index)).as(page.name()).contains(page.path());
      }
    }
  }

  private static Page page(String name) {
    return pages.stream().filter(page -> page.name().equals(name)).findFirst().orElseThrow();
  }

  private static Set<Path> targets(Page page) {
    return LINK.matcher(page.prose())
        .results()
        .map(link -> link.group(1).replaceAll("#.*", ""))
        .filter(target -> !target.contains(":"))
        .map(target -> page.path().resolveSibling(target).normalize())
        .collect(Collectors.toSet());
  }

  @Test
  void paragraphsAreShort() {
    List<String> tooLong = new ArrayList<>();
    for (Page page : pages) {
      for (String paragraph : page.paragraphs()) {
        int words = LINK.matcher(paragraph).replaceAll("]").split("\\s+").length;
        if (words > MOST_WORDS) {
          tooLong.add(page.name() + ", " + words + " words: " + paragraph);
        }
      }
    }
    assertThat(tooLong).isEmpty();
  }

  @Test
  void readmeIsShort() {
    assertThat(pages.get(0).text().lines()).hasSizeLessThanOrEqualTo(MOST_LINES_OF_README);
  }

  @Test
  void rowsOfTablesHaveAsManyCellsAsTheirHead() {
    List<String> wrong = new ArrayList<>();
    for (Page page : pages) {
      int cells = 0;
      for (String line : page.prose().split("\n")) {
        int bars = line.startsWith("|") ? (int) BAR.matcher(line).results().count() : 0;
        if (cells > 0 && bars > 0 && bars != cells) {
          wrong.add(page.name() + ": " + line);
        }
        cells = bars;
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void installationNamesThisVersion() throws IOException {
    Matcher version = VERSION.matcher(Files.readString(Path.of("../pom.xml")));
    assertThat(version.find()).isTrue();

    for (Page page : List.of(page("README.md"), page("docs/getting-started.md"))) {
      assertThat(RELEASE.matcher(page.text()).results().map(MatchResult::group))
          .as(page.name())
          .isNotEmpty()
          .containsOnly(version.group(1));
    }
  }

  @Test
  void valuesOfOptionsHaveNames() {
    assertThat(COMMANDS.values())
        .flatExtracting(CommandSpec::options)
        .hasSizeGreaterThan(300)
        .filteredOn(option -> !option.hidden() && option.arity().max() > 0)
        .noneMatch(option -> option.paramLabel().startsWith("<"));
  }

  @Test
  void commandsAndTheirOptionsExist() {
    List<String> commands = new ArrayList<>();
    TreeSet<String> wrong = new TreeSet<>();
    for (Page page : pages) {
      for (String command : commands(page)) {
        commands.add(command);
        fault(command).ifPresent(fault -> wrong.add(page.name() + ": " + fault));
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(commands).hasSizeGreaterThan(150);
  }

  /** Returns what follows {@code xdc} in blocks of shell and in code within text. */
  private static List<String> commands(Page page) {
    List<String> commands = new ArrayList<>(shellCommands(page));
    CODE.matcher(page.prose())
        .results()
        .forEach(found -> commands.addAll(commands(found.group(1))));
    return commands;
  }

  private static List<String> shellCommands(Page page) {
    return page.blocks("sh").stream()
        .flatMap(block -> block.replace("\\\n", " ").lines())
        .flatMap(line -> commands(line.replaceAll("\\s#.*", "")).stream())
        .toList();
  }

  private static List<String> commands(String line) {
    return COMMAND.matcher(line).results().map(found -> found.group(1)).toList();
  }

  private static Optional<String> fault(String command) {
    List<String> words = Arrays.asList(command.split("\\s+"));
    CommandSpec spec = COMMANDS.get("xdc " + words.get(0));
    if (spec != null && words.size() > 1) {
      spec = COMMANDS.getOrDefault("xdc " + words.get(0) + " " + words.get(1), spec);
    }
    if (spec == null) {
      return Optional.of("no command " + command);
    }
    CommandSpec known = spec;
    return OPTION
        .matcher(command)
        .results()
        .map(option -> option.group())
        .filter(option -> known.findOption(option) == null)
        .map(option -> "no option " + option + " in: xdc " + command)
        .findFirst();
  }

  @Test
  void commandsOfTheGuidesAreComplete() {
    TreeSet<String> wrong = new TreeSet<>();
    for (Page page : pages) {
      if (page.name().matches("README.md|docs/guides/.*|docs/getting-started.md")) {
        for (String command : shellCommands(page)) {
          try {
            XdcCommand.commandLine().parseArgs(command.strip().split("\\s+"));
          } catch (ParameterException e) {
            wrong.add(page.name() + ": xdc " + command + ": " + e.getMessage());
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void optionsNamedAloneExist() {
    TreeSet<String> wrong = new TreeSet<>();
    for (Page page : pages) {
      for (var code : CODE.matcher(page.prose()).results().toList()) {
        if (code.group(1).startsWith("--")) {
          OPTION
              .matcher(code.group(1))
              .results()
              .map(option -> option.group())
              .filter(option -> !OTHERS.contains(option))
              .filter(
                  option -> COMMANDS.values().stream().noneMatch(c -> c.findOption(option) != null))
              .forEach(option -> wrong.add(page.name() + ": " + option));
        }
      }
    }
    assertThat(wrong).isEmpty();
  }
}
