package dev.xdc.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import dev.xdc.Preset;
import dev.xdc.clip.ClipSpec;
import dev.xdc.engine.TorchEngine;
import dev.xdc.internal.engine.GradientScope;
import dev.xdc.internal.engine.TorchNet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FoldedInferenceTest {
  private static final ClipSpec CLIP = Preset.tiny().clip();
  private static final double CLOSE = 1e-5;

  /** What rounding to eight bits makes of features, with room. */
  private static final double CLOSE_IN_BFLOAT16 = 0.03;

  private static Encoder encoder(EncoderSpec spec) {
    return Encoders.of(spec, CLIP).initialize(Device.cpu(), 1);
  }

  private static NDArray clips(Encoder encoder, NDManager scratch, int count) {
    Shape shape = new Shape(count).addAll(encoder.clipShape());
    return scratch.arange((float) shape.size()).mul(0.37f).sin().reshape(shape);
  }

  /** Moves the weights and the running statistics, so that no norm is the identity. */
  private static void move(Encoder encoder) {
    try (NDManager scratch = encoder.manager().newSubManager()) {
      float shift = 0.1f;
      for (Parameter parameter : encoder.parameters().values()) {
        Shape shape = parameter.getShape();
        NDArray waves = scratch.arange((float) shape.size()).add(shift).sin().reshape(shape);
        boolean norm = shape.dimension() == 1;
        parameter.getArray().addi(norm ? waves.abs().mul(0.2f) : waves.mul(0.01f));
        shift += 1;
      }
    }
  }

  private static float[] features(Encoder encoder, int count, boolean folded) {
    try (NDManager scratch = encoder.manager().newSubManager()) {
      encoder.optFoldedInference(folded);
      return encoder.forward(clips(encoder, scratch, count), false).toFloatArray();
    }
  }

  private static double distance(float[] some, float[] others) {
    assertThat(some).hasSameSizeAs(others);
    double apart = 0;
    double length = 0;
    for (int i = 0; i < others.length; i++) {
      apart += Math.pow((double) some[i] - others[i], 2);
      length += Math.pow(others[i], 2);
    }
    return Math.sqrt(apart / length);
  }

  private static Stream<Arguments> networks() {
    return Stream.of(
            EncoderSpec.r2plus1d(10, 1),
            EncoderSpec.r2plus1d(10, 6),
            EncoderSpec.r2plus1d(18, 16),
            EncoderSpec.r2plus1d(10, 4).withPooling(Pooling.MAX),
            EncoderSpec.audioResNet(10, 4, AudioStem.A),
            EncoderSpec.audioResNet(18, 16, AudioStem.B))
        .flatMap(spec -> Stream.of(1, 3).map(count -> Arguments.of(spec, count)));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void featuresAreThoseOfTheNetwork(EncoderSpec spec, int count) {
    try (Encoder encoder = encoder(spec)) {
      move(encoder);
      float[] expected = features(encoder, count, false);
      assertThat(distance(features(encoder, count, true), expected)).isLessThan(CLOSE);
      encoder.optPrecision(Precision.BFLOAT16);
      assertThat(distance(features(encoder, count, true), expected)).isLessThan(CLOSE_IN_BFLOAT16);
    }
  }

  /** What runs where oneDNN's own operations are missing, such as on a GPU. */
  @ParameterizedTest
  @MethodSource("networks")
  void featuresAreThoseOfTheNetworkWithoutOneDnn(EncoderSpec spec, int count) {
    try (Encoder encoder = encoder(spec);
        NDManager scratch = encoder.manager().newSubManager()) {
      move(encoder);
      NDArray clips = clips(encoder, scratch, count);
      NDArray expected = encoder.optFoldedInference(false).lastStage(clips);
      ResidualNet net = (ResidualNet) encoder.block();
      InferenceScript script =
          new InferenceScript(net.inputChannels(), Precision.FLOAT32, scratch, false);
      net.body().write(script);
      try (TorchNet plain = new TorchNet(script.lines(), script.weights(), List.of(), 0)) {
        NDArray map = plain.apply(Layout.channelsLast(clips));
        NDArray own = map.get(new NDIndex("..., :{}", net.width()));
        assertThat(distance(own.toFloatArray(), expected.toFloatArray())).isLessThan(CLOSE);
      }
    }
  }

  @Test
  void lastStageIsThatOfTheNetwork() {
    try (Encoder encoder = encoder(EncoderSpec.r2plus1d(10, 4));
        NDManager scratch = encoder.manager().newSubManager()) {
      move(encoder);
      NDArray clips = clips(encoder, scratch, 2);
      NDArray folded = encoder.lastStage(clips);
      NDArray expected = encoder.optFoldedInference(false).lastStage(clips);
      assertThat(folded.getShape()).isEqualTo(expected.getShape());
      assertThat(distance(folded.toFloatArray(), expected.toFloatArray())).isLessThan(CLOSE);
    }
  }

  private static Stream<Consumer<Encoder>> changes() {
    return Stream.of(
        FoldedInferenceTest::move,
        encoder -> {
          float[] values = first(encoder).getArray().toFloatArray();
          values[0] += 1;
          first(encoder).getArray().set(values);
        },
        encoder -> {
          try (NDManager scratch = encoder.manager().newSubManager()) {
            encoder.forward(clips(encoder, scratch, 2), true); // moves running statistics
          }
        },
        encoder -> {
          Parameter first = first(encoder);
          try (NDArray twice = first.getArray().mul(2)) {
            twice.copyTo(first.getArray());
          }
        });
  }

  private static Parameter first(Encoder encoder) {
    return encoder.parameters().values().iterator().next();
  }

  @ParameterizedTest
  @MethodSource("changes")
  void changedWeightsAreSeen(Consumer<Encoder> change) {
    try (Encoder encoder = encoder(EncoderSpec.r2plus1d(10, 2))) {
      float[] before = features(encoder, 2, true);
      change.accept(encoder);
      float[] after = features(encoder, 2, true);
      assertThat(distance(after, before)).isGreaterThan(CLOSE);
      assertThat(distance(after, features(encoder, 2, false))).isLessThan(CLOSE);
    }
  }

  @Test
  void weightsAreFoldedOnce() {
    try (Encoder encoder = encoder(EncoderSpec.r2plus1d(10, 2))) {
      features(encoder, 2, true);
      int arrays = encoder.manager().getManagedArrays().size();
      float[] first = features(encoder, 2, true);
      for (int i = 0; i < 3; i++) {
        assertThat(features(encoder, 2, true)).isEqualTo(first);
      }
      assertThat(encoder.manager().getManagedArrays()).hasSize(arrays);
      try (NDManager scratch = encoder.manager().newSubManager()) {
        encoder.forward(clips(encoder, scratch, 2), true);
      }
      assertThat(encoder.manager().getManagedArrays()).as("dropped").hasSizeLessThan(arrays);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void valuesThatAreNotFiniteShowInTheFeaturesOfTheirClip(float value) {
    try (Encoder encoder = encoder(EncoderSpec.audioResNet(10, 4, AudioStem.B));
        NDManager scratch = encoder.manager().newSubManager()) {
      NDArray clips = clips(encoder, scratch, 3);
      clips.set(new NDIndex("1, 0, 7, 3"), value);
      float[] rows = encoder.forward(clips, false).toFloatArray();
      int width = encoder.featureWidth();
      for (int i = 0; i < rows.length; i++) {
        assertThat(Float.isFinite(rows[i])).as("clip " + i / width).isEqualTo(i / width != 1);
      }
      first(encoder).getArray().set(new NDIndex("0"), value);
      encoder.parameter("bn1.weight").getArray().set(new NDIndex("0"), value);
      assertThat(encoder.forward(clips(encoder, scratch, 1), false).toFloatArray())
          .as("weight")
          .doesNotContain(0f)
          .containsOnly(Float.NaN);
    }
  }

  @Test
  void gradientsFlowWhereTheyAreRecorded() {
    try (Encoder encoder = encoder(EncoderSpec.r2plus1d(10, 2));
        NDManager scratch = encoder.manager().newSubManager()) {
      Parameter weight = encoder.parameter("layer4.0.conv2.0.3.weight");
      weight.getArray().setRequiresGradient(true);
      try (GradientScope scope = GradientScope.open()) {
        scope.backward(encoder.forward(clips(encoder, scratch, 2), false).sum());
      }
      assertThat(weight.getArray().getGradient().abs().sum().getFloat()).isPositive();
    }
  }

  @Test
  void passesOnOtherThreadsOutliveATrainingStep() throws Exception {
    try (Encoder encoder = encoder(EncoderSpec.r2plus1d(10, 2))) {
      float[] expected = features(encoder, 2, true);
      ExecutorService threads = Executors.newFixedThreadPool(2);
      try {
        Callable<float[]> pass =
            () -> {
              TorchEngine.ready();
              float[] last = expected;
              for (int i = 0; i < 30; i++) {
                last = features(encoder, 2, true);
              }
              return last;
            };
        List<Future<float[]>> passes = List.of(threads.submit(pass), threads.submit(pass));
        for (int i = 0; i < 10; i++) {
          try (NDManager scratch = encoder.manager().newSubManager()) {
            encoder.forward(clips(encoder, scratch, 2), true); // moves running statistics
          }
        }
        for (Future<float[]> done : passes) {
          assertThat(done.get()).hasSameSizeAs(expected);
        }
        assertThat(distance(features(encoder, 2, true), features(encoder, 2, false)))
            .isLessThan(CLOSE);
      } finally {
        threads.shutdownNow();
      }
    }
  }

  @Test
  void clipOfAnotherSizeHasItsOwnFeatures() {
    try (Encoder encoder = encoder(EncoderSpec.r2plus1d(10, 2));
        NDManager scratch = encoder.manager().newSubManager()) {
      features(encoder, 2, true);
      NDArray larger = scratch.ones(new Shape(2, 3, 4, 48, 40));
      float[] folded = encoder.forward(larger, false).toFloatArray();
      float[] expected = encoder.optFoldedInference(false).forward(larger, false).toFloatArray();
      assertThat(distance(folded, expected)).isLessThan(CLOSE);
    }
  }
}
