package dev.xdc.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.xdc.clip.ClipSpec;
import dev.xdc.engine.TorchEngine;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Results follow from values, whatever their layout in memory, and whatever oneDNN makes of it. */
class MemoryLayoutTest {
  private static final double CLOSE = 1e-5;
  private static final ClipSpec CLIP =
      ClipSpec.paper().toBuilder().optShortSide(24).optCrop(24).build();

  private static float[] noise(long count) {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[(int) count];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** The largest difference over the largest value. */
  private static double distance(float[] some, float[] others) {
    double apart = 0;
    double largest = 0;
    for (int i = 0; i < others.length; i++) {
      apart = Math.max(apart, Math.abs(some[i] - others[i]));
      largest = Math.max(largest, Math.abs(others[i]));
    }
    return apart / largest;
  }

  @Test
  void clipAloneHasTheFeatureThatItHasAmongOthers() {
    try (Encoder encoder =
            Encoders.of(EncoderSpec.r2plus1d(10, 8), CLIP).initialize(Device.cpu(), 1);
        NDManager scratch = encoder.manager().newSubManager()) {
      Shape clip = CLIP.videoShape();
      NDArray two = scratch.create(noise(2 * clip.size()), new Shape(2).addAll(clip));
      NDArray alone = scratch.create(noise(clip.size()), new Shape(1).addAll(clip));
      float[] expected = encoder.forward(two, false).get(new NDIndex("0")).toFloatArray();

      assertThat(distance(encoder.forward(alone, false).toFloatArray(), expected))
          .isLessThan(CLOSE);
    }
  }

  /** The last row is the last shortcut of R(2+1)D-18 at full width, which was wrong. */
  @ParameterizedTest
  @CsvSource({
    "1, 4, 6",
    "16, 4, 6",
    "24, 4, 6",
    "48, 4, 6",
    "64, 4, 6",
    "80, 4, 6",
    "256, 4, 6",
    "256, 32, 14"
  })
  void shortcutOfStrideTwoIsTheSumOverItsChannels(int in, int n, int side) {
    int out = 2 * in;
    ResidualNet net = new AudioResNet(10, 1, AudioStem.B, Pooling.AVERAGE, 0.9, 1e-3);
    Op shortcut = net.projection("shortcut", new Shape(out, in, 1, 1), 1, 2);
    try (NDManager manager = TorchEngine.newManager()) {
      net.make(manager, OptionalLong.of(1), new Shape(1, side, side));
      float[] weight = net.getParameters().get("shortcut.weight").getArray().toFloatArray();
      float[] x = noise((long) n * side * side * in);
      NDArray maps = manager.create(x, new Shape(n, 1, side, side, in));
      Pass pass =
          new Pass(new ParameterStore(manager, false), false, Computing.STANDARD, maps.getDevice());
      NDArray result = shortcut.apply(List.of(maps), pass).get(0);
      float[] y = result.get(new NDIndex("..., :{}", out)).toFloatArray();

      float[] expected = new float[y.length];
      int half = side / 2;
      for (int i = 0; i < y.length; i++) {
        int o = i % out;
        int column = i / out % half;
        int row = i / out / half % half;
        int from = ((i / out / half / half * side + 2 * row) * side + 2 * column) * in;
        double sum = 0;
        for (int c = 0; c < in; c++) {
          sum += (double) weight[o * in + c] * x[from + c];
        }
        expected[i] = (float) sum;
      }
      assertThat(distance(y, expected)).isLessThan(CLOSE);
    }
  }
}
