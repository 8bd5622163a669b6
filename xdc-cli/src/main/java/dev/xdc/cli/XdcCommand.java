package dev.xdc.cli;

import dev.xdc.cli.command.AssignCommand;
import dev.xdc.cli.command.ClassifyCommand;
import dev.xdc.cli.command.ClustersCommand;
import dev.xdc.cli.command.CompareCommand;
import dev.xdc.cli.command.DataSetsCommand;
import dev.xdc.cli.command.DemoCommand;
import dev.xdc.cli.command.DoctorCommand;
import dev.xdc.cli.command.EmbedCommand;
import dev.xdc.cli.command.EvaluateCommand;
import dev.xdc.cli.command.FineTuneCommand;
import dev.xdc.cli.command.IndexCommand;
import dev.xdc.cli.command.PrepareCommand;
import dev.xdc.cli.command.PretrainCommand;
import dev.xdc.cli.command.ProbeCommand;
import dev.xdc.cli.command.RetrainCommand;
import dev.xdc.cli.command.WeightsCommand;
import dev.xdc.cli.option.ConfigDefaults;
import dev.xdc.cli.option.GlobalOptions;
import dev.xdc.cli.output.ProgressOutput;
import dev.xdc.cli.output.StopSignals;
import dev.xdc.engine.FreedMemory;
import dev.xdc.engine.TorchEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * The command line {@code xdc}. Results go to standard output, progress and errors to standard
 * error. It ends with 0 only on success, with 2 if the arguments are wrong, with 128 and the number
 * of the signal if it was stopped by one, and with 1 if anything else fails.
 */
@Command(
    name = "xdc",
    description = "Cross-modal deep clustering: trains video and audio encoders without labels.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    usageHelpAutoWidth = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    subcommands = {
      DemoCommand.class,
      IndexCommand.class,
      PrepareCommand.class,
      PretrainCommand.class,
      RetrainCommand.class,
      ProbeCommand.class,
      FineTuneCommand.class,
      ClassifyCommand.class,
      CompareCommand.class,
      EvaluateCommand.class,
      ClustersCommand.class,
      AssignCommand.class,
      EmbedCommand.class,
      DataSetsCommand.class,
      WeightsCommand.class,
      DoctorCommand.class
    })
public final class XdcCommand implements Runnable {
  private static final Set<String> HELP = Set.of("--help", "-h", "--version", "-V");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private GlobalOptions global = new GlobalOptions();

  XdcCommand() {}

  /** Runs one command and ends the JVM. */
  public static void main(String[] args) {
    ProgressOutput.prepareTerminal();
    PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
    PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
    if (!asksForHelp(args)) { // which needs no native code
      StopSignals.install();
      FreedMemory.keep();
    }
    System.setProperty("java.awt.headless", "true"); // PNGs are drawn without a desktop
    int code;
    try {
      code = run(out, err, args);
    } catch (OutOfMemoryError e) {
      err.println("error: Java's heap is full; start it with a larger one, such as -Xmx4g");
      code = 1;
    }
    if (out.checkError() && code == 0) {
      code = Errors.lostResults(err);
    }
    err.flush();
    // Some libraries keep threads of their own; the work is done.
    System.exit(code);
  }

  private static boolean asksForHelp(String[] args) {
    return args.length == 0 || Stream.of(args).anyMatch(HELP::contains);
  }

  /**
   * Runs one command inside this JVM.
   *
   * @param out takes the results
   * @param err takes progress and errors
   * @return the exit code
   */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    return run(CommandLine.defaultFactory(), out, err, args);
  }

  /**
   * Runs one command inside this JVM.
   *
   * @param commands makes the objects of commands; the other parameters are those of {@link
   *     #run(PrintWriter, PrintWriter, String...)}
   */
  public static int run(
      CommandLine.IFactory commands, PrintWriter out, PrintWriter err, String... args) {
    XdcCommand root = new XdcCommand();
    CommandLine line = commandLine(root, commands);
    ConfigDefaults defaults;
    try {
      defaults = ConfigDefaults.of(line, args);
    } catch (IOException | IllegalArgumentException e) {
      line.setErr(err);
      return Errors.failure(e, line, false);
    }
    return line.setOut(out)
        .setErr(err)
        .setParameterExceptionHandler((e, given) -> Errors.usage(defaults.placed(e), given))
        .setExecutionExceptionHandler(
            (e, command, parsed) -> Errors.failure(e, command, root.global.debug()))
        .setExecutionStrategy(
            parsed -> {
              root.setUpEngine(parsed);
              return new CommandLine.RunLast().execute(parsed);
            })
        .execute(defaults.args());
  }

  /** Returns {@code xdc} with all its commands, those of other modules included. */
  public static CommandLine commandLine() {
    return commandLine(new XdcCommand(), CommandLine.defaultFactory());
  }

  private static CommandLine commandLine(XdcCommand root, CommandLine.IFactory commands) {
    CommandLine line = new CommandLine(root, commands);
    ServiceLoader.load(AddedCommand.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(command -> command.getClass().getName()))
        .forEach(line::addSubcommand); // whatever the order of the class path
    addCompletion(line);
    HelpHeadings.install(line);
    return line.registerConverter(Path.class, XdcCommand::path)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  /**
   * Reads a path; an empty one, as of a variable of a shell that is not set, would be this folder.
   */
  private static Path path(String text) {
    if (text.isEmpty()) {
      throw new TypeConversionException("it is empty, must name a file or folder");
    }
    return Path.of(text);
  }

  /** Adds the command that prints the script by which bash and zsh complete all others. */
  private static void addCompletion(CommandLine line) {
    CommandLine completion = new CommandLine(new AutoComplete.GenerateCompletion());
    completion.getCommandSpec().usageMessage().hidden(true);
    line.addSubcommand(completion);
  }

  private void setUpEngine(ParseResult parsed) {
    Integer threads = global.threads();
    if (threads != null && threads < 1) {
      throw new ParameterException(
          spec.commandLine(), "--threads is " + threads + ", must be at least 1");
    }
    boolean demo =
        parsed.hasSubcommand()
            && parsed.subcommand().commandSpec().userObject() instanceof DemoCommand;
    int cores = Runtime.getRuntime().availableProcessors();
    // Threads of tiny networks mostly wait for each other; on a busy machine, tens of times as
    // long.
    EngineProperties.set(threads, demo ? 1 : cores);
    TorchEngine.atStart(EngineLog::errorsOnly);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
