package dev.xdc.cli;

import dev.xdc.RunStoppedException;
import dev.xdc.cli.option.NearestName;
import dev.xdc.cli.output.StopSignals;
import dev.xdc.internal.file.JsonFile;
import dev.xdc.train.DivergedException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns exceptions into one line and an exit code. */
final class Errors {
  /** Characters of a message: room for two of the longest paths. */
  private static final int LONGEST = 10_000;

  /** 128 and the number of SIGPIPE. */
  private static final int BROKEN_PIPE = 141;

  private Errors() {}

  /** Reports arguments that cannot be parsed. */
  static int usage(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String message = oneLine(usageMessage(e));
    print(
        command,
        message
            + (message.endsWith("?") ? " See " : "; see ")
            + command.getCommandSpec().qualifiedName()
            + " --help");
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static String usageMessage(ParameterException e) {
    if (e instanceof OverwrittenOptionException twice
        && twice.getOverwritten() instanceof OptionSpec option
        && option.names().length > 1) {
      return String.join(" and ", option.names())
          + " are names of one option: give one of them, once";
    }
    String message = String.valueOf(e.getMessage());
    String meant = nearest(e);
    if (meant == null) {
      return message;
    }
    // one that is missing may be the one that is misspelt
    String unknown =
        e instanceof UnmatchedArgumentException
            ? message
            : "Unknown option: '" + e.getCommandLine().getUnmatchedArguments().get(0) + "'";
    return unknown + "; did you mean " + meant + "?";
  }

  /** Returns the command or option that is spelt most like the first one that is unknown. */
  private static @Nullable String nearest(ParameterException e) {
    List<String> unknown =
        e instanceof UnmatchedArgumentException unmatched
            ? unmatched.getUnmatched()
            : e.getCommandLine().getUnmatchedArguments();
    if (unknown.isEmpty()) {
      return null;
    }
    String given = unknown.get(0).split("=", 2)[0];
    CommandSpec spec = e.getCommandLine().getCommandSpec();
    Stream<String> names =
        given.startsWith("-")
            ? spec.options().stream()
                .filter(option -> !option.hidden())
                .flatMap(option -> Arrays.stream(option.names()))
                .filter(name -> name.startsWith("--"))
            : spec.subcommands().values().stream()
                .filter(command -> !command.getCommandSpec().usageMessage().hidden())
                .flatMap(command -> command.getCommandSpec().names().stream());
    return NearestName.of(given, names.toList()).orElse(null);
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

  /**
   * Reports that results did not reach standard output, which no {@code PrintWriter} tells.
   *
   * @return the exit status; where the reader of a pipe has gone, as of {@code xdc ... | head -1},
   *     that of a process which the signal for it ended, without a word
   */
  static int lostResults(PrintWriter err) {
    String reason = "closed";
    try (FileOutputStream once = new FileOutputStream(FileDescriptor.out)) {
      once.write('\n'); // writing once more tells why
    } catch (IOException e) {
      reason = String.valueOf(e.getMessage());
    }
    if (reason.equals("Broken pipe")) {
      return BROKEN_PIPE;
    }
    err.println(
        "error: standard output cannot be written to ("
            + reason
            + "): the results are not complete there; start it again with another place for them");
    return 1;
  }

  private static void print(CommandLine command, String line) {
    command.getErr().println("error: " + line);
    command.getErr().flush();
  }

  private static String message(Exception e) {
    if (e instanceof UncheckedIOException wrapped && wrapped.getCause() != null) {
      String cause = message(wrapped.getCause());
      String own = String.valueOf(e.getMessage());
      return own.equals(wrapped.getCause().toString()) ? cause : own + ": " + cause;
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

  /** Returns a text on one line; the middle of one as long as a file's contents is left out. */
  private static String oneLine(String text) {
    // what a file holds may be in it, and would speak to the terminal
    String line = JsonFile.oneLine(text).replaceAll("\\p{Cntrl}", "?");
    return line.length() <= LONGEST
        ? line
        : line.substring(0, LONGEST / 2) + " ... " + line.substring(line.length() - LONGEST / 2);
  }
}
