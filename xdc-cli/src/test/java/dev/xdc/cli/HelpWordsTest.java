package dev.xdc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Help says what an option does, briefly and in the field's words. */
class HelpWordsTest {
  private static final int MOST_WORDS = 19;
  private static final Pattern ODD =
      Pattern.compile("\\b(go(es)? on|going on|tells?|told|dear|comes? to)\\b");

  private static List<CommandSpec> commands(CommandLine command) {
    List<CommandSpec> all = new ArrayList<>(List.of(command.getCommandSpec()));
    command.getSubcommands().values().forEach(inner -> all.addAll(commands(inner)));
    return all;
  }

  private static List<OptionSpec> options() {
    return commands(new CommandLine(new XdcCommand())).stream()
        .flatMap(command -> command.options().stream())
        .filter(option -> !option.hidden())
        .toList();
  }

  @Test
  void optionsAreExplainedInFewWords() {
    assertThat(options())
        .hasSizeGreaterThan(200)
        .allSatisfy(
            option ->
                assertThat(String.join(" ", option.description()).split("\\s+"))
                    .as("%s of %s", option.longestName(), option.command().qualifiedName())
                    .hasSizeBetween(2, MOST_WORDS));
  }

  @Test
  void helpUsesTheWordsOfTheField() {
    List<String> texts = new ArrayList<>();
    options().forEach(option -> texts.addAll(List.of(option.description())));
    commands(new CommandLine(new XdcCommand()))
        .forEach(command -> texts.addAll(List.of(command.usageMessage().description())));

    assertThat(texts).noneMatch(ODD.asPredicate());
  }
}
