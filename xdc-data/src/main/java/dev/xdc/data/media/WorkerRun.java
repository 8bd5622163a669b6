package dev.xdc.data.media;

import dev.xdc.data.internal.worker.Job;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives jobs to a worker, one after the other. A job whose worker dies is given to a new one,
 * alone; the jobs behind it continue there. Nothing of a worker that has died is used.
 */
final class WorkerRun implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(WorkerRun.class);

  /** How often a job is tried whose worker dies of itself each time. */
  private static final int ATTEMPTS = 2;

  /** A job, and how many bytes its answer must have. */
  record Task(Job job, int frameBytes, int soundBytes) {}

  /**
   * What came of a task.
   *
   * @param answer what a worker sent; null if none did
   * @param problem why none did; empty if one did
   * @param timedOut whether its time was up
   */
  record Result(WorkerProcess.@Nullable Answer answer, String problem, boolean timedOut) {}

  private final WorkerPool pool;
  private final Duration limit;
  private @Nullable WorkerProcess worker;

  WorkerRun(WorkerPool pool, Duration limit) {
    this.pool = pool;
    this.limit = limit;
  }

  /**
   * Does one task.
   *
   * @param what names it in messages
   * @throws InterruptedIOException if this thread is interrupted; its interrupt status stays set
   * @throws IOException if no worker can be started
   */
  Result run(Task task, String what) throws IOException {
    int died = 0;
    int killed = 0;
    while (true) {
      WorkerProcess process = worker == null ? pool.take() : worker;
      worker = process;
      WorkerWatch.Watched watched = WorkerWatch.over(process, limit);
      try (watched) {
        process.send(task.job());
        WorkerProcess.Answer answer = process.receive(task.frameBytes(), task.soundBytes());
        return new Result(answer, "", false);
      } catch (IOException e) {
        worker = null;
        if (Thread.currentThread().isInterrupted()) {
          process.end();
          throw new InterruptedIOException(what + " was interrupted");
        }
        boolean byOthers = process.wasKilled();
        process.end();
        if (watched.reason() == WorkerWatch.Reason.TIME) {
          return new Result(null, "killed after " + limit.toMillis() / 1000.0 + " s", true);
        }
        died += byOthers ? 0 : 1;
        killed += byOthers ? 1 : 0;
        String problem =
            ("a decoding worker ended with exit code "
                    + process.exitCode()
                    + (e.getMessage() == null ? "" : ": " + e.getMessage())
                    + " "
                    + process.lastWords())
                .strip();
        if (byOthers) {
          LOGGER.warn("{}: {}; another one takes its place", what, problem);
        } else {
          LOGGER.debug("{}: {}", what, problem);
        }
        if (died == ATTEMPTS || killed == BoundedProcess.ATTEMPTS) {
          return new Result(null, problem, false);
        }
      }
    }
  }

  /** Gives the worker back. */
  @Override
  public void close() {
    if (worker != null) {
      pool.give(worker);
      worker = null;
    }
  }
}
