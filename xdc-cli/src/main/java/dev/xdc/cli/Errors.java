package dev.xdc.cli;

import dev.xdc.RunStoppedException;
import dev.xdc.cli.output.StopSignals;
import dev.xdc.train.DivergedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;

/** Turns exceptions into one line and an exit code. */
final class Errors {

  private Errors() {}

  /** Reports arguments that cannot be parsed. */
  static int usage(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    print(
        command,
        oneLine(usageMessage(e)) + "; see " + command.getCommandSpec().qualifiedName() + " --help");
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static String usageMessage(ParameterException e) {
    return e instanceof OverwrittenOptionException twice
            && twice.getOverwritten() instanceof OptionSpec option
            && option.names().length > 1
        ? String.join(" and ", option.names()) + " are names of one option: give one of them, once"
        : String.valueOf(e.getMessage());
  }

  /** Reports a command that failed. */
  static int failure(Exception e, CommandLine command, boolean debug) {
    if (debug) {
      e.printStackTrace(command.getErr());
    }
    if (e instanceof ParameterException p) {
      return usage(p, new String[0]);
    }
    if (e instanceof RunStoppedException) {
      command.getErr().println(oneLine(String.valueOf(e.getMessage())));
      command.getErr().flush();
      return StopSignals.exitCode(command.getCommandSpec().exitCodeOnExecutionException());
    }
    print(command, oneLine(message(e)));
    return e instanceof IllegalArgumentException
        ? command.getCommandSpec().exitCodeOnInvalidInput()
        : command.getCommandSpec().exitCodeOnExecutionException();
  }

  private static void print(CommandLine command, String line) {
    command.getErr().println("error: " + line);
    command.getErr().flush();
  }

  private static String message(Exception e) {
    if (e instanceof UncheckedIOException wrapped && wrapped.getCause() != null) {
      return message(wrapped.getCause());
    }
    if (e instanceof NoSuchFileException missing) {
      return missing.getFile() + " does not exist; check the path";
    }
    if (e instanceof NotDirectoryException || e instanceof FileAlreadyExistsException) {
      return e.getMessage() + " is a file, a folder is needed; choose another path";
    }
    if (e instanceof AccessDeniedException denied) {
      return denied.getFile() + " may not be read or written; check its permissions";
    }
    boolean expected =
        e instanceof IOException
            || e instanceof IllegalArgumentException
            || e instanceof IllegalStateException
            || e instanceof DivergedException;
    if (expected && e.getMessage() != null) {
      return e.getMessage();
    }
    return e + "; run again with --debug for the stack trace";
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
