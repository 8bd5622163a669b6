package dev.xdc.internal.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import dev.xdc.engine.TorchEngine;
import java.util.List;

/**
 * A network that PyTorch runs in one call, with weights made of other arrays: it can say whether
 * those have changed since.
 *
 * <p>Usable from many threads. Holds on to all arrays until it is closed, even if the caller closes
 * them.
 */
public final class TorchNet implements AutoCloseable {
  private static final TorchScript VERSIONS =
      new TorchScript(
          "arrays: List[Tensor]",
          "int",
          "n = 0",
          "for i in range(torch.len(arrays)):",
          "  n0 = torch.add(n, torch._version(arrays[i]))",
          "  n = n0",
          "return n");

  private final TorchScript function;
  private final IValue weights;
  private final IValue sources;
  private final long version;

  /**
   * Compiles a network.
   *
   * @param lines of a function of {@code x}, a tensor, and {@code w}, the list of weights, whose
   *     result is a tensor
   * @param sources what the weights were made of
   * @param version of the sources before the weights were made, see {@link #version}
   */
  public TorchNet(List<String> lines, List<NDArray> weights, List<NDArray> sources, long version) {
    this.function =
        new TorchScript("x: Tensor, w: List[Tensor]", "Tensor", lines.toArray(String[]::new));
    this.weights = TorchScript.list(weights);
    this.sources = TorchScript.list(sources);
    this.version = version;
  }

  /**
   * Runs what the first network needs besides its weights. To do so while other things are waited
   * for saves the first network a tenth of a second.
   */
  public static void prepare() {
    try (NDManager manager = TorchEngine.started().newBaseManager(Device.cpu())) {
      version(List.of(manager.zeros(new Shape(1))));
    }
    OneDnn.isAvailable();
  }

  /** Returns a number that grows with every write to one of the arrays. */
  public static long version(List<NDArray> arrays) {
    try (IValue list = TorchScript.list(arrays)) {
      return VERSIONS.count(list);
    }
  }

  /** Returns whether no source has been written to since, by whatever operation of the engine. */
  public boolean isCurrent() {
    return VERSIONS.count(sources) == version;
  }

  /** Runs the network; the result has the manager of {@code x}. */
  public NDArray apply(NDArray x) {
    try (IValue input = IValue.from((PtNDArray) x)) {
      return function.call(x.getManager(), input, weights);
    }
  }

  @Override
  public void close() {
    weights.close();
    sources.close();
    function.close();
  }
}
