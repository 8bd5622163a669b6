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
 *
 * <p>oneDNN's ReLU makes zeros of undefined values. What a clip or a weight that is not finite does
 * to features is therefore added at the end: the difference of sums from themselves, which is zero
 * otherwise.
 */
final class InferenceScript {
  private static final String NO_SCALARS = "annotate(List[Optional[number]], [])";

  private final Precision precision;
  private final NDManager owner;
  private final boolean oneDnn;
  private final List<String> lines = new ArrayList<>();
  private final List<NDArray> weights = new ArrayList<>();
  private FeatureMap map;
  private @Nullable Pending pending;

  /** The sum of all weights, a scalar. */
  private NDArray total;

  /**
   * A convolution that is not written yet.
   *
   * @param op a {@link Convolution} or a {@link Projection}
   * @param weight FLOAT32, of its own channels, with the norms so far
   * @param bias as many values as it has channels
   */
  private record Pending(Op.PartOp op, NDArray weight, NDArray bias) {}

  /**
   * Begins a function of {@code x}, a tensor of shape (N, T, H, W, channels).
   *
   * @param owner of the weights that are made
   * @param oneDnn whether oneDNN's operations are used, or PyTorch's own
   */
  InferenceScript(long channels, Precision precision, NDManager owner, boolean oneDnn) {
    this.precision = precision;
    this.owner = owner;
    this.oneDnn = oneDnn;
    this.total = owner.zeros(new Shape());
    this.map = new FeatureMap("x", channels);
    assign("torch.contiguous(x)", channels);
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
    String pool = "torch.max_pool2d(%s, [3, 3], [2, 2], [1, 1], [1, 1], False)";
    String y = channelsLast(pool.formatted(channelsFirst(map.pictures())));
    assign("torch.unflatten(%s, 0, [-1, %s])".formatted(y, map.side(1)), map.channels());
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
    String weightsApart = weight(lowered(total.sub(total)));
    List<String> all = new ArrayList<>(lines);
    all.add("sums = torch.sum(x, [1, 2, 3, 4], True)");
    all.add("apart = torch.add(torch.sub(sums, sums), " + weightsApart + ")");
    all.add("return torch.add_(" + map.name() + ", apart)");
    return all;
  }

  /** Returns what the lines call {@code w}; the owner's. */
  List<NDArray> weights() {
    return weights;
  }

  private void flush() {
    if (pending != null) {
      write(pending, false, null);
    }
  }

  private void write(Pending made, boolean rectified, @Nullable FeatureMap added) {
    pending = null;
    total = total.add(made.weight().sum()).add(made.bias().sum());
    if (made.op() instanceof Convolution convolution) {
      write(convolution, made, rectified, added);
    } else if (made.op() instanceof Projection projection) {
      write(projection, made, rectified, added);
    }
    made.bias().close(); // the weight is among the weights now, or replaced
  }

  private void write(
      Convolution convolution, Pending made, boolean rectified, @Nullable FeatureMap added) {
    Shape kernel = convolution.kernel();
    long out = Convolution.filled(convolution.out());
    NDArray filled = lowered(Convolution.withChannels(made.weight(), map.channels(), out));
    NDArray weight = filled;
    if (oneDnn) {
      weight = OneDnn.packed(filled, convolution.padding(), convolution.stride());
      filled.close();
    }
    String operands = weight(weight) + ", " + bias(made, kernel.get(0), out);
    String padding = list(convolution.padding());
    String stride = list(convolution.stride());
    boolean time = convolution.overTime();
    String x = channelsFirst(time ? map.overTime() : map.pictures());
    String other = "";
    if (added != null) {
      other = channelsFirst(time ? added.overTime() : added.pictures());
    }
    String y;
    if (!oneDnn) {
      y = "torch.conv2d(%s, %s, %s, %s, [1, 1], 1)".formatted(x, operands, stride, padding);
      y = finished(y, other, rectified);
    } else if (added == null) {
      y =
          "ops.mkldnn._convolution_pointwise(%s, %s, %s, %s, [1, 1], 1, \"%s\", %s, \"\")"
              .formatted(x, operands, padding, stride, rectified ? "relu" : "none", NO_SCALARS);
    } else {
      y =
          ("ops.mkldnn._convolution_pointwise_(%s, %s, %s, %s, %s, [1, 1], 1, \"add\", None, %s,"
                  + " %s, None)")
              .formatted(
                  other, x, operands, padding, stride, rectified ? "\"relu\"" : "None", NO_SCALARS);
    }
    String sides =
        time ? "2, [%s, %s]".formatted(map.side(2), map.side(3)) : "0, [-1, " + map.side(1) + "]";
    assign("torch.unflatten(%s, %s)".formatted(channelsLast(y), sides), out);
  }

  private void write(
      Projection projection, Pending made, boolean rectified, @Nullable FeatureMap added) {
    Shape own = projection.weight().getShape();
    long out = Convolution.filled(projection.out());
    NDArray weight = lowered(Convolution.withChannels(made.weight(), map.channels(), out));
    String operands = weight(weight) + ", " + bias(made, own.get(0), out);
    int[] steps = {projection.strideTime(), projection.stride(), projection.stride()};
    String kept = map.name();
    for (int d = 0; d < steps.length; d++) {
      if (steps[d] > 1) {
        kept = "torch.slice(%s, %s, 0, None, %s)".formatted(kept, d + 1, steps[d]);
      }
    }
    if (!kept.equals(map.name())) {
      assign("torch.contiguous(%s)".formatted(kept), map.channels());
    }
    String y =
        oneDnn
            ? "ops.mkldnn._linear_pointwise(%s, %s, \"none\", %s, \"\")"
                .formatted(map.places(), operands, NO_SCALARS)
            : "torch.linear(%s, %s)".formatted(map.places(), operands);
    String sides = "[-1, %s, %s, %s]".formatted(map.side(1), map.side(2), map.side(3));
    String sum = finished(y, added == null ? "" : added.places(), rectified);
    assign("torch.unflatten(%s, 0, %s)".formatted(sum, sides), out);
  }

  private static String finished(String y, String added, boolean rectified) {
    String sum = added.isEmpty() ? y : "torch.add_(%s, %s)".formatted(y, added);
    return rectified ? "torch.relu_(%s)".formatted(sum) : sum;
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
    NDArray view = parameter.getArray().reshape(shape);
    view.attach(owner);
    return view;
  }

  private void assign(String expression, long channels) {
    String name = "v" + lines.size();
    lines.add(name + " = " + expression);
    map = new FeatureMap(name, channels);
  }

  private static String channelsFirst(String x) {
    return "torch.permute(" + x + ", [0, 3, 1, 2])";
  }

  private static String channelsLast(String x) {
    return "torch.permute(" + x + ", [0, 2, 3, 1])";
  }

  private static String list(Shape shape) {
    return Arrays.stream(shape.getShape())
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
