package dev.xdc.internal;

import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Keeps what several threads use from being closed under them: native memory that is freed while a
 * thread computes with it ends the process. Thread-safe.
 */
public final class UseGuard {
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);
  private final String name;
  private boolean closed;

  /** A use that is under way. */
  public interface Use extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Guards something open.
   *
   * @param name what it is called in messages, such as {@code the model}
   */
  public UseGuard(String name) {
    this.name = name;
  }

  /**
   * Begins a use, which the same thread closes. Uses may be nested.
   *
   * @throws IllegalStateException if it is closed
   */
  public Use use() {
    lock.readLock().lock();
    if (closed) {
      lock.readLock().unlock();
      throw new IllegalStateException(name + " is closed");
    }
    return () -> lock.readLock().unlock();
  }

  /**
   * Waits until no thread uses it and lets {@code release} free it; does nothing if it is closed.
   * Uses that begin meanwhile wait, and are refused then.
   *
   * @throws IllegalStateException if the calling thread is using it, as it would wait for itself
   */
  public void close(Runnable release) {
    if (lock.getReadHoldCount() > 0) {
      throw new IllegalStateException(
          name + " cannot be closed by the thread that uses it: close it afterwards");
    }
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        release.run();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
