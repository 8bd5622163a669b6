package dev.xdc.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import dev.xdc.clip.Modality;
import dev.xdc.internal.engine.TorchFunctions;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the residual networks of both modalities share: their operations, and parameters that carry
 * PyTorch's names and shapes.
 *
 * <p>Activations are contiguous arrays of shape (N, T, H, W, C). A spatial convolution is then a
 * 2-d convolution over N x T pictures, a temporal one a 2-d convolution over N pictures of T x (H
 * W), and both see their input through a view that libtorch recognises as channels-last: measured
 * 1.15 times as fast as 3-d convolutions over a whole R(2+1)D-18, and free of a fault in libtorch
 * 2.7.1's 3-d weight gradient. Sound is the case T = 1.
 */
abstract class ResidualNet extends AbstractBlock implements Network {
  private static final byte VERSION = 1;

  private final float normMomentum;
  private final float normEpsilon;
  private final Pooling pooling;
  private Computing computing = Computing.STANDARD;
  private final InferencePass inference = new InferencePass();

  ResidualNet(Pooling pooling, double normMomentum, double normEpsilon) {
    super(VERSION);
    this.pooling = pooling;
    this.normMomentum = (float) normMomentum;
    this.normEpsilon = (float) normEpsilon;
  }

  @Override
  public final Block block() {
    return this;
  }

  @Override
  public final Computing computing() {
    return computing;
  }

  @Override
  public final void setComputing(Computing computing) {
    this.computing = computing;
  }

  @Override
  public final int featureWidth(Modality modality, Shape clip, NDManager owner) {
    return width(); // whatever the clip
  }

  @Override
  public final void requireComputable(Shape clip, NDManager owner) {
    // computes with all settings
  }

  @Override
  public final NDArray features(ParameterStore parameters, NDArray clips, boolean training) {
    return forward(parameters, new NDList(clips), training).singletonOrThrow();
  }

  /** Returns the network from (N, T, H, W, C) input to the last feature map. */
  abstract Op body();

  /** Returns D. */
  abstract int width();

  /** The channels that the network's input has. */
  abstract int inputChannels();

  @Override
  protected NDList forwardInternal(
      ParameterStore parameters,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    return new NDList(computed(inputs.singletonOrThrow(), parameters, training, this::pool));
  }

  @Override
  public final NDArray lastStage(ParameterStore parameters, NDArray clips) {
    return narrowed(computed(clips, parameters, false, (map, pass) -> pass.raised(map)));
  }

  /** Computes a batch, shared among the devices, and brings the results together. */
  private NDArray computed(
      NDArray batch,
      ParameterStore parameters,
      boolean training,
      BiFunction<NDArray, Pass, NDArray> end) {
    Pass pass = new Pass(parameters, training, computing, batch.getDevice());
    List<NDArray> parts = pass.split(batch);
    List<NDArray> inputs = Op.onParts(parts, pass, this::input);
    List<NDArray> maps = stages(inputs, pass);
    inputs.forEach(NDArray::close);
    List<NDArray> results = Op.onParts(maps, pass, end);
    for (int i = 0; i < results.size(); i++) {
      if (results.get(i) != maps.get(i)) {
        maps.get(i).close();
      }
    }
    return Pass.join(batch, parts, results);
  }

  private List<NDArray> stages(List<NDArray> inputs, Pass pass) {
    if (pass.training()) {
      inference.drop(); // the weights are about to change
      return body().apply(inputs, pass);
    }
    if (!computing.folded() || inputs.size() > 1 || TorchFunctions.recordsGradients()) {
      return body().apply(inputs, pass);
    }
    NDArray x = inputs.get(0);
    NDManager home = getDirectParameters().values().iterator().next().getArray().getManager();
    if (!home.getDevice().equals(x.getDevice())) {
      return body().apply(inputs, pass);
    }
    Precision precision = computing.precision();
    List<Parameter> own = List.copyOf(getDirectParameters().values());
    return List.of(
        inference.apply(
            x, precision, () -> new InferenceNet(body(), inputChannels(), own, precision, home)));
  }

  /**
   * Leaves out channels of zeros, which a network of width 1 has at its end; closes what it cuts.
   */
  private NDArray narrowed(NDArray x) {
    if (x.getShape().get(x.getShape().dimension() - 1) == width()) {
      return x;
    }
    try (x) {
      return x.get(new NDIndex("..., :" + width()));
    }
  }

  private NDArray input(NDArray x, Pass pass) {
    NDArray frames = Layout.channelsLast(x);
    NDArray lowered = pass.lowered(frames);
    if (lowered != frames) {
      frames.close();
    }
    return lowered;
  }

