package dev.xdc.internal;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Work on many threads whose results arrive in order. Only a window of the work is handed out at a
 * time, so that a million pieces take no more memory than a hundred.
 */
public final class OrderedWork {

  /** Wide enough that a piece which waits for its time limit seldom stops the others. */
  private static final int WINDOW_PER_THREAD = 64;

  private static final long GRACE_SECONDS = 5;

  /**
   * A piece of the work.
   *
   * @param <R> its result
   */
  @FunctionalInterface
  public interface Task<R> {

    /** Does piece number {@code index}. */
    R run(int index) throws IOException;
  }

  /**
   * Takes the results.
   *
   * @param <R> result of a piece
   */
  @FunctionalInterface
  public interface Sink<R> {

    /** Takes the result of piece number {@code index}. */
    void accept(int index, R result) throws IOException;
  }

  private OrderedWork() {}

  /** Runs the work with a wide window. */
  public static <R> void run(int count, int threads, Task<R> task, Sink<R> sink)
      throws IOException {
    run(count, threads, WINDOW_PER_THREAD, task, sink);
  }

  /**
   * Runs {@code task} for 0 to {@code count - 1} on {@code threads} threads and hands the results
   * to {@code sink} in order, on this thread. None of the threads works on once this returns.
   *
   * @param window pieces per thread that may be begun or done before the sink has taken the next
   *     one, at least 1
   * @throws IOException the first failure of the task, in order, or of the sink
   * @throws InterruptedIOException if this thread is interrupted; its interrupt status stays set
   */
  public static <R> void run(int count, int threads, int window, Task<R> task, Sink<R> sink)
      throws IOException {
    ExecutorService pool = Executors.newFixedThreadPool(threads, DaemonThreads.named("xdc-files"));
    try {
      Deque<Future<R>> ahead = new ArrayDeque<>();
      int submitted = 0;
      for (int i = 0; i < count; i++) {
        while (submitted < count && ahead.size() < threads * window) {
          int index = submitted++;
          ahead.addLast(pool.submit(() -> task.run(index)));
        }
        if (Thread.interrupted()) {
          // A result that is there already is handed out without asking.
          throw new InterruptedException();
        }
        sink.accept(i, ahead.removeFirst().get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("work on " + count + " files was interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IOException("work on files failed: " + e.getCause(), e);
    } finally {
      pool.shutdownNow();
      awaitEnd(pool);
    }
  }

  /** Waits until the threads have ended the programs they run, even if this one is interrupted. */
  private static void awaitEnd(ExecutorService pool) {
    boolean interrupted = Thread.interrupted();
    try {
      pool.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
