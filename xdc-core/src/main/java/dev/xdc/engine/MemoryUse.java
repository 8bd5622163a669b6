package dev.xdc.engine;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What this JVM holds.
 *
 * @param residentMegabytes memory of the process that lies in RAM, native memory included; NaN
 *     where the system does not report it (Linux does)
 * @param heapMegabytes used part of Java's heap, garbage included
 * @param openArrays arrays of the engine that are not closed, of the whole JVM
 */
public record MemoryUse(double residentMegabytes, double heapMegabytes, int openArrays) {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";
  private static final String PEAK = "VmHWM:";
  private static final double MEGABYTE = 1 << 20;

  /** Measures. */
  public static MemoryUse now() {
    Runtime runtime = Runtime.getRuntime();
    try (NDManager manager = TorchEngine.newManager()) {
      return new MemoryUse(
          status(RESIDENT),
          (runtime.totalMemory() - runtime.freeMemory()) / MEGABYTE,
          manager.getParentManager().getManagedArrays().size());
    }
  }

  /**
   * Returns the most memory of the process that ever lay in RAM, in MB; NaN where the system does
   * not report it.
   */
  public static double peakMegabytes() {
    return status(PEAK);
  }

  private static double status(String key) {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(key)) {
          String kilobytes = line.replaceAll("\\D", "");
          return Long.parseLong(kilobytes) * 1024 / MEGABYTE;
        }
      }
    } catch (IOException e) {
      return Double.NaN; // no such file on other systems
    }
    return Double.NaN;
  }
}
