package dev.xdc.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The command line in a JVM of its own, to be killed. */
final class ChildRun implements AutoCloseable {
  private static final long LIMIT_SECONDS = 300;

  private final Process process;
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private final Thread reader;

  private ChildRun(Process process) {
    this.process = process;
    reader = new Thread(this::read, "child-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts {@code xdc} with {@code args}. */
  static ChildRun start(List<String> args) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1", // for a quick start
                "-XX:+UseSerialGC",
                "-Dai.djl.pytorch.num_threads=1",
                "-Dorg.slf4j.simpleLogger.log.dev.xdc=debug",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                XdcCommand.class.getName()));
    command.addAll(args);
    return new ChildRun(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      lines.add("(its output ended: " + e.getMessage() + ")");
    }
  }

  /** Waits until {@code seen} holds for what was printed; false if the child ended before. */
  boolean await(Predicate<List<String>> seen) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (System.nanoTime() < end) {
      if (seen.test(List.copyOf(lines))) {
        return true;
      }
      if (!process.isAlive()) {
        return false;
      }
      Thread.sleep(1);
    }
    throw new AssertionError("nothing of the kind within " + LIMIT_SECONDS + " s: " + output());
  }

  /** Sends SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    end();
  }

  /** Sends SIGTERM; what the child says to that can still be read. */
  void terminate() {
    process.toHandle().destroy();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for the end and returns the exit status. */
  int end() throws InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("did not end within " + LIMIT_SECONDS + " s: " + output());
    }
    reader.join(TimeUnit.SECONDS.toMillis(10));
    return process.exitValue();
  }

  String output() {
    return String.join("\n", List.copyOf(lines));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
