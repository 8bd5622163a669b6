package dev.xdc.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What some work takes.
 *
 * @param seconds by the clock
 * @param processorSeconds of this JVM and of its child processes, those that have ended and those
 *     that go on
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

  private static double used() throws IOException {
    long ticks = ticks("self");
    for (ProcessHandle child : ProcessHandle.current().descendants().toList()) {
      try {
        ticks += ticks(Long.toString(child.pid()));
      } catch (NoSuchFileException e) {
        // It has ended meanwhile, and its parent's time holds its own.
      }
    }
    return ticks / TICKS;
  }

  /** Sums user and system time of a process and its ended children, see {@code proc(5)}. */
  private static long ticks(String process) throws IOException {
    String stat = Files.readString(Path.of("/proc", process, "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long ticks = 0;
    for (int i = 11; i < 15; i++) {
      ticks += Long.parseLong(fields[i]);
    }
    return ticks;
  }
}
