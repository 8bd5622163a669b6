package dev.xdc.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import dev.xdc.engine.TorchEngine;
import dev.xdc.internal.engine.GradientScope;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SgdUpdateTest {
  private static final double[] RATES = {0.1, 0.05, 0.2};
  private static final double DECAY = 0.01;
  private static final double MOMENTUM = 0.9;

  /** Minimises w^2 / 2 * 3 by hand in double precision: PyTorch's rule under a changing rate. */
  private static double byHand(boolean nesterov) {
    double w = 2;
    double v = 0;
    for (double rate : RATES) {
      double g = 3 * w + DECAY * w;
      v = MOMENTUM * v + g;
      w -= rate * (nesterov ? g + MOMENTUM * v : v);
    }
    return w;
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void followsPyTorchsRuleUnderAChangingRate(boolean nesterov) {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray weight = manager.create(new float[] {2});
      try (SgdUpdate update = update(nesterov, manager, weight)) {
        for (double rate : RATES) {
          step(manager, weight, update, rate, 1.5f);
        }
        assertThat((double) weight.getFloat()).isCloseTo(byHand(nesterov), within(1e-5));
      }
      assertThat(manager.getManagedArrays()).containsExactly(weight);
    }
  }

  private static SgdUpdate update(boolean nesterov, NDManager manager, NDArray weight) {
    return new SgdUpdate(
        new Sgd(MOMENTUM, nesterov, DECAY, DecayedParameters.WEIGHTS_AND_SCALES),
        manager,
        List.of(new SgdUpdate.Trained(weight, Parameter.Type.WEIGHT)));
  }

  @ParameterizedTest
  @CsvSource({"WEIGHTS_AND_SCALES, WEIGHT, GAMMA", "ALL, WEIGHT, GAMMA, BETA, BIAS"})
  void weightDecayShrinksTheParametersOfItsRuleAndNoOther(ArgumentsAccessor arguments) {
    DecayedParameters rule = DecayedParameters.valueOf(arguments.getString(0));
    List<Parameter.Type> shrunk = new ArrayList<>();
    for (int i = 1; i < arguments.size(); i++) {
      shrunk.add(Parameter.Type.valueOf(arguments.getString(i)));
    }
    try (NDManager manager = TorchEngine.newManager()) {
      for (Parameter.Type type : Parameter.Type.values()) {
        NDArray parameter = manager.create(new float[] {2});
        Sgd sgd = new Sgd(MOMENTUM, true, DECAY, rule);
        try (SgdUpdate update =
            new SgdUpdate(sgd, manager, List.of(new SgdUpdate.Trained(parameter, type)))) {
          step(manager, parameter, update, 0.1, 0); // a gradient of zero: decay acts alone
        }
        boolean learned = type != Parameter.Type.RUNNING_MEAN && type != Parameter.Type.RUNNING_VAR;
        if (learned && type != Parameter.Type.OTHER) {
          // 2 - rate * (1 + momentum) * decay * 2
          assertThat((double) parameter.getFloat())
              .as(type.name())
              .isCloseTo(shrunk.contains(type) ? 2 - 0.1 * 1.9 * DECAY * 2 : 2, within(1e-6));
        }
      }
    }
  }

  /** Steps along the gradient of {@code factor} w^2. */
  private static void step(
      NDManager manager, NDArray weight, SgdUpdate update, double rate, float factor) {
    try (NDManager step = manager.newSubManager()) {
      try (GradientScope scope = GradientScope.open(update.weights())) {
        NDArray x = step.create(new float[] {1});
        NDArray loss = x.mul(GradientScope.traced(weight)).square().mul(factor).sum();
        scope.backward(loss);
        update.step(scope, rate, loss.stopGradient());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void aLossThatIsNotFiniteLeavesWeightAndMomentumAndNoGradient(float factor) {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray weight = manager.create(new float[] {2});
      try (SgdUpdate update = update(true, manager, weight)) {
        step(manager, weight, update, 0.1, 1.5f);
        float before = weight.getFloat();
        float momentum = update.velocities().get(0).getFloat();
        step(manager, weight, update, 0.1, factor);
        assertThat(weight.getFloat()).isEqualTo(before);
        assertThat(update.velocities().get(0).getFloat()).isEqualTo(momentum);
        assertThat(weight.hasGradient()).isFalse();
      }
    }
  }

  @Test
  void rejectsNesterovWithoutMomentum() {
    assertThatThrownBy(() -> new Sgd(0, true, 0, DecayedParameters.ALL))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
