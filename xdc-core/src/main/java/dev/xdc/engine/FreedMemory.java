package dev.xdc.engine;

import com.sun.jna.Function;
import com.sun.jna.Platform;
import java.util.List;
import java.util.Map;

/**
 * What becomes of native memory that the engine frees.
 *
 * <p>glibc gives large blocks back to the system, which hands out the same pages again, zeroed one
 * by one, at the next step: 17,000 pages for a step of the small preset's video encoder, a fifth of
 * its time on two cores with AVX2.
 */
public final class FreedMemory {
  // Numbers of glibc's malloc.h.
  private static final int TRIM_THRESHOLD = -1;
  private static final int MMAP_THRESHOLD = -3;

  /** No arena has as much free at its end: nothing is given back. */
  private static final int NEVER_TRIMMED = 2_000_000_000;

  /** Smaller blocks come from arenas, which keep what is freed. */
  private static final int MAPPED_FROM = 1 << 30;

  /** What both are before an application sets them. */
  private static final int USUAL = 128 << 10;

  private static final List<String> SETTINGS =
      List.of("MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_", "MALLOC_MMAP_MAX_");

  private FreedMemory() {}

  /**
   * Makes glibc keep what is freed for the rest of the process, so that training and feature passes
   * run faster and the process stays at the most it has ever taken. The setting holds for
   * everything in the process, therefore an application decides on it, best before its first step;
   * the library itself never calls this. The command line does.
   *
   * @return whether it was set: not if an environment variable such as {@code
   *     MALLOC_TRIM_THRESHOLD_} sets one already, and nowhere but on Linux with glibc
   */
  public static boolean keep() {
    return set(NEVER_TRIMMED, MAPPED_FROM);
  }

  /**
   * Takes {@link #keep} back, where memory matters more than time. Unlike at the start of a process
   * the thresholds do not grow.
   *
   * @return whether it was set, as in {@link #keep}
   */
  public static boolean handBack() {
    return set(USUAL, USUAL);
  }

  private static boolean set(int trimThreshold, int mappedFrom) {
    Map<String, String> environment = System.getenv();
    if (!Platform.isLinux() || SETTINGS.stream().anyMatch(environment::containsKey)) {
      return false;
    }
    try {
      Function set = Function.getFunction("c", "mallopt");
      return set(set, TRIM_THRESHOLD, trimThreshold) && set(set, MMAP_THRESHOLD, mappedFrom);
    } catch (LinkageError e) {
      return false; // another C library, or no place to unpack JNA's own part
    }
  }

  private static boolean set(Function mallopt, int parameter, int value) {
    return mallopt.invokeInt(new Object[] {parameter, value}) == 1;
  }
}
