package dev.xdc.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.List;

/**
 * What training needs of PyTorch and DJL's arrays do not offer: conversions that gradients flow
 * through, and the update of all weights in one native call. They work on every device, and none of
 * them waits for it.
 */
public final class TorchFunctions {
  // PyTorch's numbers of the types: 15 is bfloat16, 6 is float32.
  private static final TorchScript TO_BFLOAT16 =
      new TorchScript("x: Tensor", "Tensor", "return torch.to(x, 15)");
  private static final TorchScript TO_FLOAT32 =
      new TorchScript("x: Tensor", "Tensor", "return torch.to(x, 6)");

  private static final TorchScript SGD =
      new TorchScript(
          "weights: List[Tensor], momenta: List[Tensor], gradients: List[Tensor],"
              + " rate: float, momentum: float, decay: float, nesterov: bool",
          "NoneType",
          "_0 = torch._fused_sgd_(weights, gradients, momenta, weight_decay=decay, momentum=momentum,"
              + " lr=rate, dampening=0., nesterov=nesterov, maximize=False, is_first_step=False)",
          "_1 = torch._foreach_zero_(gradients)",
          "return None");

  private TorchFunctions() {}

  /**
   * Returns {@code x}, FLOAT32, as BFLOAT16 with the same manager. DJL itself cannot read the
   * result: it is for convolutions, norms and sums, and comes back by {@link #toFloat32}.
   */
  public static NDArray toBfloat16(NDArray x) {
    return TO_BFLOAT16.apply(x);
  }

  /** Returns {@code x}, BFLOAT16, as FLOAT32 with the same manager. */
  public static NDArray toFloat32(NDArray x) {
    return TO_FLOAT32.apply(x);
  }

  /**
   * Takes a step of stochastic gradient descent in place, by PyTorch's rule and with its own
   * kernel: {@code g += decay w; v = momentum v + g; w -= rate (g + momentum v)}, or {@code w -=
   * rate v} without Nesterov's look-ahead. Then zeroes the gradients, to which the engine adds.
   *
   * @param weights FLOAT32, all on one device
   * @param momenta v, one for each weight and of its shape
   * @param gradients g, one for each weight
   */
  public static void sgd(
      List<NDArray> weights,
      List<NDArray> momenta,
      List<NDArray> gradients,
      double rate,
      double momentum,
      double decay,
      boolean nesterov) {
    SGD.run(
        TorchScript.list(weights),
        TorchScript.list(momenta),
        TorchScript.list(gradients),
        IValue.from(rate),
        IValue.from(momentum),
        IValue.from(decay),
        IValue.from(nesterov));
  }
}
