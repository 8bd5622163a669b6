package dev.xdc.export;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import dev.xdc.encoder.Encoder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A convolution with the batch norm that follows it, as one: in inference both are linear.
 *
 * @param name of the convolution, PyTorch's
 * @param shape of the weight: (out, in, k, k, k) or (out, in, k, k)
 * @param weight in row-major order
 * @param bias one value for each output channel
 */
record FoldedConvolution(String name, long[] shape, float[] weight, float[] bias) {

  /**
   * Reads a convolution and a norm of an encoder, and computes the product in double precision.
   *
   * @param norm its name; null if there is none
   */
  static FoldedConvolution of(Encoder encoder, String name, @Nullable String norm) {
    Map<String, Parameter> parameters = encoder.parameters();
    Shape shape = encoder.parameter(name + ".weight").getShape();
    float[] weight = values(encoder, name + ".weight");
    int channels = Math.toIntExact(shape.get(0));
    float[] bias =
        parameters.containsKey(name + ".bias")
            ? values(encoder, name + ".bias")
            : new float[channels];
    if (norm != null) {
      double epsilon = encoder.spec().orElseThrow().normEpsilon();
      float[] gamma = values(encoder, norm + ".weight");
      float[] beta = values(encoder, norm + ".bias");
      float[] mean = values(encoder, norm + ".running_mean");
      float[] variance = values(encoder, norm + ".running_var");
      int each = weight.length / channels;
      for (int c = 0; c < channels; c++) {
        double scale = gamma[c] / Math.sqrt(variance[c] + epsilon);
        for (int i = c * each; i < (c + 1) * each; i++) {
          weight[i] = (float) (weight[i] * scale);
        }
        bias[c] = (float) (beta[c] + (bias[c] - mean[c]) * scale);
      }
    }
    return new FoldedConvolution(name, shape.getShape(), weight, bias);
  }

  private static float[] values(Encoder encoder, String parameter) {
    return encoder.parameter(parameter).getArray().toFloatArray();
  }

  /** Returns the number of sides that the convolution goes over. */
  int sides() {
    return shape.length - 2;
  }

  /** Returns the sides of its kernel. */
  long[] kernel() {
    long[] kernel = new long[sides()];
    System.arraycopy(shape, 2, kernel, 0, kernel.length);
    return kernel;
  }

  /** Returns how far each side is padded at both ends. */
  long[] padding() {
    long[] padding = kernel();
    for (int i = 0; i < padding.length; i++) {
      padding[i] /= 2;
    }
    return padding;
  }

  @Override
  public String toString() {
    return name + " " + new Shape(shape);
  }
}
