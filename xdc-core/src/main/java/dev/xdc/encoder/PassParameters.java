package dev.xdc.encoder;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a block as one part of a batch needs them: on its device and in the precision
 * of the pass. Gradients flow through what is copied for that, to the parameters.
 *
 * <p>Those of batch norms stay FLOAT32, which the engine's batch norm takes beside activations in
 * BFLOAT16: running statistics would not move by less than a hundredth. The first part gets the
 * running statistics themselves, others copies.
 */
final class PassParameters extends ParameterStore {
  private final Pass pass;
  private final NDArray input;
  private final NDManager scratch;
  private final Set<Parameter> exact;
  private final IdentityHashMap<Parameter, NDArray> made = new IdentityHashMap<>();

  /**
   * Makes the parameters of a part.
   *
   * @param input of the part, on its device
   * @param scratch owns the copies
   * @param exact parameters that stay FLOAT32
   */
  PassParameters(Pass pass, NDArray input, NDManager scratch, Set<Parameter> exact) {
    super(scratch, false);
    this.pass = pass;
    this.input = input;
    this.scratch = scratch;
    this.exact = exact;
  }

  /** Returns the parameters of all blocks that have running statistics. */
  static Set<Parameter> ofNorms(Block block) {
    Set<Parameter> found = Collections.newSetFromMap(new IdentityHashMap<>());
    addNorms(block, found);
    return found;
  }

  private static void addNorms(Block block, Set<Parameter> found) {
    boolean norm =
        block.getDirectParameters().values().stream()
            .map(Parameter::getType)
            .anyMatch(t -> t == Parameter.Type.RUNNING_MEAN || t == Parameter.Type.RUNNING_VAR);
    if (norm) {
      found.addAll(block.getDirectParameters().values());
    }
    block.getChildren().values().forEach(child -> addNorms(child, found));
  }

  @Override
  public @Nullable NDArray getValue(
      @Nullable Parameter parameter, Device device, boolean training) {
    if (parameter == null) { // a convolution without bias asks for it all the same
      return null;
    }
    boolean asItIs = exact.contains(parameter) || pass.computing().precision() == Precision.FLOAT32;
    if (asItIs && pass.part() == 0) {
      return pass.value(parameter);
    }
    return made.computeIfAbsent(
        parameter,
        p -> {
          NDArray array = asItIs ? pass.plain(p, input) : pass.operand(p, p.getShape(), input);
          array.attach(scratch);
          return array;
        });
  }
}
