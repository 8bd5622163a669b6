package dev.xdc.data.media;

import java.time.Duration;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Kills workers whose time is up, or whose user is interrupted: reading from a process knows
 * neither limit nor interrupt. One thread for all; it ends when there has been nothing to watch for
 * a while.
 */
final class WorkerWatch {

  private static final long POLL_MILLIS = 20;
  private static final long IDLE_NANOS = 1_000_000_000;
  private static final Set<Watched> ALL = ConcurrentHashMap.newKeySet();
  private static final Object LOCK = new Object();
  private static @Nullable Thread thread;

  private WorkerWatch() {}

  /** Why a worker was killed. */
  enum Reason {
    TIME,
    INTERRUPT
  }

  /** A worker under watch, until closed. */
  static final class Watched implements AutoCloseable {

    private final WorkerProcess worker;
    private final Thread user = Thread.currentThread();
    private volatile long deadline;
    private volatile @Nullable Reason reason;

    private Watched(WorkerProcess worker) {
      this.worker = worker;
    }

    /** Allows the worker {@code limit} from now on. */
    void allow(Duration limit) {
      deadline = System.nanoTime() + limit.toNanos();
    }

    /** Returns why the worker was killed, or null if it was not. */
    @Nullable Reason reason() {
      return reason;
    }

    private boolean isOver(long now) {
      if (user.isInterrupted()) {
        reason = Reason.INTERRUPT;
      } else if (now - deadline > 0) {
        reason = Reason.TIME;
      }
      return reason != null;
    }

    @Override
    public void close() {
      ALL.remove(this);
    }
  }

  /** Watches {@code worker} for the calling thread, for {@code limit} at first. */
  static Watched over(WorkerProcess worker, Duration limit) {
    Watched watched = new Watched(worker);
    watched.allow(limit);
    ALL.add(watched);
    synchronized (LOCK) {
      if (thread == null) {
        Thread fresh = new Thread(WorkerWatch::run, "xdc-worker-watch");
        fresh.setDaemon(true);
        thread = fresh;
        fresh.start();
      }
    }
    return watched;
  }

  private static void run() {
    long idleSince = System.nanoTime();
    while (true) {
      long now = System.nanoTime();
      for (Iterator<Watched> all = ALL.iterator(); all.hasNext(); ) {
        Watched watched = all.next();
        idleSince = now;
        if (watched.isOver(now)) {
          all.remove();
          watched.worker.kill();
        }
      }
      boolean kept = WorkerPool.endOld(now);
      synchronized (LOCK) {
        if (ALL.isEmpty() && !kept && now - idleSince > IDLE_NANOS) {
          thread = null;
          return;
        }
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        // Nobody has a reason to; those under watch need it.
        idleSince = now;
      }
    }
  }
}
