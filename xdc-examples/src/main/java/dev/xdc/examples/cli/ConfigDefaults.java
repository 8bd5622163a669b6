package dev.xdc.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** The file of {@code --config} as defaults of the command's options, so that options win. */
final class ConfigDefaults {
  private static final String CONFIG = "--config";

  /** What says nothing about the work, or is answered before it begins. */
  private static final Set<String> LEFT_OUT =
      Set.of("config", "help", "version", "debug", "dry-run", "json");

  private final @Nullable RunFile file;

  private ConfigDefaults(@Nullable RunFile file) {
    this.file = file;
  }

  /**
   * Reads the file that {@code args} name, if any, for the command they name.
   *
   * @throws IllegalArgumentException if it has a key that the command does not; names the line and
   *     the nearest key
   */
  static ConfigDefaults of(CommandLine root, String... args) throws IOException {
    String path = null;
    CommandLine command = root;
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals(CONFIG) && i + 1 < args.length) {
        path = args[i + 1];
      } else if (args[i].startsWith(CONFIG + "=")) {
        path = args[i].substring(CONFIG.length() + 1);
      } else if (command == root && root.getSubcommands().containsKey(args[i])) {
        command = root.getSubcommands().get(args[i]);
      }
    }
    if (path == null) {
      return new ConfigDefaults(null);
    }
    RunFile file = RunFile.read(Path.of(path));
    file.requireKnown(options(command.getCommandSpec()).keySet());
    command.setDefaultValueProvider(
        arg -> arg instanceof OptionSpec option ? file.value(key(option)).orElse(null) : null);
    return new ConfigDefaults(file);
  }

  /** Returns the options that a file may set, by key; those that exclude each other are not. */
  private static Map<String, OptionSpec> options(CommandSpec command) {
    Map<String, OptionSpec> options = new TreeMap<>();
    for (OptionSpec option : command.options()) {
      if (option.group() == null && !LEFT_OUT.contains(key(option))) {
        options.put(key(option), option);
      }
    }
    return options;
  }

  private static String key(OptionSpec option) {
    return option.longestName().replaceFirst("^-+", "");
  }

  /** Returns {@code e}, with the place in the file if what is wrong stands there. */
  ParameterException placed(ParameterException e) {
    ArgSpec arg = e.getArgSpec();
    if (file == null || !(arg instanceof OptionSpec option)) {
      return e;
    }
    String key = key(option);
    boolean fromFile = file.value(key).map(value -> value.equals(e.getValue())).orElse(false);
    String place = file.place(key).orElse("");
    return fromFile
        ? new ParameterException(
            e.getCommandLine(), place + ": " + e.getMessage(), e, arg, e.getValue())
        : e;
  }

  /**
   * Writes every option of a command as it is now, so that {@code --config} repeats the run.
   *
   * @param settings what they come to, as a comment
   */
  static void write(Path target, CommandSpec command, String settings) throws IOException {
    Map<String, Object> values = new LinkedHashMap<>();
    options(command)
        .forEach(
            (key, option) -> {
              Object value = option.getValue();
              if (value != null) {
                values.put(key, plain(value));
              }
            });
    DumpSettings style = DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
    String yaml = new Dump(style).dumpToString(values);
    Files.createDirectories(target.toAbsolutePath().getParent());
    Files.writeString(
        target,
        "# xdc %s --config FILE repeats this run; --out gives it another folder%n# %s%n%s"
            .formatted(command.name(), settings.replaceAll("\\R", " "), yaml));
  }

  private static Object plain(Object value) {
    if (value instanceof Path path) {
      return path.toAbsolutePath().normalize().toString();
    }
    return value instanceof Number || value instanceof Boolean ? value : value.toString();
  }
}
