package dev.xdc.internal.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;

/**
 * What training needs of PyTorch and DJL's arrays do not offer: conversions that gradients flow
 * through, and the update of all weights in one native call. They work on every device, and none of
 * them waits for it.
 *
 * <p>An array that DJL makes of Java numbers on a CPU, also the one behind {@code x.mul(0.5f)}, is
 * a window on memory that the garbage collector frees once the array is out of reach. The engine
 * does not know, and if its graph keeps such an array, the backward pass reads whatever is there by
 * then. So what a gradient needs is either held by Java until the backward pass is over or made by
 * the engine: {@code mul}, {@code div} and {@code pow} by a number have no place in a graph, while
 * {@code add} and {@code sub} keep nothing.
 */
public final class TorchFunctions {
  // PyTorch's numbers of the types: 15 is bfloat16, 6 is float32.
  private static final TorchScript TO_BFLOAT16 =
      new TorchScript("x: Tensor", "Tensor", "return torch.to(x, 15)");
  private static final TorchScript TO_FLOAT32 =
      new TorchScript("x: Tensor", "Tensor", "return torch.to(x, 6)");

  private static final TorchScript RELU =
      new TorchScript("x: Tensor", "Tensor", "return torch.relu_(x)");
  private static final TorchScript RETAIN =
      new TorchScript(
          "x: Tensor",
          "Tensor",
          "_0 = torch.requires_grad_(x, True)",
          "_1 = torch.retain_grad(x)",
          "return x");
  private static final TorchScript SAME = new TorchScript("x: Tensor", "Tensor", "return x");
  private static final TorchScript BACKWARD =
      new TorchScript(
          "arrays: List[Tensor], gradients: List[Tensor]",
          "Tensor",
          "_0 = annotate(List[Tensor], [])",
          "_1 = annotate(List[Optional[Tensor]], [])",
          "for i in range(torch.len(arrays)):",
          "  if ops.prim.requires_grad(arrays[i]):",
          "    _2 = torch.append(_0, arrays[i])",
          "    _3 = torch.append(_1, gradients[i])",
          "if torch.gt(torch.len(_0), 0):",
          "  _4 = torch.backward(_0, _1, None, False)",
          "return arrays[0]");
  private static final TorchScript COPY_TO =
      new TorchScript(
          "x: Tensor, like: Tensor",
          "Tensor",
          "return torch.to(x, ops.prim.device(like), ops.prim.dtype(x), False, True)");
  private static final TorchScript MOMENTS =
      new TorchScript(
          "x: Tensor",
          "Tensor",
          "_0 = torch.reshape(x, [-1, torch.size(x, -1)])",
          "variance, mean, = torch.var_mean(_0, [0], False, False)",
          "count = torch.full_like(mean, torch.size(_0, 0))",
          "return torch.stack([mean, variance, count])");
  private static final TorchScript TOGETHER =
      new TorchScript(
          "moments: Tensor",
          "Tensor",
          "means = torch.select(moments, 1, 0)",
          "counts = torch.select(moments, 1, 2)",
          "shares = torch.div(counts, torch.sum(counts, [0]))",
          "mean = torch.sum(torch.mul(means, shares), [0])",
          "apart = torch.square(torch.sub(means, mean))",
          "_0 = torch.mul(torch.add(torch.select(moments, 1, 1), apart), shares)",
          "return torch.stack([mean, torch.sum(_0, [0])])");

  private static final TorchScript FOLD_WEIGHT =
      new TorchScript(
          "w: Tensor, gamma: Tensor, variance: Tensor, epsilon: float",
          "Tensor",
          "_0 = torch.sqrt(torch.add(torch.to(variance, 7), epsilon))",
          "_1 = torch.div(torch.to(gamma, 7), _0)",
          "_2 = torch.mul(torch.transpose(torch.to(w, 7), 0, -1), _1)",
          "return torch.contiguous(torch.to(torch.transpose(_2, 0, -1), 6))");
  private static final TorchScript FOLD_BIAS =
      new TorchScript(
          "b: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor, epsilon: float",
          "Tensor",
          "_0 = torch.sqrt(torch.add(torch.to(variance, 7), epsilon))",
          "_1 = torch.div(torch.to(gamma, 7), _0)",
          "_2 = torch.mul(torch.sub(torch.to(b, 7), torch.to(mean, 7)), _1)",
          "return torch.to(torch.add(torch.to(beta, 7), _2), 6)");

