package dev.xdc.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import dev.xdc.internal.engine.TorchFunctions;
import java.util.ArrayList;
import java.util.List;

/**
 * Batch normalisation over all but the channels, (N, T, H, W, C), with or without a ReLU.
 *
 * @param keep the share of running statistics that a step leaves in place: 1 - PyTorch's momentum
 * @param rectified whether max(x, 0) follows. It takes the place of the normalised array, of which
 *     no gradient needs the values: a new array of several megabytes costs more than the
 *     computation, because the system has to hand out its pages
 */
record Norm(
    Parameter gamma,
    Parameter beta,
    Parameter mean,
    Parameter variance,
    float keep,
    float epsilon,
    boolean rectified)
    implements Op {

  /** Returns the same norm with a ReLU behind it. */
  Norm relu() {
    return new Norm(gamma, beta, mean, variance, keep, epsilon, true);
  }

  @Override
  public List<NDArray> apply(List<NDArray> parts, Pass pass) {
    boolean joint = pass.training() && pass.computing().statistics() == BatchStatistics.JOINT;
    return joint && parts.size() > 1 ? joint(parts, pass) : Op.onParts(parts, pass, this::alone);
  }

  @Override
  public void write(InferenceScript script) {
    script.norm(this);
  }

  /** Normalises one part by the engine's own batch norm. */
  private NDArray alone(NDArray x, Pass pass) {
    long channels = x.getShape().get(4);
    boolean wide = channels > mean.getShape().get(0);
    if (pass.part() == 0 && !wide) {
      NDArray runningMean = pass.value(mean);
      NDArray runningVariance = pass.value(variance);
      return alone(x, runningMean, runningVariance, pass.value(gamma), pass.value(beta), pass);
    }
    try (NDArray m = widened(pass.plain(mean, x), channels);
        NDArray v = widened(pass.plain(variance, x), channels);
        NDArray g = widened(pass.plain(gamma, x), channels);
        NDArray b = widened(pass.plain(beta, x), channels)) {
      NDArray y = alone(x, m, v, g, b, pass);
      if (pass.part() == 0 && pass.training() && !pass.repeated()) {
        store(m, mean);
        store(v, variance);
      }
      return y;
    }
  }

  /** Adds zeros for channels of zeros, which stay zeros then; closes what it adds to. */
  private static NDArray widened(NDArray array, long channels) {
    long own = array.getShape().get(0);
    if (own == channels) {
      return array;
    }
    try (array) {
      return array.pad(new Shape(0, channels - own), 0);
    }
  }

  /** Takes over running statistics that moved, less those of channels of zeros. */
  private static void store(NDArray statistics, Parameter parameter) {
    try (NDArray own = statistics.get(new NDIndex(":{}", parameter.getShape().get(0)))) {
      own.copyTo(parameter.getArray());
    }
  }

  private NDArray alone(NDArray x, NDArray m, NDArray v, NDArray g, NDArray b, Pass pass) {
    float momentum = pass.repeated() ? 0 : 1 - keep;
    return Layout.onPictures(
        x,
        p -> finished(TorchFunctions.batchNorm(p, m, v, g, b, pass.training(), momentum, epsilon)));
  }

  /** Applies the ReLU, if there is one, to an array that is a view of no other; closes it. */
  private NDArray finished(NDArray y) {
    if (!rectified) {
      return y;
    }
    try (y) {
      return TorchFunctions.reluInPlace(y);
    }
  }

  /**
   * Normalises all parts by mean and variance of the whole batch: each part hands in its own, the
   * first device puts them together, and gradients flow through all of it.
   */
  private List<NDArray> joint(List<NDArray> parts, Pass pass) {
    List<NDArray> results = new ArrayList<>(parts.size());
    try (NDManager scratch = parts.get(0).getManager().newSubManager();
        NDList raised = new NDList(parts.stream().map(pass::raised).toList())) {
      NDArray all = moments(raised, scratch);
      NDArray own = all.get(0);
      NDArray spread = all.get(1);
      if (!pass.repeated()) {
        remember(own, spread, raised.stream().mapToLong(Norm::values).sum());
      }
      long channels = own.size();
      NDArray scale = widened(pass.plain(gamma, own), channels).div(spread.add(epsilon).sqrt());
      NDArray shift = widened(pass.plain(beta, own), channels).sub(own.mul(scale));
      for (int i = 0; i < raised.size(); i++) {
        results.add(scaled(raised.get(i), scale, shift, pass.at(i)));
      }
      if (raised.get(0) == parts.get(0)) {
        raised.clear(); // they are the parts themselves, which stay open
      }
    }
    return results;
  }

  /** Returns mean and variance of all parts together, shape (2, C), on the first one's device. */
  private static NDArray moments(NDList parts, NDManager scratch) {
    NDList all = new NDList();
    for (NDArray part : parts) {
      NDArray own = TorchFunctions.moments(part);
      own.attach(scratch);
      all.add(all.isEmpty() ? own : TorchFunctions.copyTo(own, all.get(0)));
    }
    return TorchFunctions.together(NDArrays.stack(all));
  }

  private NDArray scaled(NDArray x, NDArray scale, NDArray shift, Pass pass) {
    boolean here = pass.part() == 0;
    NDArray s = here ? scale : TorchFunctions.copyTo(scale, x);
    NDArray b = here ? shift : TorchFunctions.copyTo(shift, x);
    try (NDArray stretched = x.mul(s)) {
      NDArray y = finished(stretched.add(b));
      NDArray lowered = pass.lowered(y);
      if (lowered != y) {
        y.close();
      }
      return lowered;
    }
  }

  /** How many values of each channel there are. */
  private static long values(NDArray x) {
    return x.size() / x.getShape().get(x.getShape().dimension() - 1);
  }

  /** Moves the running statistics; the variance is the unbiased one, as in PyTorch. */
  private void remember(NDArray own, NDArray spread, long count) {
    double unbiased = (double) count / (count - 1);
    NDIndex first = new NDIndex(":{}", mean.getShape().get(0));
    mean.getArray().muli(keep).addi(own.stopGradient().get(first).mul(1 - keep));
    variance
        .getArray()
        .muli(keep)
        .addi(spread.stopGradient().get(first).mul((1 - keep) * unbiased));
  }
}
