package dev.xdc.internal.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.xdc.engine.TorchEngine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function that DJL's arrays lack, compiled by PyTorch from source text at run time. Usable from
 * many threads and on every device.
 */
final class TorchScript implements AutoCloseable {
  private static final String FORWARD = "forward";

  private final TorchArchive archive;
  private @Nullable Compiled compiled;

  /** The function, and what owns it. */
  private record Compiled(NDManager manager, PtSymbolBlock module) {}

  /**
   * Makes a function, which is compiled when it is used first.
   *
   * @param arguments such as {@code x: Tensor, factor: float}
   * @param result its type, {@code Tensor} or {@code NoneType}
   * @param lines its body, with operators spelled {@code torch.name}
   */
  TorchScript(String arguments, String result, String... lines) {
    archive = new TorchArchive("Function", arguments, result, List.of(lines), List.of());
  }

  /**
   * Returns it as PyTorch runs it.
   *
   * @throws IllegalStateException if PyTorch refuses the source
   */
  private synchronized PtSymbolBlock module() {
    if (compiled == null) {
      NDManager manager = TorchEngine.started().newBaseManager(Device.cpu());
      try {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        archive.write(bytes);
        InputStream stream = new ByteArrayInputStream(bytes.toByteArray());
        compiled =
            new Compiled(manager, JniUtils.loadModule((PtNDManager) manager, stream, false, false));
      } catch (IOException | RuntimeException e) {
        manager.close();
        throw new IllegalStateException(
            "PyTorch cannot compile " + archive.source() + e.getMessage(), e);
      }
    }
    return compiled.module();
  }

  /**
   * Applies a function from arrays to an array; gradients flow through it if they are recorded.
   *
   * @return the result, with the manager of the first argument
   */
  NDArray apply(NDArray... arguments) {
    // true: false would run in inference mode, whose results never belong to a graph
    return IValueUtils.forward(module(), new NDList(arguments), true).singletonOrThrow();
  }

  /**
   * Runs a function whose result is an array; the arguments stay the caller's. Other than {@link
   * #apply} it takes arrays with names.
   *
   * @return the result, with {@code manager}
   */
  NDArray call(NDManager manager, IValue... arguments) {
    try (IValue result = IValueUtils.runMethod(module(), FORWARD, arguments)) {
      return result.toTensor((PtNDManager) manager);
    }
  }

  /** Runs a function whose result is a whole number; the argument stays the caller's. */
  long count(IValue argument) {
    try (IValue result = IValueUtils.runMethod(module(), FORWARD, argument)) {
      return result.toLong();
    }
  }

  /** Runs a function that changes arrays in place and returns nothing; closes the arguments. */
  void run(IValue... arguments) {
    IValueUtils.runMethod(module(), FORWARD, arguments).close();
    for (IValue argument : arguments) {
      argument.close();
    }
  }

  /** Returns arrays, which stay the caller's, as one argument. */
  static IValue list(List<NDArray> arrays) {
    return IValue.listFrom(arrays.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
  }

  /** Frees it; no thread uses it any more. */
  @Override
  public synchronized void close() {
    if (compiled != null) {
      compiled.module().close();
      compiled.manager().close();
    }
  }
}
