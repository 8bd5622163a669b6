package dev.xdc.data.reader;

import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads batches ahead into a ring of buffers. Which clip lands in which row follows from its place
 * in the list of requests alone, so order and content do not depend on the number of threads.
 */
final class PrefetchReader implements ClipReader {

  /**
   * Clips looked at before the share of failures is judged, so that one bad clip at the start is no
   * alarm.
   */
  private static final int JUDGED_FROM = 20;

  /** What an InternalError means, by which Java tells, often late, that a mapped page is gone. */
  private static final String GONE = "a shard was cut off while it was read, or its disk fails: ";

  private static final long JOIN_MILLIS = 10_000;

  private final List<ClipRequest> clips;
  private final int batchSize;
  private final int clipsAtOnce;
  private final double maxFailureShare;
  private final BiConsumer<ClipRequest, IOException> failureLog;
  private final Consumer<PrefetchReader> onClose;
  private final ClipBatch[] ring;
  private final List<Thread> threads = new ArrayList<>();

  // All below is guarded by the lock.
  private final Object lock = new Object();
  private final int[] missing;
  private final boolean[][] failed;
  private int nextClip;
  private int nextBatch;
  private int released;
  private int seen;
  private int failures;
  private long waitNanos;
  private boolean closed;
  private @Nullable Throwable fatal;
  private @Nullable String firstFailure;

  PrefetchReader(
      List<ClipRequest> clips,
      int batchSize,
      ClipBatch[] ring,
      int threadCount,
      int clipsAtOnce,
      Supplier<ClipLoader> loaders,
      double maxFailureShare,
      BiConsumer<ClipRequest, IOException> failureLog,
      Consumer<PrefetchReader> onClose) {
    this.clips = List.copyOf(clips);
    this.batchSize = batchSize;
    this.clipsAtOnce = clipsAtOnce;
    this.ring = ring;
    this.maxFailureShare = maxFailureShare;
    this.failureLog = failureLog;
    this.onClose = onClose;
    missing = new int[ring.length];
    failed = new boolean[ring.length][batchSize];
    for (int batch = 0; batch < ring.length; batch++) {
      missing[batch] = sizeOf(batch);
    }
    for (int i = 0; i < threadCount; i++) {
      Thread thread = new Thread(() -> work(loaders), "xdc-decode-" + i);
      thread.setDaemon(true);
      threads.add(thread);
    }
    threads.forEach(Thread::start);
  }

  private int sizeOf(int batch) {
    long left = clips.size() - (long) batch * batchSize;
    return (int) Math.max(0, Math.min(batchSize, left));
  }

  /** Clips that one thread loads together: {@code count} from number {@code first} on. */
  private record Group(int first, int count) {}

  private void work(Supplier<ClipLoader> loaders) {
    try {
      ClipLoader loader = loaders.get();
      for (Group group = take(); group.count() > 0; group = take()) {
        int first = group.first();
        List<ClipRequest> requests = clips.subList(first, first + group.count());
        List<ClipLoader.Row> rows = new ArrayList<>();
        for (int clip = first; clip < first + group.count(); clip++) {
          rows.add(new ClipLoader.Row(ring[slot(clip)], clip % batchSize));
        }
        loader.load(
            requests,
            rows,
            (i, failure) -> {
              if (failure != null) {
                failureLog.accept(requests.get(i), failure);
              }
              done(first + i, failure);
            });
      }
    } catch (InterruptedException | InterruptedIOException e) {
      // The reader is being closed.
    } catch (IOException | RuntimeException | Error e) {
      synchronized (lock) {
        fatal = e;
        lock.notifyAll();
      }
    }
  }

  private int slot(int clip) {
    return clip / batchSize % ring.length;
  }

  /** Returns the next clips to load once there is a buffer for them; none at the end. */
  private Group take() throws InterruptedException {
    synchronized (lock) {
      while (!closed && nextClip < clips.size() && room() <= 0) {
        lock.wait();
      }
      int left = closed ? 0 : clips.size() - nextClip;
      // Towards the end all threads share what is left.
      int share = (left + threads.size() - 1) / threads.size();
      int count = Math.min(Math.min(clipsAtOnce, share), Math.min(left, room()));
      Group group = new Group(nextClip, count);
      nextClip += count;
      return group;
    }
  }

