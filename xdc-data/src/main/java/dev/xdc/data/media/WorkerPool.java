package dev.xdc.data.media;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers of one kit. A thread takes one, is its only user, and gives it back; one that nobody
 * has used for a while ends.
 */
final class WorkerPool {

  private static final Logger LOGGER = LoggerFactory.getLogger(WorkerPool.class);

  /** After which a worker without work ends; starting one takes a few tenths of a second. */
  private static final Duration IDLE = Duration.ofSeconds(30);

  /** By folder of FFmpeg's libraries; empty where workers do not start. */
  private static final Map<Path, Optional<WorkerPool>> POOLS = new ConcurrentHashMap<>();

  private final WorkerKit kit;

  /** Those without work, the last used one first. */
  private final Deque<Idle> idle = new ArrayDeque<>();

  private record Idle(WorkerProcess worker, long since) {}

  private WorkerPool(WorkerKit kit) {
    this.kit = kit;
  }

  /**
   * Returns the workers that use the libraries of {@code folder}, one of which has been seen to
   * start; null if there are none.
   *
   * @throws InterruptedIOException if this thread is interrupted; its interrupt status stays set
   */
  static @Nullable WorkerPool of(Path folder) throws InterruptedIOException {
    try {
      return POOLS.computeIfAbsent(folder, WorkerPool::make).orElse(null);
    } catch (UncheckedIOException e) {
      throw new InterruptedIOException(e.getMessage());
    }
  }

  private static Optional<WorkerPool> make(Path folder) {
    try {
      // beside the libraries, wherever they had to be unpacked
      WorkerKit kit = WorkerKit.make(folder, folder.resolveSibling(""));
      if (kit == null) {
        LOGGER.debug("no bindings of FFmpeg for this platform, its programs are used");
        return Optional.empty();
      }
      WorkerPool pool = new WorkerPool(kit);
      pool.give(pool.take());
      return Optional.of(pool);
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        // No reason to do without workers from now on.
        throw new UncheckedIOException(e);
      }
      LOGGER.warn("FFmpeg's programs are used, as {}", e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Returns a worker that is alive.
   *
   * @throws IOException if none can be started
   */
  WorkerProcess take() throws IOException {
    while (true) {
      Idle found;
      synchronized (idle) {
        found = idle.pollFirst();
      }
      if (found == null) {
        return WorkerProcess.start(kit);
      }
      if (found.worker().isAlive()) {
        return found.worker();
      }
      found.worker().end();
    }
  }

  /** Takes back a worker that waits for its next job. */
  void give(WorkerProcess worker) {
    synchronized (idle) {
      idle.addFirst(new Idle(worker, System.nanoTime()));
    }
  }

  /** Ends workers that have had no work for long; returns whether others are left. */
  static boolean endOld(long now) {
    return end(now - IDLE.toNanos());
  }

  /** Ends all workers that have no work. */
  static void endAll() {
    end(System.nanoTime());
  }

  private static boolean end(long until) {
    boolean kept = false;
    List<WorkerProcess> old = new ArrayList<>();
    for (Optional<WorkerPool> pool : POOLS.values()) {
      kept |= pool.isPresent() && pool.get().removeOld(until, old);
    }
    old.forEach(WorkerProcess::end);
    return kept;
  }

  private boolean removeOld(long until, List<WorkerProcess> old) {
    synchronized (idle) {
      while (!idle.isEmpty() && idle.getLast().since() - until <= 0) {
        old.add(idle.removeLast().worker());
      }
      return !idle.isEmpty();
    }
  }

  @Override
  public String toString() {
    return kit.toString();
  }
}
