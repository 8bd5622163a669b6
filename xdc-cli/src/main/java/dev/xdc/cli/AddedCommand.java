package dev.xdc.cli;

import java.util.concurrent.Callable;

/**
 * A command that another module adds to {@code xdc}: a picocli command with a public constructor
 * without arguments, named in {@code META-INF/services/dev.xdc.cli.AddedCommand}. Modules with
 * heavy libraries stay out of the command line's own class path this way.
 *
 * <p>{@link #call()} returns the exit code.
 */
public interface AddedCommand extends Callable<Integer> {}
