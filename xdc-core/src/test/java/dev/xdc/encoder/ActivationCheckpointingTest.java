package dev.xdc.encoder;

import static dev.xdc.encoder.DevicesTest.assertAlike;
import static dev.xdc.encoder.DevicesTest.gradients;
import static dev.xdc.encoder.DevicesTest.running;
import static dev.xdc.encoder.DevicesTest.squaredDistance;
import static dev.xdc.encoder.DevicesTest.trained;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.nn.Blocks;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Blocks that are computed once more for their gradients against blocks that are kept. */
class ActivationCheckpointingTest {

  private static void assertSame(Map<String, float[]> actual, Map<String, float[]> expected) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet()).isNotEmpty();
    expected.forEach((name, values) -> assertThat(actual.get(name)).as(name).isEqualTo(values));
  }

  private static Encoder encoder(EncoderSpec spec, Precision precision, boolean products) {
    Encoder encoder = DevicesTest.encoder(spec, 1).optPrecision(precision);
    ResidualNet net = (ResidualNet) encoder.block();
    net.setComputing(net.computing().withProducts(products));
    return encoder;
  }

  @ParameterizedTest
  @MethodSource("dev.xdc.encoder.DevicesTest#encoders")
  void featuresAndStatisticsAreTheSameBitsAndGradientsButForRounding(EncoderSpec spec) {
    for (boolean products : new boolean[] {false, true}) {
      try (Encoder kept = encoder(spec, Precision.FLOAT32, products);
          Encoder repeated = encoder(spec, Precision.FLOAT32, products)) {
        repeated.optActivationCheckpointing(true);
        assertThat(trained(repeated)).isEqualTo(trained(kept));
        assertAlike(gradients(repeated), gradients(kept), 1e-5);
        assertSame(running(repeated), running(kept));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.xdc.encoder.DevicesTest#encoders")
  void inBfloat16GradientsMoveLessThanByBfloat16Itself(EncoderSpec spec) {
    try (Encoder full = encoder(spec, Precision.FLOAT32, false);
        Encoder kept = encoder(spec, Precision.BFLOAT16, false);
        Encoder repeated = encoder(spec, Precision.BFLOAT16, false)) {
      repeated.optActivationCheckpointing(true);
      trained(full);
      assertThat(trained(repeated)).isEqualTo(trained(kept));
      assertSame(running(repeated), running(kept));
      double rounding = squaredDistance(gradients(kept), gradients(full));
      assertThat(squaredDistance(gradients(repeated), gradients(kept))).isLessThan(rounding / 2);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.xdc.encoder.DevicesTest#encoders")
  void severalDevicesShareABatchAsWithoutIt(EncoderSpec spec) {
    for (BatchStatistics statistics : BatchStatistics.values()) {
      try (Encoder kept = DevicesTest.encoder(spec, 3).optBatchStatistics(statistics);
          Encoder repeated = DevicesTest.encoder(spec, 3).optBatchStatistics(statistics)) {
        repeated.optActivationCheckpointing(true);
        assertThat(trained(repeated)).isEqualTo(trained(kept));
        assertAlike(gradients(repeated), gradients(kept), 1e-4);
        assertSame(running(repeated), running(kept));
      }
    }
  }

  @Test
  void aNetworkOfUnknownBlocksIsRefused() {
    Encoder own = Encoders.of(Modality.AUDIO, Blocks.batchFlattenBlock(), ClipSpec.paper());
    assertThatThrownBy(() -> own.optActivationCheckpointing(true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("activation checkpointing is on, must be off");
    own.optActivationCheckpointing(false);
  }
}
