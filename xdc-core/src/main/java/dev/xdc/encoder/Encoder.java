package dev.xdc.encoder;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import dev.xdc.clip.Modality;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
  private final Network network;
  private final Shape clipShape;
  private final @Nullable EncoderRecipe recipe;
  private @Nullable Weights weights;
  private boolean closed;

  Encoder(Modality modality, Block block, Shape clipShape, @Nullable EncoderRecipe recipe) {
    this.modality = modality;
    this.network = block instanceof Network own ? own : new OwnNetwork(block);
    this.clipShape = clipShape;
    this.recipe = recipe;
  }

  /** Returns what this encodes. */
  public Modality modality() {
    return modality;
  }

  /** Returns the network, for DJL's own tools. */
  public Block block() {
    return network.block();
  }

  /** Returns the recipe of a built-in encoder; empty for a network of your own. */
  public Optional<EncoderSpec> spec() {
    return recipe instanceof EncoderSpec spec ? Optional.of(spec) : Optional.empty();
  }

  /** Returns what the network was built by; empty for a block without a recipe. */
  public Optional<EncoderRecipe> recipe() {
    return Optional.ofNullable(recipe);
  }

  /** Returns the shape of one clip, without N. */
  public Shape clipShape() {
    return clipShape;
  }

  /** Returns D, the width of a feature. */
  public int featureWidth() {
    return weights().width();
  }

  /** Returns whether the weights exist. */
  public boolean isInitialized() {
    return weights != null;
  }

  /**
   * Sets what later passes compute with; default {@link Precision#FLOAT32}. Weights stay FLOAT32.
   *
   * @return this
   * @throws IllegalArgumentException if this is a block without a recipe, or a network of your own
   *     that cannot compute so; the latter shows once the weights exist
   */
  public Encoder optPrecision(Precision precision) {
    if (precision != Precision.FLOAT32) {
      OwnNetwork.requireRecipe(
          recipe, block(), "precision is " + precision + ", must be FLOAT32", "know others");
    }
    return compute(network.computing().withPrecision(precision));
  }

  /** Returns what passes compute with. */
  public Precision precision() {
    return network.computing().precision();
  }

  /**
   * Sets which devices share later batches; default the one that the weights live on. Each computes
   * a part of the clips, with copies of the weights that are made anew for every pass. Features and
   * gradients come together on the first device, and batch norm works by {@link
   * #optBatchStatistics}. A device named several times computes several parts.
   *
   * @param devices at least one; the first one holds the weights
   * @return this
   * @throws IllegalArgumentException if the weights exist and live elsewhere; if there are several
   *     devices and this is a block without a recipe, or a network of your own with batch norm that
   *     {@link #optBatchStatistics} has not been called for; the latter shows once the weights
   *     exist
   */
  public Encoder optDevices(List<Device> devices) {
    if (devices.isEmpty()) {
      throw new IllegalArgumentException("devices are none, must be at least one");
    }
    if (devices.size() > 1) {
      OwnNetwork.requireRecipe(
          recipe, block(), "devices are " + devices + ", must be one", "share a batch");
    }
    return compute(network.computing().withDevices(devices));
  }

  /** Returns the devices that share a batch, the one with the weights first. */
  public List<Device> devices() {
    List<Device> devices = network.computing().devices();
    return devices.isEmpty() ? List.of(manager().getDevice()) : devices;
  }

  /**
   * Sets of which clips batch norm takes its statistics in training when several devices share a
   * batch; default {@link BatchStatistics#JOINT}. Without effect on one device. A network of your
   * own with batch norm has {@link BatchStatistics#PER_DEVICE} only.
   *
   * @return this
   */
  public Encoder optBatchStatistics(BatchStatistics statistics) {
    return compute(network.computing().withStatistics(statistics));
  }

  /** Returns of which clips batch norm takes its statistics. */
  public BatchStatistics batchStatistics() {
    return network.computing().statistics();
  }

  /**
   * Sets whether a built-in encoder in inference mode folds batch norms into convolutions; default
   * true, or the system property {@code xdc.foldedInference}. Faster; features differ by rounding,
   * about 1e-6 of their length. Not while gradients are recorded, nor on several devices.
   *
   * @return this
   */
  public Encoder optFoldedInference(boolean folded) {
    return compute(network.computing().withFolded(folded));
  }

  /**
   * Sets whether training steps of a built-in encoder keep only what every pair of convolutions
   * begins with, and compute the rest again when gradients are due; default false. Results are the
   * same; steps take less memory and more time. Without effect on a network of your own.
   */
  public Encoder optRecomputedActivations(boolean recomputed) {
    return compute(network.computing().withRecomputed(recomputed));
  }

  /** Returns whether training steps compute activations again. */
  public boolean recomputedActivations() {
    return network.computing().recomputed();
  }

  private Encoder compute(Computing changed) {
    Computing before = network.computing();
    network.setComputing(changed);
    if (weights != null) {
      try {
        changed.requireHome(weights.manager().getDevice());
        network.requireComputable(clipShape, weights.manager());
      } catch (IllegalArgumentException e) {
        network.setComputing(before);
        throw e;
      }
    }
    return this;
  }

  /**
   * Draws the weights; does nothing if they exist.
   *
   * @param device where the weights live, and where computation happens unless {@link #optDevices}
   *     names more
   * @param seed decides the weights. For a network of your own it seeds the engine, whose random
   *     state is global to the JVM.
   * @return this
   * @throws IllegalArgumentException if the network does not turn a clip into one row, cannot
   *     compute as set, or {@link #optDevices} begins with another device
   * @throws IllegalStateException if this was closed
   */
  public Encoder initialize(Device device, long seed) {
    return start(device, OptionalLong.of(seed));
  }

  /** Does the same for weights that are read next; those of a built-in encoder are 0. */
  public Encoder allocate(Device device) {
    return start(device, OptionalLong.empty());
  }

  private Encoder start(Device device, OptionalLong seed) {
    requireOpen();
    if (weights == null) {
      network.computing().requireHome(device);
      weights = Weights.make(modality, network, clipShape, device, seed);
    }
    return this;
  }

  /**
   * Computes features.
   *
   * @param clips shape (N, ...) as {@link #clipShape()} says; its manager owns the result
   * @param training whether batch norm uses and updates batch statistics
   * @return the features, shape (N, D)
   */
  public NDArray forward(NDArray clips, boolean training) {
    return network.features(weights().parameters(), clips, training);
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
    return network.lastStage(weights().parameters(), clips);
  }

  /** Returns the weights by name, PyTorch's for built-in encoders; they stay this encoder's. */
  public Map<String, Parameter> parameters() {
    return network.parameters();
  }

  /**
   * Returns one parameter.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public Parameter parameter(String name) {
    return Optional.ofNullable(parameters().get(name))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no parameter is called " + name + ": " + parameters().keySet()));
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
    return weights().manager();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(
          "the " + modality + " encoder is closed: make another one with Encoders.of");
    }
  }

  private Weights weights() {
    requireOpen();
    if (weights == null) {
      throw new IllegalStateException(
          "the " + modality + " encoder has no weights yet: call initialize first");
    }
    return weights;
  }

  @Override
  public void close() {
    if (weights != null) {
      weights.manager().close();
      weights = null;
      closed = true;
    }
  }

  @Override
  public String toString() {
    String name =
        recipe == null
            ? modality + " encoder " + block().getClass().getSimpleName()
            : recipe + (recipe.version() == 1 ? "" : " version " + recipe.version());
    return weights == null
        ? name + " " + clipShape + " (no weights yet)"
        : "%s %s -> D=%s, %s parameters"
            .formatted(name, clipShape, weights.width(), parameterCount());
  }
}
