package dev.xdc.export;

import dev.xdc.internal.engine.TorchArchive;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A network as lines of TorchScript, one for each operation; results are known by their names.
 *
 * <p>More than 16 channels are filled up with channels of zeros to a multiple of 16: oneDNN's
 * convolution of 17 to 31, 33 to 47, ... input channels is wrong by a third on some processors with
 * AVX-512 (AMD EPYC, PyTorch 2.7.1).
 */
final class TorchScriptSource implements GraphOps<String> {
  private static final int REGISTER = 16;

  private final List<String> lines = new ArrayList<>();
  private final List<TorchArchive.Tensor> tensors = new ArrayList<>();

  /** Returns the lines of the function, the last of which returns {@code result}. */
  List<String> lines(String result) {
    List<String> all = new ArrayList<>(lines);
    all.add("return " + result);
    return all;
  }

  /** Returns what the lines refer to. */
  List<TorchArchive.Tensor> tensors() {
    return tensors;
  }

  @Override
  public String convolve(String x, FoldedConvolution convolution, long... stride) {
    long[] shape = convolution.shape().clone();
    shape[0] = filled(shape[0]);
    shape[1] = filled(shape[1]);
    String weight = tensor(convolution.name() + ".weight", filledWeight(convolution), shape);
    String bias =
        tensor(
            convolution.name() + ".bias",
            Arrays.copyOf(convolution.bias(), Math.toIntExact(shape[0])));
    long[] ones = new long[convolution.sides()];
    Arrays.fill(ones, 1);
    return line(
        "torch.conv%dd(%s, %s, %s, %s, %s, %s, 1)",
        convolution.sides(),
        x,
        weight,
        bias,
        list(stride),
        list(convolution.padding()),
        list(ones));
  }

  private static long filled(long channels) {
    return channels <= REGISTER ? channels : (channels + REGISTER - 1) / REGISTER * REGISTER;
  }

  private static float[] filledWeight(FoldedConvolution convolution) {
    float[] weight = convolution.weight();
    long[] shape = convolution.shape();
    int kernel = Math.toIntExact(weight.length / (shape[0] * shape[1]));
    int row = Math.toIntExact(shape[1] * kernel);
    int filledRow = Math.toIntExact(filled(shape[1]) * kernel);
    float[] values = new float[Math.toIntExact(filled(shape[0]) * filledRow)];
    for (int out = 0; out < shape[0]; out++) {
      System.arraycopy(weight, out * row, values, out * filledRow, row);
    }
    return values;
  }

  @Override
  public String relu(String x) {
    return line("torch.relu(%s)", x);
  }

  @Override
  public String add(String x, String y) {
    return line("torch.add(%s, %s)", x, y);
  }

  @Override
  public String maxPool(String x) {
    return line("torch.max_pool2d(%s, [3, 3], [2, 2], [1, 1], [1, 1], False)", x);
  }

  @Override
  public String pool(String x, int width, boolean maximum, int sides) {
    String behind = list(LongStream.range(2, 2L + sides).toArray());
    String all = line(maximum ? "torch.amax(%s, %s)" : "torch.mean(%s, %s)", x, behind);
    return line("torch.slice(%s, 1, 0, %d, 1)", all, width);
  }

  @Override
  public String scale(String x, float[] factor, float[] shift) {
    String scaled = line("torch.mul(%s, %s)", x, perColour("pixel.factor", factor));
    return line("torch.add(%s, %s)", scaled, perColour("pixel.shift", shift));
  }

  @Override
  public String standardise(String x, float flat) {
    String centred = line("torch.sub(%s, %s)", x, mean(x));
    String variance = mean(line("torch.mul(%s, %s)", centred, centred));
    String divisor = line("torch.add(torch.sqrt(%s), %s)", variance, flat);
    return line("torch.div(%s, %s)", centred, divisor);
  }

  private String mean(String x) {
    return line("torch.mean(%s, [2, 3, 4], True)", x);
  }

  @Override
  public String linear(String x, float[] weights, float[] bias) {
    String matrix = tensor("head.weight", weights, weights.length / bias.length, bias.length);
    return line("torch.addmm(%s, %s, %s)", tensor("head.bias", bias), x, matrix);
  }

  private String perColour(String name, float[] values) {
    return tensor(name, values, 1, values.length, 1, 1, 1);
  }

  private String tensor(String name, float[] values) {
    return tensor(name, values, values.length);
  }

  private String tensor(String name, float[] values, long... shape) {
    String identifier = name.replace('.', '_');
    tensors.add(new TorchArchive.Tensor(identifier, shape, values));
    return "self." + identifier;
  }

  private String line(String form, Object... operands) {
    String result = "v" + lines.size();
    lines.add(result + " = " + String.format(Locale.ROOT, form, operands));
    return result;
  }

  private static String list(long[] values) {
    return Arrays.stream(values)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
