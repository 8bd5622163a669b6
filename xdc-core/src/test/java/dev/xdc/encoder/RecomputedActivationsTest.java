package dev.xdc.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.internal.engine.GradientScope;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Steps that compute activations again against steps that keep them. */
class RecomputedActivationsTest {
  /** Every map has at least two rows and columns. */
  private static final ClipSpec CLIP =
      ClipSpec.paper().toBuilder()
          .optFrames(4)
          .optShortSide(24)
          .optCrop(24)
          .optAudioFrames(64)
          .optMelBands(64)
          .build();

  private static void assertSame(Encoder again, Encoder kept) {
    again.optRecomputedActivations(true);
    for (int step = 0; step < 2; step++) { // the second on running statistics of the first
      assertThat(DevicesTest.trained(again)).isEqualTo(DevicesTest.trained(kept));
      assertBits(DevicesTest.running(again), DevicesTest.running(kept));
    }
    assertBits(DevicesTest.gradients(again), DevicesTest.gradients(kept));
  }

  private static void assertBits(Map<String, float[]> actual, Map<String, float[]> expected) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet()).isNotEmpty();
    expected.forEach((name, values) -> assertThat(actual.get(name)).as(name).isEqualTo(values));
  }

  private static Encoder encoder(EncoderSpec spec, int replicas) {
    return Encoders.of(spec, CLIP)
        .optDevices(Collections.nCopies(replicas, Device.cpu()))
        .initialize(Device.cpu(), 5);
  }

  private static Encoder encoder(EncoderSpec spec, Precision precision, boolean products) {
    Encoder encoder = encoder(spec, 1).optPrecision(precision);
    ResidualNet net = (ResidualNet) encoder.block();
    net.setComputing(net.computing().withProducts(products));
    return encoder;
  }

  @ParameterizedTest
  @MethodSource("dev.xdc.encoder.DevicesTest#encoders")
  void featuresStatisticsAndGradientsAreTheSameBits(EncoderSpec spec) {
    for (Precision precision : Precision.values()) {
      try (Encoder again = encoder(spec, precision, false);
          Encoder kept = encoder(spec, precision, false)) {
        assertSame(again, kept);
      }
    }
  }

  /** PyTorch may take another kernel for the same map of one row and column. */
  @Test
  void gradientsOfTinyMapsDifferByRounding() {
    EncoderSpec spec = EncoderSpec.audioResNet(10, 4, AudioStem.A);
    try (Encoder again = DevicesTest.encoder(spec, 1);
        Encoder kept = DevicesTest.encoder(spec, 1)) {
      again.optRecomputedActivations(true);
      assertThat(DevicesTest.trained(again)).isEqualTo(DevicesTest.trained(kept));
      assertBits(DevicesTest.running(again), DevicesTest.running(kept));
      DevicesTest.assertAlike(DevicesTest.gradients(again), DevicesTest.gradients(kept), 1e-5);
    }
  }

  @Test
  void deferredWeightsAreSettledStretchByStretch() {
    EncoderSpec wide = EncoderSpec.r2plus1d(10, 16);
    try (Encoder again = encoder(wide, Precision.FLOAT32, true);
        Encoder kept = encoder(wide, Precision.FLOAT32, true)) {
      assertSame(again, kept);
    }
  }

  @ParameterizedTest
  @EnumSource(BatchStatistics.class)
  void severalDevicesShareTheBatchAsBefore(BatchStatistics statistics) {
    for (EncoderSpec spec : DevicesTest.encoders().toList()) {
      try (Encoder again = encoder(spec, 3).optBatchStatistics(statistics);
          Encoder kept = encoder(spec, 3).optBatchStatistics(statistics)) {
        assertSame(again, kept);
      }
    }
  }

  @Test
  void frozenLayersHaveNoGradientAndOthersTheirOwn() {
    EncoderSpec spec = EncoderSpec.r2plus1d(10, 4);
    try (Encoder again = encoder(spec, 1);
        Encoder kept = encoder(spec, 1)) {
      for (Encoder encoder : List.of(again, kept)) {
        encoder
            .parameters()
            .forEach(
                (name, parameter) -> {
                  if (parameter.requiresGradient() && !name.startsWith("layer4")) {
                    parameter.freeze(true);
                  }
                });
      }
      assertSame(again, kept);
      assertThat(DevicesTest.gradients(again).keySet()).allMatch(n -> n.startsWith("layer4"));
    }
  }

  @Test
  void aStepKeepsLessThanAThirdAndLeavesNothingBehind() {
    EncoderSpec spec = EncoderSpec.r2plus1d(10, 16);
    try (Encoder encoder = encoder(spec, 1)) {
      NDArray clips = DevicesTest.clips(encoder, encoder.manager(), 0, DevicesTest.BATCH);
      keptByForwardPass(encoder, clips); // what is made once
      long kept = keptByForwardPass(encoder, clips);
      encoder.optRecomputedActivations(true);
      keptByForwardPass(encoder, clips);
      keptByForwardPass(encoder, clips);
      long before = NativeMemory.bytesInUse();
      assertThat(keptByForwardPass(encoder, clips)).isLessThan(kept / 3);
      for (int step = 0; step < 4; step++) {
        keptByForwardPass(encoder, clips);
      }
      assertThat(NativeMemory.bytesInUse() - before).as("left behind").isLessThan(kept / 20);
    }
  }

  /** Takes a step; returns the bytes that wait for the backward pass. */
  private static long keptByForwardPass(Encoder encoder, NDArray clips) {
    DevicesTest.requireGradients(encoder);
    long before = NativeMemory.bytesInUse();
    try (NDManager scratch = encoder.manager().newSubManager();
        GradientScope scope = GradientScope.open();
        NDArray own = clips.reshape(clips.getShape())) {
      own.attach(scratch);
      NDArray loss = DevicesTest.loss(encoder.forward(own, true));
      long kept = NativeMemory.bytesInUse() - before;
      scope.backward(loss);
      return kept;
    }
  }

  @Test
  void aNetworkOfYourOwnKeepsThem() {
    Block block =
        new SequentialBlock()
            .add(Blocks.batchFlattenBlock())
            .add(Linear.builder().setUnits(4).build());
    try (Encoder own =
        Encoders.of(Modality.AUDIO, block, CLIP)
            .optRecomputedActivations(true)
            .initialize(Device.cpu(), 1)) {
      assertThat(DevicesTest.trained(own)).hasSize(DevicesTest.BATCH * 4);
    }
  }
}
