package dev.xdc.data.media;

import com.github.kokorin.jaffree.JaffreeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Runs one FFmpeg program and surely ends it: when its time is up, when the calling thread is
 * interrupted, when the JVM ends. It needs no thread besides the calling one.
 *
 * <p>Jaffree's own way of running sleeps at least 100 ms per run, waits 10 s for a file that yields
 * nothing, and stops a program by a letter on its standard input, which a hanging one never reads.
 */
final class BoundedProcess {

  /** Within which a killed program is gone, unless the system itself hangs. */
  private static final long GRACE_MILLIS = 2000;

  /** How often output is taken over: long beside the ends of a run, which are noticed at once. */
  private static final long POLL_MILLIS = 20;

  /** Description of a file's streams; a file with thousands of them stays below. */
  private static final int MAX_OUTPUT = 16 << 20;

  /** Begins the message of a run that never was one. */
  static final String NOT_STARTED = "cannot be started";

  private final List<String> command;
  private final @Nullable Path folder;
  private final Duration limit;
  private final ErrorTail errors = new ErrorTail();
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();

  /**
   * Prepares a run.
   *
   * @param folder to run in; null for the one the JVM runs in
   * @param limit after which the program is killed
   */
  BoundedProcess(List<String> command, @Nullable Path folder, Duration limit) {
    this.command = List.copyOf(command);
    this.folder = folder;
    this.limit = limit;
  }

  /**
   * Runs the program to its end. However this method ends, the program and all that it has started
   * are gone.
   *
   * @throws JaffreeException if it cannot be started, fails, takes too long, or if this thread is
   *     interrupted, whose interrupt status then stays set
   */
  void execute() {
    Process process;
    try {
      process =
          new ProcessBuilder(command).directory(folder == null ? null : folder.toFile()).start();
    } catch (IOException e) {
      throw new JaffreeException(NOT_STARTED + ": " + e.getMessage(), e);
    }
    ExitHook hook;
    try {
      hook = ExitHook.add(() -> kill(process));
    } catch (IllegalStateException e) {
      kill(process);
      throw new JaffreeException(NOT_STARTED + " while the JVM ends", e);
    }
    try {
      process.getOutputStream().close();
      follow(process);
    } catch (IOException e) {
      throw new JaffreeException("its output cannot be read: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JaffreeException("interrupted", e);
    } catch (TimeoutException e) {
      throw new JaffreeException("killed after " + limit.toMillis() / 1000.0 + " s", e);
    } finally {
      kill(process);
      hook.remove();
    }
    if (process.exitValue() != 0) {
      throw new JaffreeException("ended with exit code " + process.exitValue());
    }
  }

  private void follow(Process process) throws IOException, InterruptedException, TimeoutException {
    long deadline = System.nanoTime() + limit.toNanos();
    boolean ended = false;
    while (!ended) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new TimeoutException();
      }
      ended =
          process.waitFor(
              Math.min(left, TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS)), TimeUnit.NANOSECONDS);
      // What is there can be read without waiting, so no thread hangs in a read.
      take(process.getInputStream(), output);
      take(process.getErrorStream(), errors);
      if (output.size() > MAX_OUTPUT) {
        throw new IOException("it is longer than " + MAX_OUTPUT + " bytes");
      }
    }
  }

  private static void take(InputStream from, OutputStream to) throws IOException {
    for (int n = from.available(); n > 0; n = from.available()) {
      to.write(from.readNBytes(n));
    }
  }

  private static void kill(Process process) {
    if (process.isAlive()) {
      // First who they are: once it is gone, its children are nobody's.
      List<ProcessHandle> children = process.descendants().toList();
      process.destroyForcibly();
      children.forEach(ProcessHandle::destroyForcibly);
      // Not to be interrupted: whoever ends a run may count on its process being gone.
      process.onExit().orTimeout(GRACE_MILLIS, TimeUnit.MILLISECONDS).handle((p, e) -> p).join();
    }
    for (AutoCloseable stream :
        List.of(process.getInputStream(), process.getErrorStream(), process.getOutputStream())) {
      try {
        stream.close();
      } catch (Exception e) {
        // Nothing is left to be lost.
      }
    }
  }

  /** Returns what the program printed. */
  byte[] output() {
    return output.toByteArray();
  }

  /** Returns the last lines of the program's error stream. */
  String errorText() {
    return errors.text();
  }
}
