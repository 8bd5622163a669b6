package dev.xdc.internal.engine;

import dev.xdc.engine.TorchEngine;
import dev.xdc.internal.DaemonThreads;
import dev.xdc.internal.OperationThreads;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
 * are daemons and stay, also when more are needed later and take their place.
 */
public final class ChunkThreads {

  /** Pieces per thread that are begun or done before the caller has taken the next one. */
  private static final int AHEAD = 2;

  private static @Nullable ExecutorService threads;
  private static int size;

  private ChunkThreads() {}

  /**
   * Does pieces of work side by side and hands on their results in order. With one thread, or one
   * piece, the caller does the work.
   *
   * @param count how many pieces there are
   * @param work makes the result of a piece; called from several threads
   * @param inOrder gets the results of piece 0, 1 and so on, from the caller
   * @throws RuntimeException what the work on a piece threw, when no thread works any more
   */
  public static <T> void forEach(int count, IntFunction<T> work, Consumer<T> inOrder) {
    int parts = Math.min(TorchEngine.threads(), count);
    if (parts < 2) {
      IntStream.range(0, count).forEach(piece -> inOrder.accept(work.apply(piece)));
      return;
    }
    Executor executor = executor();
    Deque<CompletableFuture<T>> ahead = new ArrayDeque<>();
    try {
      int begun = 0;
      for (int done = 0; done < count; done++) {
        for (; begun < Math.min(count, done + AHEAD * parts); begun++) {
          int piece = begun;
          ahead.addLast(CompletableFuture.supplyAsync(() -> work.apply(piece), executor));
        }
        inOrder.accept(ahead.removeFirst().join());
      }
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    } finally {
      all(ahead).exceptionally(failure -> null).join();
    }
  }

  private static CompletableFuture<Void> all(Collection<? extends CompletableFuture<?>> futures) {
    return CompletableFuture.allOf(futures.toArray(CompletableFuture<?>[]::new));
  }

  private static synchronized Executor executor() {
    int wanted = TorchEngine.threads();
    ExecutorService present = threads;
    if (present != null && size >= wanted) {
      return present;
    }
    ExecutorService started =
        Executors.newFixedThreadPool(wanted, DaemonThreads.named("xdc-engine"));
    // The first tasks of such a pool go to a thread each.
    OperationThreads.computeAlone(
        task ->
            all(Collections.nCopies(wanted, task).stream()
                    .map(each -> CompletableFuture.runAsync(each, started))
                    .toList())
                .join());
    threads = started;
    size = wanted;
    return started;
  }
}
