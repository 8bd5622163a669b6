package dev.xdc.data.media;

import com.github.kokorin.jaffree.JaffreeException;
import com.github.kokorin.jaffree.process.ProcessHandler;
import com.github.kokorin.jaffree.process.ProcessHelper;
import com.github.kokorin.jaffree.process.StdReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs one FFmpeg program and surely ends it: when all wanted bytes have arrived, when its time is
 * up, when the calling thread is interrupted.
 *
 * <p>Jaffree's own way of running sleeps at least 100 ms per run, waits 10 s for a file that yields
 * nothing, and stops a program by a letter on its standard input, which a hanging one never reads.
 *
 * @param <T> the result, made by the reader of the program's output
 */
final class BoundedProcess<T> extends ProcessHandler<T> {

  /** For what a program has written before it ended to be read. */
  private static final long GRACE_MILLIS = 2000;

  private final List<String> command = new ArrayList<>();
  private final StdReader<T> output;
  private final ErrorTail<T> errors;
  private final List<ProcessHelper> helpers;
  private final BooleanSupplier complete;
  private final Duration limit;

  /**
   * Prepares a run.
   *
   * @param helpers further readers, closed at the end
   * @param complete tells, once all readers are done, that the program need not be waited for
   * @param limit after which the program is killed
   */
  BoundedProcess(
      Path executable,
      List<String> arguments,
      StdReader<T> output,
      ErrorTail<T> errors,
      List<ProcessHelper> helpers,
      BooleanSupplier complete,
      Duration limit) {
    super(executable, "");
    command.add(executable.toString());
    command.addAll(arguments);
    this.output = output;
    this.errors = errors;
    this.helpers = helpers;
    this.complete = complete;
    this.limit = limit;
  }

  /**
   * Runs the program.
   *
   * @throws JaffreeException if it cannot be started, fails, takes too long, or if this thread is
   *     interrupted, whose interrupt status then stays set
   */
  @Override
  public synchronized @Nullable T execute() {
    Process process;
    try {
      process = new ProcessBuilder(command).start();
    } catch (IOException e) {
      closeHelpers();
      throw new JaffreeException("cannot be started: " + e.getMessage(), e);
    }
    try {
      return follow(process);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JaffreeException("interrupted", e);
    } catch (TimeoutException e) {
      throw new JaffreeException("killed after " + limit.toMillis() / 1000.0 + " s", e);
    } catch (ExecutionException e) {
      throw new JaffreeException("its output cannot be read: " + e.getCause(), e);
    } finally {
      process.destroyForcibly();
      // Not to be interrupted: whoever ends a run may count on its process being gone.
      process.onExit().orTimeout(GRACE_MILLIS, TimeUnit.MILLISECONDS).handle((p, e) -> p).join();
      closeHelpers();
    }
  }

  private @Nullable T follow(Process process)
      throws InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture<?> errorsRead = start("errors", () -> errors.read(process.getErrorStream()));
    CompletableFuture<@Nullable T> result =
        start("output", () -> output.read(process.getInputStream()));
    CompletableFuture<?> allRead = result;
    for (ProcessHelper helper : helpers) {
      allRead = CompletableFuture.allOf(allRead, start("helper", () -> runHelper(helper)));
    }
    long deadline = System.nanoTime() + limit.toNanos();
    CompletableFuture.anyOf(allRead, process.onExit()).get(limit.toNanos(), TimeUnit.NANOSECONDS);
    if (!(allRead.isDone() && complete.getAsBoolean())) {
      if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw new TimeoutException();
      }
      errorsRead.get(GRACE_MILLIS, TimeUnit.MILLISECONDS);
      if (process.exitValue() != 0) {
        throw new JaffreeException("ended with exit code " + process.exitValue());
      }
      allRead.get(GRACE_MILLIS, TimeUnit.MILLISECONDS);
    }
    return result.get();
  }

  private static <R> CompletableFuture<R> start(String name, Supplier<R> work) {
    CompletableFuture<R> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(work.get());
              } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
              }
            },
            "xdc-ffmpeg-" + name);
    thread.setDaemon(true);
    thread.start();
    return result;
  }

  private static boolean runHelper(ProcessHelper helper) {
    helper.run();
    return true;
  }

  private void closeHelpers() {
    for (ProcessHelper helper : helpers) {
      try {
        helper.close();
      } catch (IOException e) {
        throw new JaffreeException("a socket cannot be closed", e);
      }
    }
  }
}
