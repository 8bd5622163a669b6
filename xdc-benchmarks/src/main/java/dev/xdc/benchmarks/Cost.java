package dev.xdc.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What some work takes.
 *
 * @param seconds by the clock
 * @param processorSeconds of this JVM and of the child processes that have ended
 */
record Cost(double seconds, double processorSeconds) {

  /** Ticks of Linux's accounting in a second, the same on all its common platforms. */
  private static final double TICKS = 100;

  /** Some work. */
  interface Work {
    void run() throws IOException, InterruptedException;
  }

  static Cost of(Work work) throws IOException, InterruptedException {
    double before = used();
    long start = System.nanoTime();
    work.run();
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Cost(seconds, used() - before);
  }

  /** Sums user and system time, own and of children, see {@code proc(5)}. */
  private static double used() throws IOException {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long ticks = 0;
    for (int i = 11; i < 15; i++) {
      ticks += Long.parseLong(fields[i]);
    }
    return ticks / TICKS;
  }
}
