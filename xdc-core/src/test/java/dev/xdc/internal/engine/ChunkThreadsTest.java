package dev.xdc.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.xdc.engine.EngineThreads;
import dev.xdc.engine.TorchEngine;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChunkThreadsTest {
  private static final int THREADS = 3;

  @Test
  void resultsComeInOrder() {
    List<Integer> results = new ArrayList<>();
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    several(
        500,
        i -> {
          threads.add(Thread.currentThread());
          if (i % 7 == 0) {
            pause();
          }
          return i;
        },
        results::add);
    assertThat(results).isEqualTo(IntStream.range(0, 500).boxed().toList());
    assertThat(threads).hasSizeGreaterThan(1);
    several(0, i -> i, i -> results.clear());
    assertThat(results).hasSize(500);
  }

  @Test
  void operationsOfAPieceUseOneThreadAndThoseOfOthersAsManyAsBefore() {
    CountDownLatch all = new CountDownLatch(THREADS);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    List<Integer> numbers = new ArrayList<>();
    List<Integer> others =
        EngineThreads.with(
            THREADS,
            () -> {
              ChunkThreads.forEach(
                  THREADS,
                  i -> {
                    threads.add(Thread.currentThread());
                    all.countDown();
                    await(all); // so that each piece is on a thread of its own
                    return TorchEngine.threads();
                  },
                  numbers::add);
              FutureTask<Integer> fresh = new FutureTask<>(TorchEngine::threads);
              new Thread(fresh).start();
              return List.of(TorchEngine.threads(), fresh.get());
            });
    assertThat(threads).hasSize(THREADS);
    assertThat(numbers).hasSize(THREADS).containsOnly(1);
    assertThat(others).containsOnly(THREADS);
  }

  @Test
  void oneThreadNeedsNoOther() {
    Set<Thread> threads = new HashSet<>();
    EngineThreads.with(
        1,
        () -> {
          ChunkThreads.forEach(3, i -> Thread.currentThread(), threads::add);
          assertThat(threads).containsOnly(Thread.currentThread());
          return 0;
        });
    assertThat(threads).hasSize(1);
  }

  @Test
  void aFailureEndsTheWorkAndReachesTheCaller() {
    List<Integer> results = new ArrayList<>();
    AtomicInteger begun = new AtomicInteger();
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                several(
                    100_000,
                    i -> {
                      begun.incrementAndGet();
                      if (i == 5) {
                        throw new UnsupportedOperationException("piece 5");
                      }
                      return i;
                    },
                    results::add))
        .havingCause()
        .isInstanceOf(UnsupportedOperationException.class)
        .withMessage("piece 5");
    assertThat(results).containsExactly(0, 1, 2, 3, 4);
    assertThat(begun.get()).isLessThan(100);
    several(2, i -> i, results::add);
    assertThat(results).hasSize(7);
  }

  private static <T> void several(int count, IntFunction<T> work, Consumer<T> inOrder) {
    EngineThreads.with(
        THREADS,
        () -> {
          ChunkThreads.forEach(count, work, inOrder);
          return 0;
        });
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
