package dev.xdc.cli;

import dev.xdc.internal.file.Unfinished;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Runs a command on each of some states of its output folder, in one JVM; of {@code kills.sh}. */
final class Reruns {

  private Reruns() {}

  /**
   * Runs it.
   *
   * @param args the folder of the states, the output folder, the folder that takes the results, and
   *     the arguments of the command
   */
  public static void main(String[] args) throws IOException {
    Path out = Path.of(args[1]);
    Path results = Path.of(args[2]);
    String[] command = Arrays.copyOfRange(args, 3, args.length);
    System.setProperty( // which runs and models record
        "sun.java.command", XdcCommand.class.getName() + " " + String.join(" ", command));
    PrintWriter log = new PrintWriter(System.out, true, Charset.defaultCharset());
    for (Path state : entries(Path.of(args[0]))) {
      Unfinished.delete(out);
      copy(state, out);
      Unfinished.write(
          results.resolve("state"), state.toString()); // as if the folder were new to it
      if (XdcCommand.run(log, log, command) == 0) {
        Files.move(out, results.resolve(state.getFileName()));
      }
    }
    System.exit(0); // whatever threads libraries keep
  }

  private static List<Path> entries(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted(
              Comparator.comparing(path -> Integer.valueOf(path.getFileName().toString())))
          .toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Files.copy(path, to.resolve(from.relativize(path)));
      }
    }
  }
}
