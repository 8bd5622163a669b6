package dev.xdc.benchmarks;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What this JVM holds of the machine.
 *
 * @param residentMegabytes memory in use as the system counts it
 * @param heapMegabytes live objects, after a collection
 * @param directMegabytes direct buffers
 * @param threads live ones
 * @param processes started by this one and alive
 * @param openFiles descriptors, connections included
 * @param folders temporary folders of runs
 */
record Footprint(
    long residentMegabytes,
    long heapMegabytes,
    long directMegabytes,
    int threads,
    long processes,
    long openFiles,
    long folders) {

  static final String HEADER =
      "resident MB  heap MB  direct MB  threads  processes  files  folders";

  /** Measures, on Linux. */
  static Footprint now() throws IOException {
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    long direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    long resident =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .sum();
    String folder = "xdc-run-" + ProcessHandle.current().pid() + "-";
    return new Footprint(
        resident >> 10,
        heap >> 20,
        direct >> 20,
        ManagementFactory.getThreadMXBean().getThreadCount(),
        ProcessHandle.current().descendants().filter(ProcessHandle::isAlive).count(),
        count(Path.of("/proc/self/fd"), ""),
        count(Path.of(System.getProperty("java.io.tmpdir")), folder));
  }

  private static long count(Path folder, String prefix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.getFileName().toString().startsWith(prefix)).count();
    }
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%11d  %7d  %9d  %7d  %9d  %5d  %7d",
        residentMegabytes,
        heapMegabytes,
        directMegabytes,
        threads,
        processes,
        openFiles,
        folders);
  }
}
