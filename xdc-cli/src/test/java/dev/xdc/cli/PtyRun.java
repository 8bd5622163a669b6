package dev.xdc.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The command line in a terminal of its own, as a job of a shell: what is typed becomes signals as
 * on a keyboard. The util-linux program {@code script} makes the terminal.
 */
final class PtyRun implements AutoCloseable {
  private static final Path SCRIPT = Path.of("/usr/bin/script");
  private static final long LIMIT_SECONDS = 120;
  private static final char CONTROL_C = 3;

  private final Process process;
  private final StringBuilder shown = new StringBuilder();
  private final Thread reader;

  private PtyRun(Process process) {
    this.process = process;
    reader = new Thread(this::read, "pty-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Returns whether this system has what makes terminals. */
  static boolean isPossible() {
    return Files.isExecutable(SCRIPT) && Files.isExecutable(Path.of("/bin/bash"));
  }

  /** Starts {@code xdc} with {@code args} in a terminal of that many columns. */
  static PtyRun start(int columns, Map<String, String> environment, List<String> args)
      throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    // The shell controls jobs, as one that a person types into; and what started this JVM may have
    // had SIGINT ignored.
    String job =
        "set -m; stty cols %d; tty; env --default-signal=INT '%s' -Xmx512m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dai.djl.pytorch.num_threads=1 -Dorg.slf4j.simpleLogger.log.dev.xdc=debug %s %s; exit $?"
            .formatted(columns, java, XdcCommand.class.getName(), String.join(" ", args));
    ProcessBuilder script =
        new ProcessBuilder(SCRIPT.toString(), "-qefc", job, "/dev/null").redirectErrorStream(true);
    script.environment().put("SHELL", "/bin/bash");
    script.environment().put("TERM", "xterm");
    script.environment().put("CLASSPATH", classPath);
    script.environment().putAll(environment);
    return new PtyRun(script.start());
  }

  private void read() {
    try (InputStream in = new BufferedInputStream(process.getInputStream())) {
      byte[] bytes = new byte[4096];
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        synchronized (shown) {
          shown.append(new String(bytes, 0, count, StandardCharsets.ISO_8859_1));
        }
      }
    } catch (IOException e) {
      synchronized (shown) {
        shown.append("(its output ended: ").append(e.getMessage()).append(')');
      }
    }
  }

  /** Returns all that was sent to the terminal so far. */
  String shown() {
    synchronized (shown) {
      return shown.toString();
    }
  }

  /** Waits until {@code text} was sent to the terminal. */
  void await(String text) throws InterruptedException {
    await(all -> all.contains(text), text);
  }

  void await(Predicate<String> seen, String what) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!seen.test(shown())) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new AssertionError("'" + what + "' was not shown: " + shown());
      }
      Thread.sleep(2);
    }
  }

  /** Types Ctrl-C. */
  void controlC() throws IOException {
    process.getOutputStream().write(CONTROL_C);
    process.getOutputStream().flush();
  }

  /** Makes the window that wide. */
  void resize(int columns) throws IOException, InterruptedException {
    String device = shown().lines().filter(l -> l.startsWith("/dev/")).findFirst().orElseThrow();
    int failed =
        new ProcessBuilder("stty", "-F", device.strip(), "cols", "" + columns).start().waitFor();
    if (failed != 0) {
      throw new AssertionError("stty " + failed);
    }
  }

  /** Waits for the end and returns the exit status. */
  int end() throws InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("did not end within " + LIMIT_SECONDS + " s: " + shown());
    }
    reader.join(TimeUnit.SECONDS.toMillis(10));
    return process.exitValue();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
