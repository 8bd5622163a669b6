package dev.xdc.internal.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What this machine's processor can do, as far as the system says. */
public final class Processor {
  private static final Optional<List<String>> FLAGS = flags();

  private Processor() {}

  /**
   * Returns whether the processor has a feature, under the name that Linux gives it, such as {@code
   * avx512f}; empty if the system does not say.
   */
  public static Optional<Boolean> has(String feature) {
    return FLAGS.map(flags -> flags.contains(feature));
  }

  private static Optional<List<String>> flags() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .map(line -> Arrays.asList(line.split("\\s+")));
    } catch (IOException e) {
      return Optional.empty(); // no Linux
    }
  }
}
