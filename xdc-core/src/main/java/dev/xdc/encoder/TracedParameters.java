package dev.xdc.encoder;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import dev.xdc.internal.engine.GradientScope;
import org.jspecify.annotations.Nullable;

/** The weights of an encoder as a step computes with them, see {@link GradientScope#traced}. */
final class TracedParameters extends ParameterStore {

  /**
   * Makes the parameters of an encoder.
   *
   * @param owner of the weights
   */
  TracedParameters(NDManager owner) {
    super(owner, false);
  }

  @Override
  public @Nullable NDArray getValue(
      @Nullable Parameter parameter, Device device, boolean training) {
    NDArray array = super.getValue(parameter, device, training);
    return array == null ? null : GradientScope.traced(array);
  }
}
