package dev.xdc.encoder;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import dev.xdc.clip.Modality;
import dev.xdc.engine.TorchEngine;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A network that turns clips of one modality into feature rows, with the memory its weights live
 * in.
 *
 * <p>Made by {@link Encoders}, initialised once, closed by whoever holds it last: a trainer closes
 * the encoders it was given unless it hands them out in a model. Used by one thread at a time.
 */
public final class Encoder implements AutoCloseable {
  private final Modality modality;
  private final Block block;
  private final Shape clipShape;
  private final @Nullable EncoderSpec spec;
  private @Nullable NDManager manager;
  private @Nullable ParameterStore parameters;
  private int width;

  Encoder(Modality modality, Block block, Shape clipShape, @Nullable EncoderSpec spec) {
    this.modality = modality;
    this.block = block;
    this.clipShape = clipShape;
    this.spec = spec;
  }

  /** Returns what this encodes. */
  public Modality modality() {
    return modality;
  }

  /** Returns the network, for DJL's own tools. */
  public Block block() {
    return block;
  }

  /** Returns the recipe of a built-in encoder; empty for a network of your own. */
  public Optional<EncoderSpec> spec() {
    return Optional.ofNullable(spec);
  }

  /** Returns the shape of one clip, without N. */
  public Shape clipShape() {
    return clipShape;
  }

  /** Returns D, the width of a feature. */
  public int featureWidth() {
    manager();
    return width;
  }

  /** Returns whether the weights exist. */
  public boolean isInitialized() {
    return manager != null;
  }

  /**
   * Sets what later passes compute with; default {@link Precision#FLOAT32}. Weights stay FLOAT32.
   *
   * @return this
   * @throws IllegalArgumentException if this is a network of your own, which computes as it likes
   */
  public Encoder optPrecision(Precision precision) {
    if (block instanceof ResidualNet net) {
      net.setPrecision(precision);
    } else if (precision != Precision.FLOAT32) {
      throw new IllegalArgumentException(
          "precision is "
              + precision
              + ", must be FLOAT32 for the network "
              + block.getClass().getSimpleName()
              + ": only built-in encoders know others");
    }
    return this;
  }

  /** Returns what passes compute with. */
  public Precision precision() {
    return block instanceof ResidualNet net ? net.precision() : Precision.FLOAT32;
  }

  /**
   * Draws the weights; does nothing if they exist.
   *
   * @param device where the weights live and all computation happens
   * @param seed decides the weights. For a network of your own it seeds the engine, whose random
   *     state is global to the JVM.
   * @return this
   * @throws IllegalArgumentException if the network does not turn a clip into one row
   */
  public Encoder initialize(Device device, long seed) {
    if (manager != null) {
      return this;
    }
    Engine engine = TorchEngine.ready();
    NDManager owner = engine.newBaseManager(device);
    try {
      if (block instanceof ResidualNet net) {
        net.initialize(owner, seed, clipShape);
      } else {
        engine.setRandomSeed((int) seed);
        block.initialize(owner, DataType.FLOAT32, new Shape(1).addAll(clipShape));
      }
      width = checkedWidth(owner);
    } catch (RuntimeException e) {
      owner.close();
      throw e;
    }
    manager = owner;
    parameters = new ParameterStore(owner, false);
    return this;
  }

  private int checkedWidth(NDManager owner) {
    try (NDManager scratch = owner.newSubManager()) {
      NDArray clips = scratch.zeros(new Shape(2).addAll(clipShape));
      NDList rows = block.forward(new ParameterStore(scratch, false), new NDList(clips), false);
      Shape shape = rows.size() == 1 ? rows.get(0).getShape() : new Shape();
      if (shape.dimension() != 2 || shape.get(0) != 2) {
        throw new IllegalArgumentException(
            "the "
                + modality
                + " encoder turns 2 clips of "
                + clipShape
                + " into "
                + rows
                + ", must be shape (2, D)");
      }
      rows.close();
      return Math.toIntExact(shape.get(1));
    }
  }

  /**
   * Computes features.
   *
   * @param clips shape (N, ...) as {@link #clipShape()} says; its manager owns the result
   * @param training whether batch norm uses and updates batch statistics
   * @return the features, shape (N, D)
   */
  public NDArray forward(NDArray clips, boolean training) {
    manager();
    return block.forward(parameterStore(), new NDList(clips), training).singletonOrThrow();
  }

  /**
   * Computes the map of the last stage before it is pooled to features, in inference mode: {@code
   * conv_5} in the paper's words.
   *
   * @param clips shape (N, ...) as {@link #clipShape()} says; its manager owns the result
   * @return shape (N, T, H, W, D) for pictures, (N, 1, M, F, D) for sound, with what the stages
   *     left of time and space
   * @throws IllegalStateException if this is a network of your own, whose stages are unknown
   */
  public NDArray lastStage(NDArray clips) {
    manager();
    if (block instanceof ResidualNet net) {
      return net.lastStage(parameterStore(), clips);
    }
    throw new IllegalStateException(
        "the " + modality + " encoder is your own network: use its pooled features");
  }

  /**
   * Returns the weights by name, PyTorch's names for built-in encoders; the parameters stay this
   * encoder's.
   */
  public Map<String, Parameter> parameters() {
    Map<String, Parameter> byName = new LinkedHashMap<>();
    for (Pair<String, Parameter> entry : block.getParameters()) {
      byName.put(entry.getKey(), entry.getValue());
    }
    return Collections.unmodifiableMap(byName);
  }

  /**
   * Returns one parameter.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public Parameter parameter(String name) {
    Parameter parameter = parameters().get(name);
    if (parameter == null) {
      throw new IllegalArgumentException(
          "no parameter is called " + name + ": " + parameters().keySet());
    }
    return parameter;
  }

  /** Returns the number of weights, running statistics not counted. */
  public long parameterCount() {
    return parameters().values().stream()
        .filter(Parameter::requiresGradient)
        .mapToLong(p -> p.getShape().size())
        .sum();
  }

  /** Returns the manager that owns the weights. */
  public NDManager manager() {
    if (manager == null) {
      throw new IllegalStateException(
          "the " + modality + " encoder has no weights yet: call initialize first");
    }
    return manager;
  }

  private ParameterStore parameterStore() {
    if (parameters == null) {
      throw new IllegalStateException("no weights yet");
    }
    return parameters;
  }

  @Override
  public void close() {
    if (manager != null) {
      manager.close();
      manager = null;
      parameters = null;
    }
  }

  @Override
  public String toString() {
    String name =
        spec == null ? modality + " encoder " + block.getClass().getSimpleName() : spec.toString();
    return manager == null
        ? name + " " + clipShape + " (no weights yet)"
        : name + " " + clipShape + " -> D=" + width + ", " + parameterCount() + " parameters";
  }
}
