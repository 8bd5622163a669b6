package dev.xdc.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.List;
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
    return new NDList(
        shared(
            inputs.singletonOrThrow(),
            Op.chain(Op.each(this::input), body(), Op.each(this::pool)),
            parameters,
            training));
  }

  /** Applies an operation to a batch, shared among the devices, and brings the results together. */
  private NDArray shared(NDArray batch, Op op, ParameterStore parameters, boolean training) {
    Pass pass = new Pass(parameters, training, computing, batch.getDevice());
    List<NDArray> parts = pass.split(batch);
    return Pass.join(batch, parts, op.apply(parts, pass));
  }

  /** Computes the last feature map, (N, T, H, W, C), in inference mode. */
  final NDArray lastStage(ParameterStore parameters, NDArray clips) {
    boolean full = computing.precision() == Precision.FLOAT32;
    Op stages = Op.chain(Op.each(this::input), body());
    Op whole = full ? stages : Op.chain(stages, Op.each((x, pass) -> pass.raised(x)));
    return narrowed(shared(clips, whole, parameters, false));
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
      return Op.residual(body, null);
    }
    int strideTime = shortcut.dimension() == 5 ? stride : 1;
    return Op.residual(
        body,
        Op.chain(
            spatial(name + ".downsample.0", shortcut, strideTime, stride, false),
            norm(name + ".downsample.1", out)));
  }

  static Op relu() {
    return Op.each((x, pass) -> Activation.relu(x));
  }

  /**
   * A convolution over space, weight (out, in, 1, k, k) or (out, in, k, k), padded by k / 2.
   *
   * @param strideTime frames are thinned out to every so many; only with k = 1 is that a stride of
   *     the convolution
   */
  final Op spatial(String name, Shape weight, int strideTime, int stride, boolean bias) {
    Parameter w = weight(name + ".weight", weight);
    Parameter b =
        bias ? parameter(name + ".bias", new Shape(weight.get(0)), Parameter.Type.BIAS) : null;
    long k = weight.get(weight.dimension() - 1);
    // oneDNN's weight gradient of a strided convolution of kernel 1 and few channels hangs or
    // writes past its buffer: seen with 1 to 4 channels by AVX2 and with 8 and 9 by AVX-512. Its
    // result is wrong by half with 80, 256 and 320 channels by AVX-512 and with 24 and 48 by AVX2
    // (AMD EPYC, PyTorch 2.7.1); with 16, 32, 64 and 128 it is right by both.
    long in = weight.get(1);
    boolean thin = k == 1 && stride > 1 && !(in >= 16 && in <= 128 && Long.bitCount(in) == 1);
    int thinning = thin ? stride : 1;
    Shape kernel = new Shape(weight.get(0), weight.get(1), k, k);
    Convolution convolution = Convolution.spatial(w, b, kernel, thin ? 1 : stride).filled();
    if (strideTime == 1 && thinning == 1) {
      return Op.each(convolution);
    }
    NDIndex kept = new NDIndex(":, ::" + strideTime + ", ::" + thinning + ", ::" + thinning);
    return Op.each(
        (x, pass) -> {
          try (NDArray thinned = x.get(kept)) {
            return convolution.apply(thinned, pass);
          }
        });
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

  /** Max pooling over space: kernel 3, stride 2, padding 1. */
  static Op maxPool() {
    Shape pad = new Shape(1, 1);
    return Op.each(
        (x, pass) ->
            Layout.onPictures(
                x, p -> Pool.maxPool2d(p, new Shape(3, 3), new Shape(2, 2), pad, false)));
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
  public final void draw(NDManager manager, long seed, Shape clip) {
    setInitializer(new HeNormal(seed), Parameter.Type.WEIGHT);
    initialize(manager, DataType.FLOAT32, new Shape(1).addAll(clip));
  }
}
