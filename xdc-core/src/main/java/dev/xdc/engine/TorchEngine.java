package dev.xdc.engine;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.xdc.internal.OperationThreads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Readies the PyTorch engine of DJL for the calling thread. */
public final class TorchEngine {

  private static final AtomicReference<@Nullable Runnable> AT_START = new AtomicReference<>();

  /** The engine, or its start under way; null before the first one and after a failed one. */
  private static @Nullable CompletableFuture<Engine> start;

  private TorchEngine() {}

  /**
   * Starts the engine if need be and switches gradient recording off on the calling thread.
   *
   * <p>PyTorch keeps that switch per thread and has it on by default, so that inference would
   * record graphs and in-place writes to parameters would fail; DJL clears it only on the thread
   * that loads the engine. Every thread that calls into this library's encoders comes through here;
   * calling it again costs nothing.
   *
   * <p>DJL's telemetry is switched off before the engine starts, by the system property {@code
   * OPT_OUT_TRACKING}, unless the application has set it or the environment variable of that name.
   * PyTorch's libraries are unpacked into this library's cache ({@code XDC_CACHE}, {@code
   * ~/.cache/xdc}), compared with the class path, and named to DJL, unless the application has set
   * {@code DJL_CACHE_DIR} or {@code ENGINE_CACHE_DIR}. Where the cache cannot be used they are
   * unpacked for this process alone.
   *
   * @return the engine
   * @throws IllegalStateException if the engine does not start; names the cause, such as missing
   *     native libraries, and the remedy
   */
  public static Engine ready() {
    Engine engine = started();
    JniUtils.setGradMode(false);
    OperationThreads.count();
    Runnable action = AT_START.getAndSet(null);
    if (action != null) {
      action.run();
    }
    return engine;
  }

  /**
   * Starts the engine if need be, as {@link #ready} does, but leaves gradient recording on the
   * calling thread as it is.
   *
   * @return the engine
   * @throws IllegalStateException as {@link #ready}; the next call tries again
   */
  public static Engine started() {
    CompletableFuture<Engine> current = start();
    try {
      return current.join();
    } catch (CompletionException e) {
      forget(current);
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalStateException(EngineFailure.message(cause), cause);
    }
  }

  /**
   * Begins to start the engine, unless that was done before, on a thread of its own. The caller can
   * read files meanwhile, as a start takes some tenths of a second. A JVM that exits waits for it.
   *
   * @param next what that thread does with the engine then; not done if the start fails, which
   *     {@link #started} reports
   */
  public static void begin(Runnable next) {
    CompletableFuture<Void> unused = start().thenRun(next);
  }

  private static synchronized CompletableFuture<Engine> start() {
    if (start == null) {
      EngineStart thread = new EngineStart();
      thread.start();
      start = thread.result;
    }
    return start;
  }

  private static synchronized void forget(CompletableFuture<Engine> failed) {
    if (start == failed) {
      start = null;
    }
  }

  /**
   * Has something done once, by the next call of {@link #ready()}, after the engine has started and
   * before it computes; in place of what was asked for before and not done yet.
   */
  public static void atStart(Runnable action) {
    AT_START.set(action);
  }

  /** Returns how many threads share one computation on the CPU. */
  public static int threads() {
    ready();
    return JniUtils.getNumThreads();
  }

  /**
   * Sets the gradient of {@code weight}, which must have one, to zero. To subtract it from itself
   * would not do: infinite and undefined values would stay.
   */
  public static void zeroGradient(NDArray weight) {
    JniUtils.zeroGrad((PtNDArray) weight);
  }

  /** Opens a manager for the caller to close, on the engine's default device. */
  public static NDManager newManager() {
    return ready().newBaseManager();
  }
}
