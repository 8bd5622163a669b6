package dev.xdc.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import dev.xdc.internal.engine.OneDnn;
import dev.xdc.internal.engine.TorchFunctions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes the inference pass of a network as one function of TorchScript: batch norms are folded
 * into the convolutions before them, ReLU and the sum of a residual block are computed by the
 * convolution itself where oneDNN is at hand, and weights lie in the layout it takes.
 *
 * <p>Operations write themselves in their order, {@link Op#write}. A convolution is kept until it
 * is known what follows it.
 */
final class InferenceScript {
  private static final String NO_SCALARS = "annotate(List[Optional[number]], [])";

  private final Precision precision;
  private final NDManager owner;
  private final boolean oneDnn;
  private final List<String> lines = new ArrayList<>();
  private final List<NDArray> weights = new ArrayList<>();
  private final List<Parameter> sources = new ArrayList<>();
  private FeatureMap map;
  private @Nullable Pending pending;

  /**
   * A convolution that is not written yet.
   *
   * @param op a {@link Convolution} or a {@link Projection}
   * @param weight FLOAT32, of its own channels, with the norms so far
   * @param bias as many values as it has channels
   */
  private record Pending(Op.PartOp op, NDArray weight, NDArray bias) {}

  /**
   * Begins a function.
   *
   * @param input shape (N, T, H, W, C) of what the function gets; any N will do
   * @param owner of the weights that are made
   */
  InferenceScript(Shape input, Precision precision, NDManager owner) {
    this.precision = precision;
    this.owner = owner;
    this.oneDnn = !owner.getDevice().isGpu() && OneDnn.isAvailable();
    this.map = new FeatureMap("x", input.get(1), input.get(2), input.get(3), input.get(4));
    assign(
        "torch.contiguous(torch.reshape(x, [-1, %d, %d, %d]))"
            .formatted(map.height(), map.width(), map.channels()),
        map.frames(),
        map.height(),
        map.width(),
        map.channels());
  }

  void convolution(Convolution convolution) {
    flush();
    Shape kernel = convolution.kernel();
    pending =
        new Pending(
            convolution,
            value(convolution.weight(), kernel),
            convolution.bias() == null
                ? owner.zeros(new Shape(kernel.get(0)))
                : value(convolution.bias(), new Shape(kernel.get(0))));
  }

  void projection(Projection projection) {
    flush();
    Shape shape = projection.weight().getShape();
    pending =
        new Pending(
            projection,
            value(projection.weight(), new Shape(shape.get(0), shape.get(1))),
            owner.zeros(new Shape(shape.get(0))));
  }

  void norm(Norm norm) {
    Pending before = Objects.requireNonNull(pending, "a norm follows no convolution");
    Shape shape = norm.gamma().getShape();
    NDArray gamma = value(norm.gamma(), shape);
    NDArray beta = value(norm.beta(), shape);
    NDArray mean = value(norm.mean(), shape);
    NDArray variance = value(norm.variance(), shape);
    double epsilon = norm.epsilon();
    try (NDArray weight = before.weight();
        NDArray bias = before.bias()) {
      pending =
          new Pending(
              before.op(),
              TorchFunctions.foldedWeight(weight, gamma, variance, epsilon),
              TorchFunctions.foldedBias(bias, gamma, beta, mean, variance, epsilon));
    }
    for (NDArray array : List.of(gamma, beta, mean, variance)) {
      array.close();
    }
    if (norm.rectified()) {
      relu();
    }
  }

  void relu() {
    write(Objects.requireNonNull(pending, "a ReLU follows no convolution"), true, null);
  }

  void maxPool() {
    flush();
    assign(
        "torch.permute(torch.max_pool2d(%s, [3, 3], [2, 2], [1, 1], [1, 1], False), [0, 2, 3, 1])"
            .formatted(channelsFirst(map.name())),
        map.frames(),
        (map.height() + 1) / 2,
        (map.width() + 1) / 2,
        map.channels());
  }

  /** relu(body(x) + shortcut(x)); without a shortcut x itself is added. */
  void residual(Op body, @Nullable Op shortcut) {
    flush();
    FeatureMap x = map;
    if (shortcut != null) {
      shortcut.write(this);
      flush();
    }
    FeatureMap direct = map;
    map = x;
    body.write(this);
    write(Objects.requireNonNull(pending, "a block ends with no convolution"), true, direct);
  }

  /** Returns the lines of the function, whose result has the shape (N, T, H, W, C). */
  List<String> lines() {
    flush();
    List<String> all = new ArrayList<>(lines);
    all.add("return " + map.byClip());
    return all;
  }

  /** Returns what the lines call {@code w}; the owner's. */
  List<NDArray> weights() {
    return weights;
  }

  /** Returns what the weights were made of. */
  List<Parameter> sources() {
    return sources;
  }

  private void flush() {
    if (pending != null) {
      write(pending, false, null);
    }
  }

  private void write(Pending made, boolean rectified, @Nullable FeatureMap added) {
    pending = null;
    if (made.op() instanceof Convolution convolution) {
      write(convolution, made, rectified, added);
    } else if (made.op() instanceof Projection projection) {
      write(projection, made, rectified, added);
    }
    made.weight().close();
    made.bias().close();
  }

  private void write(
      Convolution convolution, Pending made, boolean rectified, @Nullable FeatureMap added) {
    Shape kernel = convolution.kernel();
    long out = Convolution.filled(convolution.out());
    Shape more = more(kernel.get(1), kernel.get(0), out, new Shape(0, 0, 0, 0));
    NDArray filled = lowered(made.weight().pad(more, 0));
    NDArray weight = filled;
    if (oneDnn) {
      weight = OneDnn.packed(filled, convolution.padding(), convolution.stride());
      filled.close();
    }
    String operands = weight(weight) + ", " + bias(made, kernel.get(0), out);
    boolean time = convolution.overTime();
    String x = channelsFirst(time ? map.overTime() : map.name());
    String padding = list(convolution.padding());
    String stride = list(convolution.stride());
    long frames = time ? convolution.length(0, map.frames()) : map.frames();
    long height = time ? map.height() : convolution.length(0, map.height());
    long width = time ? map.width() : convolution.length(1, map.width());
    String other = added == null ? "" : channelsFirst(time ? added.overTime() : added.name());
    String y;
    if (oneDnn) {
      String rest = "%s, %s, [1, 1], 1".formatted(padding, stride);
      y =
          added == null
              ? "ops.mkldnn._convolution_pointwise(%s, %s, %s, \"%s\", %s, \"\")"
                  .formatted(x, operands, rest, rectified ? "relu" : "none", NO_SCALARS)
              : "ops.mkldnn._convolution_pointwise_(%s, %s, %s, %s, \"add\", None, %s, %s, None)"
                  .formatted(other, x, operands, rest, rectified ? "\"relu\"" : "None", NO_SCALARS);
    } else {
      y = "torch.conv2d(%s, %s, %s, %s, [1, 1], 1)".formatted(x, operands, stride, padding);
      y = finished(y, other, rectified);
    }
    assign("torch.permute(%s, [0, 2, 3, 1])".formatted(y), frames, height, width, out);
  }

  private void write(
      Projection projection, Pending made, boolean rectified, @Nullable FeatureMap added) {
    Shape own = projection.weight().getShape();
    long out = Convolution.filled(projection.out());
    NDArray weight = lowered(made.weight().pad(more(own.get(1), own.get(0), out, new Shape()), 0));
    String operands = weight(weight) + ", " + bias(made, own.get(0), out);
    int strideTime = projection.strideTime();
    int stride = projection.stride();
    if (strideTime > 1 || stride > 1) {
      String kept = map.byClip();
      int[] steps = {strideTime, stride, stride};
      for (int d = 0; d < steps.length; d++) {
        kept = "torch.slice(%s, %d, 0, None, %d)".formatted(kept, d + 1, steps[d]);
      }
      long frames = (map.frames() + strideTime - 1) / strideTime;
      long height = (map.height() + stride - 1) / stride;
      long width = (map.width() + stride - 1) / stride;
      assign("torch.contiguous(%s)".formatted(kept), frames, height, width, map.channels());
    }
    String y =
        oneDnn
            ? "ops.mkldnn._linear_pointwise(%s, %s, \"none\", %s, \"\")"
                .formatted(map.places(), operands, NO_SCALARS)
            : "torch.linear(%s, %s)".formatted(map.places(), operands);
    assign(
        finished(y, added == null ? "" : added.places(), rectified),
        map.frames(),
        map.height(),
        map.width(),
        out);
  }

  private static String finished(String y, String added, boolean rectified) {
    String sum = added.isEmpty() ? y : "torch.add_(%s, %s)".formatted(y, added);
    return rectified ? "torch.relu_(%s)".formatted(sum) : sum;
  }

  /** Returns by how much a weight is padded so that it has the channels of input and result. */
  private Shape more(long in, long own, long out, Shape kernel) {
    return kernel.addAll(new Shape(0, map.channels() - in, 0, out - own));
  }

  private String bias(Pending made, long own, long out) {
    return weight(lowered(made.bias().pad(new Shape(0, out - own), 0)));
  }

  private NDArray lowered(NDArray array) {
    if (precision == Precision.FLOAT32) {
      return array;
    }
    try (array) {
      return TorchFunctions.toBfloat16(array);
    }
  }

  private String weight(NDArray array) {
    array.attach(owner);
    weights.add(array);
    return "w[" + (weights.size() - 1) + "]";
  }

  /** Returns the values of a parameter in a shape, without its name and for the caller to close. */
  private NDArray value(Parameter parameter, Shape shape) {
    sources.add(parameter);
    NDArray view = parameter.getArray().reshape(shape);
    view.attach(owner);
    return view;
  }

  private void assign(String expression, long frames, long height, long width, long channels) {
    String name = "v" + lines.size();
    lines.add(
        "%s = torch.reshape(%s, [-1, %d, %d, %d])"
            .formatted(name, expression, height, width, channels));
    map = new FeatureMap(name, frames, height, width, channels);
  }

  private static String channelsFirst(String x) {
    return "torch.permute(" + x + ", [0, 3, 1, 2])";
  }

  private static String list(Shape shape) {
    return Arrays.stream(shape.getShape())
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
