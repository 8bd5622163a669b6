package dev.xdc.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Shares out independent pieces of work on CPU arrays among threads that compute alone.
 *
 * <p>Elsewhere the engine's threads share each single operation, and spin for milliseconds after it
 * in wait of the next, which leaves one core to the Java code in between. Where rows can be taken a
 * chunk at a time, one thread for a chunk from its first operation to its last has neither loss.
 *
 * <p>There are as many threads as the engine uses for one operation, for all callers together. They
 * are daemons and stay.
 */
public final class LoneThreads {

  private static @Nullable ExecutorService threads;
  private static int size;

  private LoneThreads() {}

  /**
   * Does pieces of work, side by side, and hands on their results in order, one at a time. With one
   * thread, or one piece, the caller does it.
   *
   * @param count how many pieces there are
   * @param work makes the result of a piece; called from several threads
   * @param inOrder gets the results of piece 0, 1 and so on; called from changing threads
   * @throws RuntimeException what the work on a piece threw, when no thread works any more
   */
  public static <T> void forEach(int count, IntFunction<T> work, Consumer<T> inOrder) {
    int parts = Math.min(TorchEngine.threads(), count);
    if (parts < 2) {
      IntStream.range(0, count).forEach(piece -> inOrder.accept(work.apply(piece)));
      return;
    }
    AtomicInteger next = new AtomicInteger();
    Results<T> results = new Results<>(inOrder);
    Runnable worker =
        () -> {
          try {
            for (int piece; (piece = next.getAndIncrement()) < count; ) {
              results.put(piece, work.apply(piece));
            }
          } catch (RuntimeException | Error e) {
            next.set(count);
            throw e;
          }
        };
    onEach(executor(), parts, worker);
  }

  /** Runs {@code work} as often as said and waits for all. */
  private static void onEach(Executor executor, int times, Runnable work) {
    try {
      CompletableFuture.allOf(
              IntStream.range(0, times)
                  .mapToObj(i -> CompletableFuture.runAsync(work, executor))
                  .toArray(CompletableFuture<?>[]::new))
          .join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }

  private static synchronized Executor executor() {
    int wanted = TorchEngine.threads();
    ExecutorService present = threads;
    if (present != null && size >= wanted) {
      return present;
    }
    if (present != null) {
      present.shutdown();
    }
    ExecutorService started =
        Executors.newFixedThreadPool(
            wanted,
            work -> {
              Thread thread = new Thread(work, "xdc-lone");
              thread.setDaemon(true);
              return thread;
            });
    // The first tasks of such a pool go to a thread each.
    TorchEngine.computeAlone(task -> onEach(started, wanted, task));
    threads = started;
    size = wanted;
    return started;
  }

  /** Puts results into order. */
  private static final class Results<T> {
    private final Consumer<T> inOrder;
    private final Map<Integer, T> early = new HashMap<>();
    private int due;

    Results(Consumer<T> inOrder) {
      this.inOrder = inOrder;
    }

    synchronized void put(int piece, T result) {
      early.put(piece, result);
      for (T ready; (ready = early.remove(due)) != null; due++) {
        inOrder.accept(ready);
      }
    }
  }
}
