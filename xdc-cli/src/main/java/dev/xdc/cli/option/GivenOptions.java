package dev.xdc.cli.option;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What a command line says, as far as it can be known before the options are parsed.
 *
 * @param command the innermost command
 * @param commandEnd where the arguments behind its name begin
 * @param names of the options given, without their values
 * @param config the value of {@code --config}; null if it is not given
 */
record GivenOptions(
    CommandLine command, int commandEnd, Set<String> names, @Nullable String config) {
  private static final String CONFIG = "--config";

  static GivenOptions of(CommandLine root, String... args) {
    CommandLine command = root;
    int end = 0;
    Set<String> names = new HashSet<>();
    String config = null;
    for (int i = 0; i < args.length && !args[i].equals("--"); i++) {
      CommandLine inner = command.getSubcommands().get(args[i]);
      if (inner != null) {
        command = inner;
        end = i + 1;
      } else if (args[i].startsWith("-")) {
        int equals = args[i].indexOf('=');
        String name = equals < 0 ? args[i] : args[i].substring(0, equals);
        names.add(name);
        OptionSpec option = command.getCommandSpec().findOption(name);
        boolean next = equals < 0 && option != null && option.arity().min() > 0;
        if (name.equals(CONFIG) && equals >= 0) {
          config = args[i].substring(equals + 1);
        } else if (name.equals(CONFIG) && i + 1 < args.length) {
          config = args[i + 1];
        }
        i += next ? 1 : 0;
      }
    }
    return new GivenOptions(command, end, names, config);
  }
}
