package dev.xdc.cli.option;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options that every command has. */
public final class GlobalOptions {

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of an error.")
  private boolean debug;

  @Option(
      names = "--threads",
      scope = ScopeType.INHERIT,
      paramLabel = "N",
      description = "Threads that compute; the number of cores by default, 1 in the demo.")
  private @Nullable Integer threads;

  @SuppressWarnings("UnusedVariable") // ConfigDefaults looks for it before the others are parsed
  @Option(
      names = "--config",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description = "YAML file of options, one a line, such as 'epochs: 4'; the command line wins.")
  private @Nullable Path config;

  /** Nothing is given. */
  public GlobalOptions() {}

  /** Returns whether errors are shown with their stack trace. */
  public boolean debug() {
    return debug;
  }

  /** Returns the threads that compute, at least one; null if the machine decides. */
  public @Nullable Integer threads() {
    return threads;
  }
}
