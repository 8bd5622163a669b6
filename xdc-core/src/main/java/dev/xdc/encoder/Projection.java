package dev.xdc.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;

/**
 * A convolution of kernel 1, on (N, T, H, W, C), as the product of the places and the weight.
 *
 * <p>oneDNN's convolutions of kernel 1 are not to be used: on processors with AVX-512 results for
 * many sizes are wrong, among them 256 to 512 channels in the last shortcut of R(2+1)D-18 at full
 * width, where 32 channels are off by half (seen with 2 threads, and with one from 32 clips on).
 * Weight gradients of strided ones hang or write past their buffer with few channels, and are wrong
 * by half with many (AMD EPYC, PyTorch 2.7.1).
 *
 * @param weight (out, in, 1, ...)
 * @param strideTime every so many frames are used
 * @param stride every so many rows and columns are used
 * @param out channels of the result; those beyond the weight's are zeros, see {@link
 *     Convolution#filled}
 */
record Projection(Parameter weight, int strideTime, int stride, long out) implements Op.PartOp {

  @Override
  public NDArray apply(NDArray x, Pass pass) {
    if (strideTime == 1 && stride == 1) {
      return product(x, pass);
    }
    try (NDArray thinned = x.get(new NDIndex(":, ::" + strideTime + places() + places()))) {
      return product(thinned, pass);
    }
  }

  private String places() {
    return ", ::" + stride;
  }

  private NDArray product(NDArray x, Pass pass) {
    Shape s = x.getShape();
    try (NDArray w = operand(x, pass);
        NDArray across = w.transpose();
        NDArray places = x.reshape(-1, s.get(4));
        NDArray y = places.matMul(across)) {
      return y.reshape(s.get(0), s.get(1), s.get(2), s.get(3), out);
    }
  }

  /** Returns the weight, shape (out, in), with as many channels as input and result have. */
  private NDArray operand(NDArray x, Pass pass) {
    Shape own = weight.getShape();
    NDArray w = pass.operand(weight, new Shape(own.get(0), own.get(1)), x);
    return Convolution.withChannels(w, x.getShape().get(4), out);
  }

  @Override
  public void write(InferenceScript script) {
    script.projection(this);
  }
}
