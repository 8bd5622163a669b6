package dev.xdc.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import dev.xdc.clip.ClipSpec;
import dev.xdc.engine.TorchEngine;
import dev.xdc.internal.engine.GradientScope;
import dev.xdc.internal.engine.TapProducts;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weight gradients as products of taps against the engine's own, whichever the processor takes. */
class TapProductsTest {
  private static final double TOLERANCE = 2e-5;

  @ParameterizedTest
  @CsvSource({"1,1", "2,1", "3,1", "8,1", "1,2", "2,2", "5,2", "7,2", "8,2"})
  void theyAreTheEnginesGradient(int frames, int stride) {
    Shape weight = new Shape(6, 5, 3, 1);
    int out = (frames + stride - 1) / stride;
    try (NDManager manager = TorchEngine.ready().newBaseManager(Device.cpu())) {
      NDArray x = random(manager, 1, new Shape(2, frames, 3, 4, 5));
      NDArray dy = random(manager, 2, new Shape(2, out, 3, 4, 6));
      NDArray own = TapProducts.weightGradient(x, dy, random(manager, 3, weight));
      NDArray seen = x.reshape(2, frames, 12, 5).transpose(0, 3, 1, 2);
      NDArray above = dy.reshape(2, out, 12, 6).transpose(0, 3, 1, 2);
      assertClose(own, engines(seen, above, weight, new Shape(stride, 1), new Shape(1, 0)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aVideoEncoderLearnsTheSame(int replicas) {
    ClipSpec clip = ClipSpec.paper().toBuilder().optFrames(5).optShortSide(24).optCrop(24).build();
    assertSameGradients(EncoderSpec.r2plus1d(10, 12), clip, replicas);
  }

  private static void assertSameGradients(EncoderSpec spec, ClipSpec clip, int replicas) {
    Map<String, float[]> engines = gradients(spec, clip, replicas, false);
    Map<String, float[]> products = gradients(spec, clip, replicas, true);
    assertThat(products.keySet()).isEqualTo(engines.keySet());
    int exact = 0;
    for (String name : engines.keySet()) {
      float[] a = engines.get(name);
      float[] b = products.get(name);
      double apart = 0;
      double size = 0;
      boolean same = true;
      for (int i = 0; i < a.length; i++) {
        apart += Math.pow((double) a[i] - b[i], 2);
        size += Math.pow(a[i], 2);
        same &= a[i] == b[i];
      }
      assertThat(Math.sqrt(apart / size)).as(name).isLessThan(TOLERANCE);
      exact += same ? 1 : 0;
    }
    assertThat(exact).as("weights that both ways give the same bits").isLessThan(engines.size());
  }

  private static Map<String, float[]> gradients(
      EncoderSpec spec, ClipSpec clip, int replicas, boolean products) {
    List<Device> devices = Collections.nCopies(replicas, Device.cpu());
    try (Encoder encoder =
        Encoders.of(spec, clip).optDevices(devices).initialize(Device.cpu(), 5)) {
      ResidualNet net = (ResidualNet) encoder.block();
      net.setComputing(net.computing().withProducts(products));
      encoder
          .parameters()
          .values()
          .forEach(p -> p.getArray().setRequiresGradient(p.requiresGradient()));
      Map<String, float[]> gradients = new TreeMap<>();
      try (NDManager scratch = encoder.manager().newSubManager();
          GradientScope scope = GradientScope.open()) {
        NDArray clips = random(scratch, 7, new Shape(3).addAll(encoder.clipShape()));
        NDArray features = encoder.forward(clips, true);
        NDArray weights = random(scratch, 8, features.getShape());
        scope.backward(features.mul(weights).sum());
        encoder
            .parameters()
            .forEach(
                (name, p) -> {
                  if (p.requiresGradient()) {
                    gradients.put(name, p.getArray().getGradient().toFloatArray());
                  }
                });
      }
      return gradients;
    }
  }

  /** The gradient of a 2-d convolution's weight by the engine. */
  private static NDArray engines(NDArray x, NDArray dy, Shape weight, Shape stride, Shape padding) {
    NDArray w = random(x.getManager(), 3, weight);
    w.setRequiresGradient(true);
    try (GradientScope scope = GradientScope.open()) {
      NDArray y = Conv2d.conv2d(x, w, null, stride, padding, new Shape(1, 1), 1).get(0);
      scope.backward(y.mul(dy).sum());
      return w.getGradient();
    }
  }

  private static void assertClose(NDArray own, NDArray engines) {
    assertThat(own.getShape()).isEqualTo(engines.getShape());
    double scale = engines.abs().max().getFloat();
    assertThat(own.sub(engines).abs().max().getFloat() / scale).isLessThan(TOLERANCE);
  }

  private static NDArray random(NDManager manager, long seed, Shape shape) {
    Random random = new Random(seed);
    float[] flat = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) random.nextGaussian();
    }
    return manager.create(flat, shape);
  }
}
