package dev.xdc.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.LongStream;

/** A network as nodes of an ONNX graph; results are known by their names. */
final class OnnxGraph implements GraphOps<String> {
  private static final String VALUE = "value";
  private static final long[] BEHIND_COLOURS = {2, 3, 4};

  private final GraphProto.Builder graph;
  private int count;

  OnnxGraph(GraphProto.Builder graph) {
    this.graph = graph;
  }

  @Override
  public String convolve(String x, FoldedConvolution convolution, long... stride) {
    String weight =
        constant(convolution.name() + ".weight", convolution.weight(), convolution.shape());
    String bias = constant(convolution.name() + ".bias", convolution.bias());
    long[] half = convolution.padding();
    return node(
        "Conv",
        List.of(x, weight, bias),
        longs("kernel_shape", convolution.kernel()),
        longs("strides", stride),
        longs("pads", LongStream.concat(LongStream.of(half), LongStream.of(half)).toArray()));
  }

  @Override
  public String relu(String x) {
    return node("Relu", List.of(x));
  }

  @Override
  public String add(String x, String y) {
    return node("Add", List.of(x, y));
  }

  @Override
  public String maxPool(String x) {
    return node(
        "MaxPool",
        List.of(x),
        longs("kernel_shape", 3, 3),
        longs("strides", 2, 2),
        longs("pads", 1, 1, 1, 1));
  }

  @Override
  public String pool(String x, int width, boolean maximum, int sides) {
    String one = node(maximum ? "GlobalMaxPool" : "GlobalAveragePool", List.of(x));
    return node("Flatten", List.of(one));
  }

  @Override
  public String scale(String x, float[] factor, float[] shift) {
    String scaled = node("Mul", List.of(x, perColour("pixel.factor", factor)));
    return node("Add", List.of(scaled, perColour("pixel.shift", shift)));
  }

  @Override
  public String standardise(String x, float flat) {
    String centred = node("Sub", List.of(x, mean(x)));
    String variance = mean(node("Mul", List.of(centred, centred)));
    String deviation = node("Sqrt", List.of(variance));
    String divisor = node("Add", List.of(deviation, constant("pixel.flat", new float[] {flat})));
    return node("Div", List.of(centred, divisor));
  }

  private String mean(String x) {
    return node("ReduceMean", List.of(x), longs("axes", BEHIND_COLOURS));
  }

  @Override
  public String linear(String x, float[] weights, float[] bias) {
    String matrix = constant("head.weight", weights, weights.length / bias.length, bias.length);
    return node("Gemm", List.of(x, matrix, constant("head.bias", bias)));
  }

  /** Gives a result another name, that of the graph's output. */
  void rename(String result, String name) {
    node(name, "Identity", List.of(result));
  }

  private String perColour(String name, float[] values) {
    return constant(name, values, 1, values.length, 1, 1, 1);
  }

  private String constant(String name, float[] values) {
    return constant(name, values, values.length);
  }

  private String constant(String name, float[] values, long... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.FLOAT.getNumber())
            .setRawData(UnsafeByteOperations.unsafeWrap(bytes));
    for (long side : shape) {
      tensor.addDims(side);
    }
    graph.addInitializer(tensor);
    return name;
  }

  private String node(String type, List<String> inputs, AttributeProto... attributes) {
    return node(VALUE + count++, type, inputs, attributes);
  }

  private String node(
      String result, String type, List<String> inputs, AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(type)
            .setName(type + "." + result)
            .addAllInput(inputs)
            .addOutput(result)
            .addAllAttribute(List.of(attributes)));
    return result;
  }

  private static AttributeProto longs(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }
}
