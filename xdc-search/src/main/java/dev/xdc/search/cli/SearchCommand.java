package dev.xdc.search.cli;

import dev.xdc.cli.AddedCommand;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code xdc search}, which the command line finds by itself. */
@Command(
    name = "search",
    description = "Finds videos by picture and sound, in an index that grows.",
    subcommands = {AddCommand.class, QueryCommand.class, RemoveCommand.class, CheckCommand.class})
public final class SearchCommand implements AddedCommand {

  /** Held, since Java's logging forgets the levels of loggers that nobody holds. */
  private static final Logger LUCENE = Logger.getLogger("org.apache.lucene");

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Found by the service loader. */
  public SearchCommand() {
    // Lucene asks for JVM options at each start, which are of no use on Java 17.
    LUCENE.setLevel(Level.SEVERE);
  }

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing: add, query, remove or check");
  }
}
