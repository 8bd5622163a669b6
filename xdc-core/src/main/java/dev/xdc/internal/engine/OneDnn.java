package dev.xdc.internal.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import dev.xdc.engine.TorchEngine;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Operations of oneDNN that PyTorch has for its own compiler: products and convolutions with what
 * follows them, and weights in the layout that the processor takes. None has a gradient.
 *
 * <p>They are not only faster. On processors with AVX-512 oneDNN's convolution of kernel 1, as
 * PyTorch 2.7.1 calls it for weights in their usual layout, is wrong for many sizes and divides by
 * zero for some, which ends the JVM. {@link #linear} is right for all of them.
 */
public final class OneDnn {
  private static final Logger LOGGER = LoggerFactory.getLogger(OneDnn.class);
  private static final Set<String> X86 = Set.of("amd64", "x86_64");

  private OneDnn() {}

  /** Compiled when first asked for. */
  private static final class Functions {
    static final TorchScript LINEAR =
        new TorchScript(
            "x: Tensor, w: Tensor, b: Tensor",
            "Tensor",
            "return ops.mkldnn._linear_pointwise(x, w, b, \"none\","
                + " annotate(List[Optional[number]], []), \"\")");
    static final TorchScript PACK =
        new TorchScript(
            "w: Tensor, padding: List[int], stride: List[int]",
            "Tensor",
            "return ops.mkldnn._reorder_convolution_weight(w, padding, stride, [1, 1], 1, None)");
  }

  private static final boolean AVAILABLE = available();

  private static boolean available() {
    if (!X86.contains(System.getProperty("os.arch", ""))) {
      return false;
    }
    try (NDManager scratch = TorchEngine.started().newBaseManager(Device.cpu())) {
      NDArray one = scratch.ones(new Shape(1, 1));
      packed(scratch.ones(new Shape(1, 1, 1, 1)), new Shape(0, 0), new Shape(1, 1)).close();
      return linear(one, one, scratch.ones(new Shape(1))).getFloat() == 2;
    } catch (RuntimeException | LinkageError e) {
      LOGGER.debug("PyTorch computes without oneDNN's own operations: {}", e.toString());
      return false;
    }
  }

  /** Returns whether this processor and this PyTorch have the operations; asks the CPU only. */
  public static boolean isAvailable() {
    return AVAILABLE;
  }

  /**
   * Returns {@code x} times the transpose of {@code w}, plus {@code b}.
   *
   * @param x shape (n, width), on the CPU, FLOAT32 or BFLOAT16 as the others
   * @param w shape (m, width)
   * @param b shape (m)
   * @return shape (n, m), with the manager of {@code x}
   */
  public static NDArray linear(NDArray x, NDArray w, NDArray b) {
    return Functions.LINEAR.apply(x, w, b);
  }

  /**
   * Brings the weight of a 2-d convolution into the layout that the processor takes. DJL cannot
   * read the result: it is for {@link TorchNet}.
   *
   * @param w shape (out, in, k, k), on the CPU, FLOAT32 or BFLOAT16
   * @return with the manager of {@code w}
   */
  public static NDArray packed(NDArray w, Shape padding, Shape stride) {
    try (IValue weight = IValue.from((PtNDArray) w);
        IValue pads = IValue.listFrom(padding.getShape());
        IValue steps = IValue.listFrom(stride.getShape())) {
      return Functions.PACK.call(w.getManager(), weight, pads, steps);
    }
  }
}
