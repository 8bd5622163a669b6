package dev.xdc.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import dev.xdc.engine.TorchEngine;
import dev.xdc.weights.Fixtures;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kind of layer makes of PyTorch's input PyTorch's output. */
class LayerParityTest {

  /** A network of a single layer, its result brought back to the order of axes that users see. */
  private static final class OneLayer extends ResidualNet {
    private final int channels;
    private final Op op;

    OneLayer(int channels, Function<ResidualNet, Op> layer) {
      super(Pooling.AVERAGE, EncoderSpec.NORM_MOMENTUM, EncoderSpec.NORM_EPSILON);
      this.channels = channels;
      this.op = layer.apply(this);
    }

    @Override
    Op body() {
      return op;
    }

    @Override
    int width() {
      return channels;
    }

    @Override
    int inputChannels() {
      return channels;
    }
  }

  private static NDArray run(
      OneLayer net, Map<String, NDArray> arrays, String name, boolean training) {
    NDArray in = arrays.get(name + "/in");
    NDManager manager = in.getManager();
    net.initialize(manager, DataType.FLOAT32, in.getShape());
    for (Parameter parameter : net.getParameters().values()) {
      String ownName = parameter.getName().substring("layer.".length());
      arrays.get(name + "/" + ownName).copyTo(parameter.getArray());
    }
    boolean sound = in.getShape().dimension() == 4;
    NDArray last = (sound ? in.expandDims(2) : in).transpose(0, 2, 3, 4, 1);
    Pass pass =
        new Pass(new ParameterStore(manager, false), training, Computing.STANDARD, in.getDevice());
    NDArray filled = net.body().apply(List.of(last), pass).get(0).transpose(0, 4, 1, 2, 3);
    long channels = arrays.get(name + "/out").getShape().get(1);
    NDArray out = filled.get(new NDIndex(":, :" + channels));
    if (filled.getShape().get(1) > channels) {
      NDArray rest = filled.get(new NDIndex(":, " + channels + ":"));
      assertThat(rest.abs().max().getFloat()).as("channels beyond the layer's own").isZero();
    }
    return sound ? out.squeeze(2) : out;
  }

  @ParameterizedTest
  @CsvSource({
    "stem, 2, false",
    "spatial, 1, false",
    "spatial_stride, 2, false",
    "sound, 1, true",
    "sound_stem, 2, false"
  })
  void spatialConvolutions(String name, int stride, boolean bias) throws IOException {
    try (NDManager manager = TorchEngine.newManager()) {
      Map<String, NDArray> arrays = Fixtures.read("layers.pth", manager);
      Shape weight = arrays.get(name + "/weight").getShape();
      OneLayer net =
          new OneLayer((int) weight.get(1), n -> n.spatial("layer", weight, stride, bias));
      Fixtures.assertAlike(run(net, arrays, name, false), arrays.get(name + "/out"), name);
    }
  }

  @Test
  void convolutionOfKernelOne() throws IOException {
    try (NDManager manager = TorchEngine.newManager()) {
      Map<String, NDArray> arrays = Fixtures.read("layers.pth", manager);
      Shape weight = arrays.get("shortcut/weight").getShape();
      OneLayer net = new OneLayer((int) weight.get(1), n -> n.projection("layer", weight, 2, 2));
      Fixtures.assertAlike(
          run(net, arrays, "shortcut", false), arrays.get("shortcut/out"), "shortcut");
    }
  }

  @ParameterizedTest
  @CsvSource({"temporal, 1", "temporal_stride, 2"})
  void temporalConvolutions(String name, int stride) throws IOException {
    try (NDManager manager = TorchEngine.newManager()) {
      Map<String, NDArray> arrays = Fixtures.read("layers.pth", manager);
      Shape weight = arrays.get(name + "/weight").getShape();
      OneLayer net = new OneLayer(3, n -> n.temporal("layer", weight, stride));
      Fixtures.assertAlike(run(net, arrays, name, false), arrays.get(name + "/out"), name);
    }
  }

  @Test
  void maxPooling() throws IOException {
    try (NDManager manager = TorchEngine.newManager()) {
      Map<String, NDArray> arrays = Fixtures.read("layers.pth", manager);
      OneLayer net = new OneLayer(3, n -> Op.each(MaxPool.OP));
      Fixtures.assertAlike(
          run(net, arrays, "max_pool", false), arrays.get("max_pool/out"), "max_pool");
    }
  }

  private record Copy() implements Op.PartOp {
    @Override
    public NDArray apply(NDArray x, Pass pass) {
      return x.duplicate();
    }

    @Override
    public void write(InferenceScript script) {
      // nothing to compute
    }
  }

  @ParameterizedTest
  @CsvSource({"average, AVERAGE", "maximum, MAX"})
  void poolingToOneRow(String name, Pooling pooling) throws IOException {
    ResidualNet net =
        new ResidualNet(pooling, EncoderSpec.NORM_MOMENTUM, EncoderSpec.NORM_EPSILON) {
          @Override
          Op body() {
            return Op.each(new Copy());
          }

          @Override
          int width() {
            return 3;
          }

          @Override
          int inputChannels() {
            return 3;
          }
        };
    net.setComputing(Computing.STANDARD.withFolded(false)); // it has no weights to fold
    try (NDManager manager = TorchEngine.newManager()) {
      Map<String, NDArray> arrays = Fixtures.read("layers.pth", manager);
      NDArray in = arrays.get(name + "/in");
      net.initialize(manager, DataType.FLOAT32, in.getShape());
      NDArray rows =
          net.forward(new ParameterStore(manager, false), new NDList(in), false).singletonOrThrow();
      Fixtures.assertAlike(rows, arrays.get(name + "/out"), name);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void batchNorm(boolean training) throws IOException {
    String name = training ? "norm_training" : "norm_inference";
    try (NDManager manager = TorchEngine.newManager()) {
      Map<String, NDArray> arrays = Fixtures.read("layers.pth", manager);
      OneLayer net = new OneLayer(3, n -> n.norm("layer", 3));
      Fixtures.assertAlike(run(net, arrays, name, training), arrays.get(name + "/out"), name);
      NDArray mean = net.getParameters().get("layer.running_mean").getArray();
      NDArray variance = net.getParameters().get("layer.running_var").getArray();
      String after = training ? "norm_training/%s_after" : "norm_inference/running_%s";
      Fixtures.assertAlike(mean, arrays.get(after.formatted("mean")), "running mean");
      Fixtures.assertAlike(variance, arrays.get(after.formatted("var")), "running variance");
    }
  }
}
