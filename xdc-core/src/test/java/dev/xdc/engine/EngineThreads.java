package dev.xdc.engine;

import ai.djl.pytorch.jni.JniUtils;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Tests run with one thread of the engine; some need more. */
public final class EngineThreads {

  private EngineThreads() {}

  /** Returns what {@code work} makes on a thread whose operations use {@code number} threads. */
  public static <T> T with(int number, Callable<T> work) {
    FutureTask<T> task =
        new FutureTask<>(
            () -> {
              int usual = TorchEngine.threads();
              JniUtils.setNumThreads(number);
              try {
                return work.call();
              } finally {
                JniUtils.setNumThreads(usual);
              }
            });
    new Thread(task, "several").start();
    try {
      return task.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