  private static final TorchScript SGD =
      new TorchScript(
          "weights: List[Tensor], momenta: List[Tensor], gradients: List[Tensor],"
              + " rate: float, momentum: float, decay: float, nesterov: bool, loss: Tensor",
          "NoneType",
          "_0 = torch.to(torch.logical_not(torch.isfinite(loss)), 6)",
          "_1 = torch._fused_sgd_(weights, gradients, momenta, weight_decay=decay, momentum=momentum,"
              + " lr=rate, dampening=0., nesterov=nesterov, maximize=False, is_first_step=False,"
              + " found_inf=_0)",
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
   * Normalises each channel. DJL's own batch norm returns a view of its result, which is no place
   * for {@link #reluInPlace}.
   *
   * @param x shape (N, C, ...)
   * @param mean running mean, moved while training
   * @param variance running variance, moved while training
   * @param momentum the share by which they move towards the batch's
   */
  public static NDArray batchNorm(
      NDArray x,
      NDArray mean,
      NDArray variance,
      NDArray gamma,
      NDArray beta,
      boolean training,
      double momentum,
      double epsilon) {
    return JniUtils.batchNorm(
        (PtNDArray) x,
        (PtNDArray) mean,
        (PtNDArray) variance,
        (PtNDArray) gamma,
        (PtNDArray) beta,
        training,
        momentum,
        epsilon);
  }

  /**
   * Computes max(x, 0) in the place of {@code x}; gradients flow through it.
   *
   * @param x a view of no other array: the backward pass through one in place takes copies
   * @return the same array once more, with the same manager; {@code x} may be closed
   */
  public static NDArray reluInPlace(NDArray x) {
    return RELU.apply(x);
  }

  /**
   * Returns {@code x} once more, with the same manager: after the backward pass that array has the
   * gradient of {@code x}, be it a result within a graph or a constant, with which a graph begins
   * then.
   */
  static NDArray retainGradient(NDArray x) {
    return RETAIN.apply(x);
  }

  /** Returns {@code x} once more, with the same manager; either may be closed. */
  static NDArray same(NDArray x) {
    return SAME.apply(x);
  }

  /**
   * Computes gradients of what some arrays were computed from, out of their own; gives names to
   * both. Those of constants, such as the results of frozen layers, end here.
   */
  static void backward(List<NDArray> arrays, List<NDArray> gradients) {
    NDList arguments = new NDList(arrays);
    arguments.addAll(gradients);
    arrays.forEach(array -> array.setName("arrays[]")); // DJL makes one argument of each name
    gradients.forEach(array -> array.setName("gradients[]"));
    BACKWARD.apply(arguments.toArray(NDArray[]::new)).close();
  }

  /**
   * Returns a copy of {@code x} on the device of {@code like}, with the manager of {@code x};
   * gradients flow back through it. It is a copy on the same device too.
   */
  public static NDArray copyTo(NDArray x, NDArray like) {
    return COPY_TO.apply(x, like);
  }

  /**
   * Returns mean, variance (divided by the number of values) and number of values of each column,
   * shape (3, C), with the manager of {@code x}; gradients flow through it.
   *
   * @param x FLOAT32, shape (..., C)
   */
  public static NDArray moments(NDArray x) {
    return MOMENTS.apply(x);
  }

  /**
   * Returns mean and variance of several parts together, shape (2, C), by the rule of Chan, Golub
   * and LeVeque (1979), with the manager of {@code moments}; gradients flow through it.
   *
   * @param moments of each part as {@link #moments} returns them, shape (parts, 3, C)
   */
  public static NDArray together(NDArray moments) {
    return TOGETHER.apply(moments);
  }

  /**
   * Returns whether the calling thread records gradients, so that operations without one have no
   * place.
   */
  public static boolean recordsGradients() {
    return JniUtils.isGradMode();
  }

  /**
   * Returns the weight of a convolution or product that does what {@code w} and a batch norm of
   * fixed statistics do one after the other; computed in FLOAT64.
   *
   * @param w FLOAT32, shape (out, ...)
   * @param gamma shape (out), as the variance
   * @return of the shape of {@code w}, with its manager
   */
  public static NDArray foldedWeight(NDArray w, NDArray gamma, NDArray variance, double epsilon) {
    return folded(FOLD_WEIGHT, w, epsilon, gamma, variance);
  }

  /**
   * Returns the bias that goes with {@link #foldedWeight}.
   *
   * @param b bias before the norm, FLOAT32, shape (out), as all others
   * @return with the manager of {@code b}
   */
  public static NDArray foldedBias(
      NDArray b, NDArray gamma, NDArray beta, NDArray mean, NDArray variance, double epsilon) {
    return folded(FOLD_BIAS, b, epsilon, gamma, beta, mean, variance);
  }

  private static NDArray folded(
      TorchScript script, NDArray first, double epsilon, NDArray... norm) {
    IValue[] arguments = new IValue[norm.length + 2];
    arguments[0] = IValue.from((PtNDArray) first);
    for (int i = 0; i < norm.length; i++) {
      arguments[i + 1] = IValue.from((PtNDArray) norm[i]);
    }
    arguments[norm.length + 1] = IValue.from(epsilon);
    try {
      return script.call(first.getManager(), arguments);
    } finally {
      for (IValue argument : arguments) {
        argument.close();
      }
    }
  }

  /**
   * Takes a step of stochastic gradient descent in place, by PyTorch's rule and with its own
   * kernel: {@code g += decay w; v = momentum v + g; w -= rate (g + momentum v)}, or {@code w -=
   * rate v} without Nesterov's look-ahead.
   *
   * <p>If {@code loss} is not finite, weights and momenta stay as they are. The device decides that
   * by itself.
   *
   * @param weights FLOAT32, all on one device
   * @param momenta v, one for each weight and of its shape
   * @param gradients g, one for each weight
   * @param loss what the gradients are of, FLOAT32, a scalar on the same device
   */
  public static void sgd(
      List<NDArray> weights,
      List<NDArray> momenta,
      List<NDArray> gradients,
      double rate,
      double momentum,
      double decay,
      boolean nesterov,
      NDArray loss) {
    SGD.run(
        TorchScript.list(weights),
        TorchScript.list(momenta),
        TorchScript.list(gradients),
        IValue.from(rate),
        IValue.from(momentum),
        IValue.from(decay),
        IValue.from(nesterov),
        IValue.from((PtNDArray) loss));
  }
}
