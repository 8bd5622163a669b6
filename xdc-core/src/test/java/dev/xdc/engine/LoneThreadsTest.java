package dev.xdc.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoneThreadsTest {

  @Test
  void resultsComeInOrder() {
    List<Integer> results = new ArrayList<>();
    LoneThreads.forEach(
        500,
        i -> {
          if (i % 7 == 0) {
            pause();
          }
          return i;
        },
        results::add);
    assertThat(results).isEqualTo(IntStream.range(0, 500).boxed().toList());
    LoneThreads.forEach(0, i -> i, i -> results.clear());
    assertThat(results).hasSize(500);
  }

  @Test
  void operationsOfAPieceUseOneThreadAndThoseOfOthersAsManyAsBefore() throws Exception {
    int usual = TorchEngine.threads();
    assumeThat(usual).isGreaterThan(1);
    CountDownLatch all = new CountDownLatch(usual);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    List<Integer> numbers = new ArrayList<>();
    LoneThreads.forEach(
        usual,
        i -> {
          threads.add(Thread.currentThread());
          all.countDown();
          await(all); // so that each piece is on a thread of its own
          return TorchEngine.threads();
        },
        numbers::add);
    assertThat(threads).hasSize(usual).doesNotContain(Thread.currentThread());
    assertThat(numbers).containsOnly(1);
    assertThat(TorchEngine.threads()).isEqualTo(usual);
    FutureTask<Integer> fresh = new FutureTask<>(TorchEngine::threads);
    new Thread(fresh).start();
    assertThat(fresh.get()).isEqualTo(usual);
  }

  @Test
  void aFailureEndsTheWorkAndReachesTheCaller() {
    List<Integer> results = new ArrayList<>();
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                LoneThreads.forEach(
                    100_000,
                    i -> {
                      if (i == 5) {
                        throw new IllegalStateException("piece 5");
                      }
                      return i;
                    },
                    results::add))
        .withMessage("piece 5");
    assertThat(results).containsExactly(0, 1, 2, 3, 4);
    LoneThreads.forEach(2, i -> i, results::add);
    assertThat(results).hasSize(7);
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
