package dev.xdc.docs;

import static java.util.stream.Collectors.joining;

import dev.xdc.cli.XdcCommand;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Every command and option of {@code xdc} as Markdown. */
final class CommandReference {
  private static final String TABLE = "\n| option | meaning | default |\n| --- | --- | --- |\n";

  private final List<CommandSpec> commands;
  private final Set<String> common = new LinkedHashSet<>();

  CommandReference() {
    commands = commands();
    commands.get(0).options().forEach(option -> common.add(option.longestName()));
    commands.stream()
        .filter(command -> command.subcommands().isEmpty())
        .forEach(command -> common.removeIf(name -> command.findOption(name) == null));
  }

  /** Returns {@code xdc} and all commands below it. */
  static List<CommandSpec> commands() {
    List<CommandSpec> all = new ArrayList<>();
    add(XdcCommand.commandLine(), all);
    return all;
  }

  private static void add(CommandLine command, List<CommandSpec> all) {
    all.add(command.getCommandSpec());
    command.getSubcommands().values().stream()
        .distinct()
        .filter(inner -> !inner.getCommandSpec().usageMessage().hidden())
        .forEach(inner -> add(inner, all));
  }

  String text() {
    StringBuilder page = new StringBuilder("\n## Options of every command\n").append(TABLE);
    commands.get(0).options().stream()
        .filter(option -> common.contains(option.longestName()))
        .forEach(option -> page.append(row(option)));
    for (CommandSpec command : commands.subList(1, commands.size())) {
      page.append("\n## ").append(command.qualifiedName()).append('\n');
      for (String line : command.usageMessage().description()) {
        page.append('\n').append(cell(line)).append('\n');
      }
      if (command.subcommands().isEmpty()) {
        page.append("\n```text\n").append(synopsis(command)).append("\n```\n");
        page.append(arguments(command));
      }
    }
    return page.toString();
  }

  private String arguments(CommandSpec command) {
    StringBuilder rows = new StringBuilder();
    command.positionalParameters().stream()
        .filter(parameter -> !parameter.hidden())
        .forEach(parameter -> rows.append(row(parameter)));
    command.options().stream()
        .filter(option -> !option.hidden() && !common.contains(option.longestName()))
        .sorted((a, b) -> a.longestName().compareTo(b.longestName()))
        .forEach(option -> rows.append(row(option)));
    return rows.isEmpty() ? "" : TABLE + rows;
  }

  private static String synopsis(CommandSpec command) {
    List<String> words = new ArrayList<>(List.of(command.qualifiedName()));
    command.positionalParameters().stream()
        .filter(ArgSpec::required)
        .map(PositionalParamSpec::paramLabel)
        .forEach(words::add);
    command.options().stream()
        .filter(ArgSpec::required)
        .filter(Predicate.not(OptionSpec::hidden))
        .filter(option -> option.group() == null)
        .map(option -> option.longestName() + " " + option.paramLabel())
        .forEach(words::add);
    command.argGroups().stream()
        .filter(group -> group.multiplicity().min() > 0)
        .map(CommandReference::choice)
        .forEach(words::add);
    words.add("[OPTIONS]");
    return String.join(" ", words);
  }

  private static String choice(ArgGroupSpec group) {
    List<String> names = new ArrayList<>();
    for (ArgSpec argument : group.args()) {
      if (argument instanceof OptionSpec option && (group.exclusive() || option.required())) {
        String value = option.arity().max() == 0 ? "" : " " + option.paramLabel();
        names.add(option.longestName() + value);
      }
    }
    group.subgroups().forEach(inner -> names.add(choice(inner)));
    String all = String.join(group.exclusive() ? " | " : " ", names);
    return group.exclusive() ? "(" + all + ")" : all;
  }

  private static String row(ArgSpec argument) {
    String names =
        argument instanceof OptionSpec option
            ? String.join(", ", option.names())
                + (option.arity().max() == 0 ? "" : " " + option.paramLabel())
            : argument.paramLabel();
    String value = argument.defaultValueString(true);
    boolean flag = argument instanceof OptionSpec option && option.arity().max() == 0;
    boolean none = value == null || flag || Set.of("", "null", "{}").contains(value);
    return "| `%s` | %s | %s |%n"
        .formatted(
            cell(names),
            cell(String.join(" ", argument.description())),
            none ? "" : value.replaceAll("\\.0$|[\\[\\]]", ""))
        .replace(System.lineSeparator(), "\n");
  }

  private static String cell(String text) {
    return text.replace("%n", " ").replace("|", "\\|").lines().collect(joining(" "));
  }
}
