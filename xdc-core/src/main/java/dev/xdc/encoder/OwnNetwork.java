package dev.xdc.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import dev.xdc.clip.Modality;
import dev.xdc.engine.TorchEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A network of the user's own. Passes with other settings than the standard ones give the block its
 * parameters by {@link PassParameters}; it need not know of precisions and devices.
 */
final class OwnNetwork implements Network {
  private static final int TRIAL_CLIPS = 2;

  /**
   * How far features may be from those in FLOAT32, as a share of their length. Rounding alone moves
   * them by one or two hundredths. With avx512_bf16 oneDNN's convolution to 4 or 8 channels moves
   * them by more than 0.3, to 16 and more it does not (PyTorch 2.7.1).
   */
  private static final double MAX_DISTANCE = 0.15;

  private final Block block;
  private Computing computing = Computing.STANDARD;

  OwnNetwork(Block block) {
    this.block = block;
  }

  @Override
  public Block block() {
    return block;
  }

  @Override
  public Computing computing() {
    return computing;
  }

  @Override
  public void setComputing(Computing computing) {
    this.computing = computing;
  }

  @Override
  public void make(NDManager owner, OptionalLong seed, Shape clip) {
    TorchEngine.ready().setRandomSeed((int) seed.orElse(0));
    block.initialize(owner, DataType.FLOAT32, new Shape(1).addAll(clip));
  }

  @Override
  public int featureWidth(Modality modality, Shape clip, NDManager owner) {
    try (NDManager scratch = owner.newSubManager()) {
      NDArray clips = scratch.zeros(new Shape(2).addAll(clip));
      NDList rows = block.forward(new ParameterStore(scratch, false), new NDList(clips), false);
      Shape shape = rows.size() == 1 ? rows.get(0).getShape() : new Shape();
      if (shape.dimension() != 2 || shape.get(0) != 2) {
        throw new IllegalArgumentException(
            "the "
                + modality
                + " encoder turns 2 clips of "
                + clip
                + " into "
                + rows
                + ", must be shape (2, D)");
      }
      rows.close();
      return Math.toIntExact(shape.get(1));
    }
  }

  @Override
  public void requireComputable(Shape clip, NDManager owner) {
    if (computing.isPlain()) {
      return;
    }
    String name = block.getClass().getSimpleName();
    boolean joint = computing.statistics() == BatchStatistics.JOINT;
    if (joint && computing.devices().size() > 1 && !PassParameters.ofNorms(block).isEmpty()) {
      throw new IllegalArgumentException(
          "batch statistics are JOINT for the network "
              + name
              + ", must be PER_DEVICE on the devices "
              + computing.devices()
              + ": only built-in encoders normalise over several devices (optBatchStatistics)");
    }
    double distance;
    try (NDManager scratch = owner.newSubManager()) {
      Shape shape = new Shape(TRIAL_CLIPS).addAll(clip);
      NDArray clips = scratch.arange((float) shape.size()).mul(0.37f).sin().reshape(shape);
      ParameterStore parameters = new ParameterStore(scratch, false);
      NDArray full = block.forward(parameters, new NDList(clips), false).singletonOrThrow();
      distance = distance(features(parameters, clips, false), full);
      // with copies of all parameters, so that running statistics stay
      part(clips, new Pass(parameters, true, computing, clips.getDevice(), 1, false));
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "the network "
              + name
              + " cannot compute with precision "
              + computing.precision()
              + " on the devices "
              + computing.devices()
              + ", FLOAT32 on one device is what every network can: "
              + e.getMessage(),
          e);
    }
    if (!(distance <= MAX_DISTANCE)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "features of the network %s with precision %s are %.2f of their length off those in"
                  + " FLOAT32, must be within %.2f: leave it at FLOAT32, or give convolutions at"
                  + " least 16 channels, since some processors compute fewer wrongly",
              name,
              computing.precision(),
              distance,
              MAX_DISTANCE));
    }
  }

  /**
   * Returns the length of the difference between features as a share of the length of the second.
   */
  private static double distance(NDArray some, NDArray others) {
    float[] one = some.toFloatArray();
    float[] other = others.toFloatArray();
    double apart = 0;
    double length = 0;
    for (int i = 0; i < other.length; i++) {
      apart += Math.pow((double) one[i] - other[i], 2);
      length += Math.pow(other[i], 2);
    }
    return apart == 0 ? 0 : Math.sqrt(apart / length);
  }

  @Override
  public NDArray features(ParameterStore parameters, NDArray clips, boolean training) {
    if (computing.isPlain()) {
      return block.forward(parameters, new NDList(clips), training).singletonOrThrow();
    }
    Pass pass = new Pass(parameters, training, computing, clips.getDevice());
    List<NDArray> parts = pass.split(clips);
    List<NDArray> rows = new ArrayList<>(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      rows.add(part(parts.get(i), pass.at(i)));
    }
    return Pass.join(clips, parts, rows);
  }

  @Override
  public NDArray lastStage(ParameterStore parameters, NDArray clips) {
    throw new IllegalStateException("the encoder is your own network: use its pooled features");
  }

  /** Returns the rows of a part of the batch, FLOAT32, with its manager. */
  private NDArray part(NDArray x, Pass pass) {
    NDArray lowered = pass.lowered(x);
    try (NDManager scratch = x.getManager().newSubManager()) {
      Set<Parameter> exact = PassParameters.ofNorms(block);
      ParameterStore parameters = new PassParameters(pass, lowered, scratch, exact);
      NDArray rows =
          block.forward(parameters, new NDList(lowered), pass.training()).singletonOrThrow();
      rows.attach(x.getManager());
      NDArray raised = pass.raised(rows);
      if (raised != rows) {
        rows.close();
      }
      return raised;
    } finally {
      if (lowered != x) {
        lowered.close();
      }
    }
  }

  /**
   * Checks that a setting is not for a block without a recipe.
   *
   * @param others what other networks can do
   */
  static void requireRecipe(
      @Nullable EncoderRecipe recipe, Block block, String setting, String others) {
    if (recipe == null) {
      throw new IllegalArgumentException(
          "%s for the network %s: only built-in encoders %s, and networks with an EncoderRecipe"
              .formatted(setting, block.getClass().getSimpleName(), others));
    }
  }
}