  private NDArray pool(NDArray x, Pass pass) {
    Shape s = x.getShape();
    NDArray map = pass.raised(x);
    try (NDArray rows = map.reshape(s.get(0), s.get(1) * s.get(2) * s.get(3), s.get(4))) {
      return narrowed(pooling == Pooling.MAX ? rows.max(new int[] {1}) : rows.mean(new int[] {1}));
    } finally {
      if (map != x) {
        map.close();
      }
    }
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {new Shape(inputShapes[0].get(0), width())};
  }

  @Override
  protected void prepare(Shape[] inputShapes) {
    Shape input = inputShapes[0];
    if (input.get(1) != inputChannels()) {
      throw new IllegalArgumentException(
          "input of shape "
              + input
              + " has "
              + input.get(1)
              + " channels, must have "
              + inputChannels());
    }
  }

  /**
   * A residual block whose shortcut brings x to the size of the body's result, if that differs: a
   * convolution of kernel 1 and a norm under PyTorch's name {@code downsample}.
   *
   * @param shortcut weight of that convolution, (out, in, 1, 1, 1) or (out, in, 1, 1)
   * @param stride of the block in space, and for pictures in time
   */
  final Op block(String name, Op body, Shape shortcut, int stride) {
    int out = Math.toIntExact(shortcut.get(0));
    if (stride == 1 && out == shortcut.get(1)) {
      return new Op.Residual(body, null);
    }
    int strideTime = shortcut.dimension() == 5 ? stride : 1;
    return new Op.Residual(
        body,
        Op.chain(
            projection(name + ".downsample.0", shortcut, strideTime, stride),
            norm(name + ".downsample.1", out)));
  }

  /** A convolution over space, weight (out, in, 1, k, k) or (out, in, k, k), padded by k / 2. */
  final Op spatial(String name, Shape weight, int stride, boolean bias) {
    long k = weight.get(weight.dimension() - 1);
    Shape kernel = new Shape(weight.get(0), weight.get(1), k, k);
    Parameter w = weight(name + ".weight", weight);
    Parameter b =
        bias ? parameter(name + ".bias", new Shape(weight.get(0)), Parameter.Type.BIAS) : null;
    return Op.each(Convolution.spatial(w, b, kernel, stride).filled());
  }

  /** A convolution of kernel 1, weight (out, in, 1, 1, 1) or (out, in, 1, 1). */
  final Op projection(String name, Shape weight, int strideTime, int stride) {
    Parameter w = weight(name + ".weight", weight);
    return Op.each(new Projection(w, strideTime, stride, Convolution.filled(weight.get(0))));
  }

  /**
   * The spatial half of a factored convolution, weight (out, in, 1, k, k), with as many channels as
   * suit the processor; norm and temporal half take them as they come.
   */
  final Op spatialHalf(String name, Shape weight, int stride) {
    Shape kernel = new Shape(weight.get(0), weight.get(1), weight.get(3), weight.get(4));
    return Op.each(
        Convolution.spatial(weight(name + ".weight", weight), null, kernel, stride).widened());
  }

  /** A convolution over time, weight (out, in, k, 1, 1), padded by k / 2. */
  final Op temporal(String name, Shape weight, int stride) {
    Shape kernel = new Shape(weight.get(0), weight.get(1), weight.get(2), 1);
    return Op.each(Convolution.temporal(weight(name + ".weight", weight), kernel, stride).filled());
  }

  /** Batch normalisation over all but the channels. */
  final Norm norm(String name, int channels) {
    Shape shape = new Shape(channels);
    Parameter gamma = parameter(name + ".weight", shape, Parameter.Type.GAMMA);
    Parameter beta = parameter(name + ".bias", shape, Parameter.Type.BETA);
    Parameter mean = parameter(name + ".running_mean", shape, Parameter.Type.RUNNING_MEAN);
    Parameter variance = parameter(name + ".running_var", shape, Parameter.Type.RUNNING_VAR);
    return new Norm(gamma, beta, mean, variance, normMomentum, normEpsilon, false);
  }

  private Parameter weight(String name, Shape shape) {
    return parameter(name, shape, Parameter.Type.WEIGHT);
  }

  private Parameter parameter(String name, Shape shape, Parameter.Type type) {
    boolean learned = type != Parameter.Type.RUNNING_MEAN && type != Parameter.Type.RUNNING_VAR;
    return addParameter(
        Parameter.builder()
            .setName(name)
            .setType(type)
            .optShape(shape)
            .optRequiresGrad(learned)
            .build());
  }

  /** {@inheritDoc} He-normal weights, norms at the identity. */
  @Override
  public final void make(NDManager manager, OptionalLong seed, Shape clip) {
    Initializer initial = seed.isPresent() ? new HeNormal(seed.getAsLong()) : Initializer.ZEROS;
    setInitializer(initial, Parameter.Type.WEIGHT);
    initialize(manager, DataType.FLOAT32, new Shape(1).addAll(clip));
  }
}
