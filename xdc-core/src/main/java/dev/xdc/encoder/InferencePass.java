package dev.xdc.encoder;

import ai.djl.ndarray.NDArray;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the {@link InferenceNet} of a network: it is made for the first pass, and anew once the
 * weights have changed. Usable from many threads; a net is freed when no pass uses it any more.
 */
final class InferencePass {
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private @Nullable InferenceNet net;

  /**
   * Returns the last feature map of {@code x}, with its manager.
   *
   * @param precision of the pass
   * @param maker makes a net for it
   */
  NDArray apply(NDArray x, Precision precision, Supplier<InferenceNet> maker) {
    lock.readLock().lock();
    try {
      InferenceNet current = net;
      while (current == null || !current.isCurrent(precision)) {
        lock.readLock().unlock();
        try {
          renew(precision, maker);
        } finally {
          lock.readLock().lock();
        }
        current = net;
      }
      return current.apply(x);
    } finally {
      lock.readLock().unlock();
    }
  }

  private void renew(Precision precision, Supplier<InferenceNet> maker) {
    lock.writeLock().lock();
    try {
      if (net == null || !net.isCurrent(precision)) {
        drop();
        net = maker.get();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Frees the net, if there is one. */
  void drop() {
    lock.writeLock().lock();
    try {
      if (net != null) {
        net.close();
        net = null;
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