  /** Returns for how many clips more there are buffers. */
  private int room() {
    return (int)
        Math.min(Integer.MAX_VALUE, (released + ring.length) * (long) batchSize - nextClip);
  }

  private void done(int clip, @Nullable IOException failure) {
    synchronized (lock) {
      int slot = slot(clip);
      failed[slot][clip % batchSize] = failure != null;
      if (failure != null && firstFailure == null) {
        firstFailure = failure.getMessage();
      }
      missing[slot]--;
      if (missing[slot] == 0) {
        lock.notifyAll();
      }
    }
  }

  @Override
  public @Nullable ClipBatch next() throws IOException {
    try {
      synchronized (lock) {
        if (closed) {
          throw new IllegalStateException("this reader is closed");
        }
        while (true) {
          if (released < nextBatch) {
            release();
          }
          if (sizeOf(nextBatch) == 0) {
            return null;
          }
          ClipBatch batch = await(nextBatch % ring.length);
          nextBatch++;
          judge();
          if (batch.size() > 0) {
            return batch;
          }
        }
      }
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("reading clips was interrupted");
    }
  }

  /** Gives the buffer of the batch handed out last to the threads again. */
  private void release() {
    int slot = released % ring.length;
    missing[slot] = sizeOf(released + ring.length);
    released++;
    lock.notifyAll();
  }

  private ClipBatch await(int slot) throws InterruptedException, IOException {
    long begin = System.nanoTime();
    while (missing[slot] > 0 && fatal == null && !closed) {
      lock.wait();
    }
    waitNanos += System.nanoTime() - begin;
    if (fatal != null) {
      String what = fatal instanceof InternalError ? GONE : "a decoding thread failed: ";
      throw fatal instanceof IOException
          ? new IOException(fatal.getMessage(), fatal)
          : new IOException(what + fatal, fatal);
    }
    if (closed) {
      throw new IllegalStateException("this reader was closed by another thread");
    }
    int first = nextBatch * batchSize;
    int size = sizeOf(nextBatch);
    int[] good = new int[size];
    int count = 0;
    for (int row = 0; row < size; row++) {
      if (!failed[slot][row]) {
        if (count < row) {
          ring[slot].moveRow(row, count);
        }
        good[count++] = first + row;
      }
    }
    ring[slot].setRows(clips, Arrays.copyOf(good, count));
    Arrays.fill(failed[slot], false);
    seen += size;
    failures += size - count;
    return ring[slot];
  }

  private void judge() throws IOException {
    int base = Math.max(seen, Math.min(JUDGED_FROM, clips.size()));
    if (failures > maxFailureShare * base) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%d of %d clips could not be read, more than the allowed share of %.2f; the first: %s; repair"
                  + " or remove such files, or allow a larger share",
              failures,
              seen,
              maxFailureShare,
              firstFailure));
    }
  }

  @Override
  public int failures() {
    synchronized (lock) {
      return failures;
    }
  }

  @Override
  public double waitSeconds() {
    synchronized (lock) {
      return waitNanos / 1e9;
    }
  }

  /** Ends the threads and their FFmpeg processes, and waits for them. */
  @Override
  public void close() {
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
      lock.notifyAll();
    }
    threads.forEach(Thread::interrupt);
    boolean interrupted = false;
    for (Thread thread : threads) {
      try {
        thread.join(JOIN_MILLIS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    onClose.accept(this);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns the buffers for further use, or none if a thread may still write to them. */
  List<ClipBatch> buffers() {
    return threads.stream().anyMatch(Thread::isAlive) ? List.of() : List.of(ring);
  }

  @Override
  public String toString() {
    return "PrefetchReader[" + clips.size() + " clips in batches of " + batchSize + "]";
  }
}
