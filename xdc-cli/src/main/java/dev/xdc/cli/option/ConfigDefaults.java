package dev.xdc.cli.option;

import dev.xdc.NamedSettings;
import dev.xdc.Preset;
import dev.xdc.internal.file.Unfinished;
import dev.xdc.train.XdcListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * The file of {@code --config} as options of the command. An option on the command line takes the
 * place of its key, and of the keys that exclude it.
 */
public final class ConfigDefaults {

  /** What says nothing about the work, or is answered before it begins. */
  private static final Set<String> LEFT_OUT =
      Set.of("config", "help", "version", "debug", "dry-run", "json", "check-content");

  /** Settings that a file of training options may have beside them. */
  private static final Set<String> NAMED = NamedSettings.of(Preset.tiny()).keySet();

  private final @Nullable RunFile file;
  private final String[] args;

  private ConfigDefaults(@Nullable RunFile file, String[] args) {
    this.file = file;
    this.args = args;
  }

  /**
   * Reads the file that {@code args} name, if any, for the command they name.
   *
   * @throws IllegalArgumentException if it has a key that the command does not, or two that exclude
   *     each other; names the lines
   */
  public static ConfigDefaults of(CommandLine root, String... args) throws IOException {
    GivenOptions given = GivenOptions.of(root, args);
    if (given.config() == null) {
      return new ConfigDefaults(null, args);
    }
    RunFile file = RunFile.read(Path.of(given.config()));
    List<String> all = new ArrayList<>(Arrays.asList(args));
    all.addAll(given.commandEnd(), options(file, given.command().getCommandSpec(), given.names()));
    return new ConfigDefaults(file, all.toArray(String[]::new));
  }

  /**
   * Returns a file as options of a command.
   *
   * @param given names of the options on the command line
   */
  public static List<String> options(RunFile file, CommandSpec command, Set<String> given) {
    Map<String, OptionSpec> known = options(command);
    Set<String> keys = new TreeSet<>(known.keySet());
    if (command.findOption(TrainingOptions.SET) != null) {
      keys.addAll(NAMED);
    }
    file.requireKnown(keys, command.qualifiedName());
    List<String> options = new ArrayList<>();
    Map<Object, String> taken = new LinkedHashMap<>();
    for (String key : file.keys()) {
      OptionSpec option = known.get(key);
      String value = file.value(key).orElse("");
      if (option == null && !given.contains(TrainingOptions.PRESET)) {
        options.add(TrainingOptions.SET + "=" + key + "=" + value);
      }
      ArgGroupSpec group = exclusiveGroup(option);
      if (option == null || (group != null && value.equals("false"))) {
        continue;
      }
      String other = taken.put(group == null ? option : group, key);
      if (other != null) {
        throw new IllegalArgumentException(
            "%s and %s exclude each other: keep one"
                .formatted(file.place(other).orElse(other), file.place(key).orElse(key)));
      }
      if (!isGiven(option, given)
          && (group == null || group.args().stream().noneMatch(a -> isGiven(a, given)))) {
        options.add("--" + key + "=" + value);
      }
    }
    return options;
  }

  private static boolean isGiven(ArgSpec arg, Set<String> given) {
    return arg instanceof OptionSpec option
        && Arrays.stream(option.names()).anyMatch(given::contains);
  }

  private static @Nullable ArgGroupSpec exclusiveGroup(@Nullable OptionSpec option) {
    ArgGroupSpec group = option == null ? null : option.group();
    return group == null || !group.exclusive() ? null : group;
  }

  /** Returns the options that a file may set, by every long name. */
  private static Map<String, OptionSpec> options(CommandSpec command) {
    Map<String, OptionSpec> options = new TreeMap<>();
    for (OptionSpec option : command.options()) {
      for (String name : option.names()) {
        if (name.startsWith("--") && !LEFT_OUT.contains(key(option))) {
          options.put(name.substring(2), option);
        }
      }
    }
    return options;
  }

  private static String key(OptionSpec option) {
    return option.longestName().replaceFirst("^-+", "");
  }

  /** Returns the arguments with what the file adds to them. */
  public String[] args() {
    return args.clone();
  }

  /** Returns {@code e}, with the place in the file if what is wrong stands there. */
  public ParameterException placed(ParameterException e) {
    if (file == null || !(e.getArgSpec() instanceof OptionSpec option)) {
      return e;
    }
    for (String name : option.names()) {
      String key = name.replaceFirst("^-+", "");
      if (file.value(key).map(value -> value.equals(e.getValue())).orElse(false)) {
        String text = file.place(key).orElse("") + ": " + e.getMessage();
        return new ParameterException(e.getCommandLine(), text, e, option, e.getValue());
      }
    }
    return e;
  }

  /** Returns what writes the options of a command once its run is accepted; see {@link #write}. */
  public static XdcListener writer(Path target, CommandSpec command, Map<String, Object> settings) {
    return new XdcListener() {
      @Override
      public void onStart() {
        try {
          write(target, command, settings);
        } catch (IOException e) {
          throw new UncheckedIOException(e.toString(), e);
        }
      }
    };
  }

  /**
   * Writes every option of a command as it is now, and all that follows from them, so that {@code
   * --config} repeats the run, also when presets and defaults are others.
   *
   * @param settings what the options result in, as keys of such a file
   */
  private static void write(Path target, CommandSpec command, Map<String, Object> settings)
      throws IOException {
    Map<String, Object> given = new TreeMap<>();
    for (OptionSpec option : command.options()) {
      Object value = option.getValue();
      if (value != null && !(value instanceof Map) && !LEFT_OUT.contains(key(option))) {
        List<String> typed = option.originalStringValues();
        // what was copied here is read again where it came from
        boolean elsewhere = typed.size() == 1 && typed.get(0).contains("://");
        given.put(key(option), elsewhere ? typed.get(0) : plain(value));
      }
    }
    Map<String, Object> following = new TreeMap<>();
    settings.forEach((name, value) -> following.put(name, plain(value)));
    following.keySet().removeAll(given.keySet());
    Unfinished.write(
        target,
        "# xdc %s --config FILE repeats this run; --out gives it another folder%n%s%n# What follows from it; options win, and --preset on the command line.%n%s"
            .formatted(command.name(), yaml(given), yaml(following)));
  }

  private static String yaml(Map<String, Object> values) {
    if (values.isEmpty()) {
      return ""; // not the {} of an empty mapping, which no key may stand beside
    }
    DumpSettings style = DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
    return new Dump(style).dumpToString(values);
  }

  private static Object plain(Object value) {
    if (value instanceof Path path) {
      return path.toAbsolutePath().normalize().toString();
    }
    return value instanceof Number || value instanceof Boolean ? value : value.toString();
  }
}
