package dev.xdc.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.data.media.ClipDecoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What decoding might leave behind: processes, threads, files of this JVM. */
public final class Leftovers {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Leftovers() {}

  /** Returns a line for each process, thread and temporary folder of this JVM's that is there. */
  public static List<String> now() {
    List<String> all = new ArrayList<>();
    ProcessHandle.current()
        .descendants()
        .filter(ProcessHandle::isAlive)
        .forEach(p -> all.add("process " + p.pid() + " " + p.info().command().orElse("")));
    Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(n -> n.startsWith("xdc-"))
        .forEach(n -> all.add("thread " + n));
    all.addAll(folders(ProcessHandle.current().pid()));
    return all;
  }

  /** Returns a line for each temporary folder of a JVM's. */
  public static List<String> folders(long pid) {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(f -> f.getFileName().toString().startsWith("xdc-run-" + pid + "-"))
          .map(f -> "folder " + f)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fails unless everything is gone before long: threads end soon after they are told to. */
  public static void assertNone() {
    ClipDecoder.endIdleWorkers();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline && !now().isEmpty()) {
      Thread.onSpinWait();
    }
    assertThat(now()).isEmpty();
  }
}
