package dev.xdc.data.media;

import com.github.kokorin.jaffree.JaffreeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one FFmpeg program and surely ends it: when its time is up, when the calling thread is
 * interrupted, when the JVM ends. It needs no thread besides the calling one. A program that
 * somebody else kills, such as the system where memory is short, is started again a few times.
 *
 * <p>Jaffree's own way of running sleeps at least 100 ms per run, waits 10 s for a file that yields
 * nothing, and stops a program by a letter on its standard input, which a hanging one never reads.
 */
final class BoundedProcess {

  private static final Logger LOGGER = LoggerFactory.getLogger(BoundedProcess.class);

  /** Within which a killed program is gone, unless the system itself hangs. */
  private static final long GRACE_MILLIS = 2000;

  /** How often output is taken over: long beside the ends of a run, which are noticed at once. */
  private static final long POLL_MILLIS = 20;

  /** Description of a file's streams; a file with thousands of them stays below. */
  private static final int MAX_OUTPUT = 16 << 20;

  /** Exit codes of a program that SIGKILL or SIGTERM has ended. */
  private static final Set<Integer> KILLED = Set.of(128 + 9, 128 + 15);

  /** FFmpeg's exit code after SIGTERM and SIGINT, which it handles, and what it says then. */
  private static final int STOPPED = 255;

  private static final String SIGNAL = "received signal";

  /** How often a program is started that is killed each time. */
  static final int ATTEMPTS = 5;

  /** Before the second attempt; each later one waits twice as long. */
  private static final long PAUSE_MILLIS = 50;

  /** Begins the message of a run that never was one. */
  static final String NOT_STARTED = "cannot be started";

  private final List<String> command;
  private final @Nullable Path folder;
  private final Duration limit;
  private ErrorTail errors = new ErrorTail();
  private ByteArrayOutputStream output = new ByteArrayOutputStream();

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
   * Runs the program to its end, again if it was killed from outside: it must be able to write its
   * files a second time. However this method ends, the program and all that it has started are
   * gone.
   *
   * @throws JaffreeException if it cannot be started, fails, takes too long, or if this thread is
   *     interrupted, whose interrupt status then stays set
   */
  void execute() {
    int exit = attempt();
    long pause = PAUSE_MILLIS;
    for (int attempt = 2; attempt <= ATTEMPTS && wasKilled(exit); attempt++) {
      LOGGER.debug("{} was killed, attempt {} of {}", command.get(0), attempt, ATTEMPTS);
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
      pause *= 2;
      exit = attempt();
    }
    if (exit != 0) {
      throw new JaffreeException("ended with exit code " + exit);
    }
  }

  private boolean wasKilled(int exit) {
    return KILLED.contains(exit) || (exit == STOPPED && errorText().contains(SIGNAL));
  }

  private static JaffreeException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new JaffreeException("interrupted", e);
  }

  /** Runs the program once and returns its exit code. */
  private int attempt() {
    errors = new ErrorTail();
    output = new ByteArrayOutputStream();
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
      throw interrupted(e);
    } catch (TimeoutException e) {
      throw new JaffreeException("killed after " + limit.toMillis() / 1000.0 + " s", e);
    } finally {
      kill(process);
      hook.remove();
    }
    return process.exitValue();
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
