package dev.xdc.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Blocks;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.engine.TorchEngine;
import dev.xdc.internal.engine.GradientScope;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A batch shared among replicas on the CPU, which copy weights and results as devices would. */
class DevicesTest {
  private static final ClipSpec CLIP =
      ClipSpec.paper().toBuilder()
          .optFrames(4)
          .optShortSide(24)
          .optCrop(24)
          .optAudioFrames(32)
          .optMelBands(16)
          .build();

  /** Not a multiple of three: parts of 2, 2 and 3 clips. */
  static final int BATCH = 7;

  static Stream<EncoderSpec> encoders() {
    return Stream.of(
        EncoderSpec.r2plus1d(10, 4),
        EncoderSpec.audioResNet(10, 4, AudioStem.A),
        EncoderSpec.audioResNet(10, 4, AudioStem.B));
  }

  private static List<Device> replicas(int count) {
    return Collections.nCopies(count, Device.cpu());
  }

  static Encoder encoder(EncoderSpec spec, int replicas) {
    return Encoders.of(spec, CLIP).optDevices(replicas(replicas)).initialize(Device.cpu(), 5);
  }

  /** Clips of different mean and contrast, so that statistics of a part are not those of all. */
  static NDArray clips(Encoder encoder, NDManager scratch, int from, int to) {
    int size = Math.toIntExact(encoder.clipShape().size());
    float[] values = new float[(to - from) * size];
    for (int i = 0; i < values.length; i++) {
      int at = from * size + i;
      int clip = at / size;
      values[i] =
          (float) (0.2 * clip + (1 + 0.3 * clip) * Math.sin(0.37 * at + 1e-3 * at * (at % 7)));
    }
    return scratch.create(values, new Shape(to - from).addAll(encoder.clipShape()));
  }

  /** A weighted sum of the features. */
  static NDArray loss(NDArray features) {
    NDArray weights =
        features.getManager().arange(Math.toIntExact(features.size())).mul(0.13f).sin();
    return features.mul(weights.reshape(features.getShape())).sum();
  }

  static Map<String, float[]> gradients(Encoder encoder) {
    Map<String, float[]> gradients = new TreeMap<>();
    encoder
        .parameters()
        .forEach(
            (name, parameter) -> {
              if (parameter.requiresGradient()) {
                try (NDArray gradient = parameter.getArray().getGradient()) {
                  gradients.put(name, gradient.toFloatArray());
                }
              }
            });
    return gradients;
  }

  static Map<String, float[]> running(Encoder encoder) {
    Map<String, float[]> values = new TreeMap<>();
    encoder
        .parameters()
        .forEach(
            (name, parameter) -> {
              if (name.contains("running_")) {
                values.put(name, parameter.getArray().toFloatArray());
              }
            });
    return values;
  }

  static void requireGradients(Encoder encoder) {
    encoder
        .parameters()
        .values()
        .forEach(p -> p.getArray().setRequiresGradient(p.requiresGradient()));
  }

  /** Features of a training pass over all clips, with gradients left on the weights. */
  static float[] trained(Encoder encoder) {
    return trained(encoder, () -> {});
  }

  private static float[] trained(Encoder encoder, Runnable beforeBackward) {
    requireGradients(encoder);
    try (NDManager scratch = encoder.manager().newSubManager();
        GradientScope scope = GradientScope.open()) {
      NDArray features = encoder.forward(clips(encoder, scratch, 0, BATCH), true);
      NDArray loss = loss(features);
      beforeBackward.run();
      scope.backward(loss);
      return features.toFloatArray();
    }
  }

  /** Frees the memory of arrays that Java let go of, and fills it with NaN. */
  private static void reuseMemory() {
    List<ByteBuffer> small = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      System.gc();
      for (int size = 4; size <= 128; size += 4) {
        for (int i = 0; i < 500; i++) {
          ByteBuffer buffer = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
          while (buffer.hasRemaining()) {
            buffer.putFloat(Float.NaN);
          }
          small.add(buffer);
        }
      }
    }
    assertThat(small).hasSize(3 * 32 * 500);
  }

  /** The largest difference, as a share of the largest value. */
  private static double distance(float[] one, float[] other) {
    assertThat(one).hasSameSizeAs(other);
    double difference = 0;
    double largest = 0;
    for (int i = 0; i < one.length; i++) {
      assertThat(one[i]).as("value " + i).isFinite();
      assertThat(other[i]).as("expected value " + i).isFinite();
      difference = Math.max(difference, Math.abs((double) one[i] - other[i]));
      largest = Math.max(largest, Math.abs(other[i]));
    }
    return largest == 0 ? difference : difference / largest;
  }

  static void assertAlike(
      Map<String, float[]> actual, Map<String, float[]> expected, double tolerance) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet()).isNotEmpty();
    expected.forEach(
        (name, values) ->
            assertThat(distance(actual.get(name), values)).as(name).isLessThan(tolerance));
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void jointStatisticsGiveWhatOneDeviceGives(EncoderSpec spec) {
    try (Encoder one = encoder(spec, 1);
        Encoder three = encoder(spec, 3)) {
      assertThat(distance(trained(three), trained(one))).isLessThan(1e-5);
      assertAlike(gradients(three), gradients(one), 2e-4);
      assertAlike(running(three), running(one), 1e-5);
    }
  }

  /**
   * An array made of a Java number is a window on memory of Java, which goes with the array. None
   * may be part of the graph: the backward pass would read whatever is there by then.
   */
  @ParameterizedTest
  @EnumSource(BatchStatistics.class)
  void garbageCollectionBeforeTheBackwardPassChangesNothing(BatchStatistics statistics) {
    for (Precision precision : Precision.values()) {
      try (Encoder calm = encoder(EncoderSpec.r2plus1d(10, 4), 3);
          Encoder collected = encoder(EncoderSpec.r2plus1d(10, 4), 3)) {
        for (Encoder encoder : List.of(calm, collected)) {
          encoder.optBatchStatistics(statistics).optPrecision(precision);
        }
        trained(calm);
        trained(collected, DevicesTest::reuseMemory);
        assertAlike(gradients(collected), gradients(calm), 1e-6);
      }
    }
  }

  /** Rounding to 8 bits moves gradients far; sharing the batch moves them less than that. */
  @ParameterizedTest
  @MethodSource("encoders")
  void jointStatisticsInBfloat16AreNearerToOneDeviceThanBfloat16IsToFloat32(EncoderSpec spec) {
    try (Encoder full = encoder(spec, 1);
        Encoder one = encoder(spec, 1).optPrecision(Precision.BFLOAT16);
        Encoder three = encoder(spec, 3).optPrecision(Precision.BFLOAT16)) {
      trained(full);
      assertThat(distance(trained(three), trained(one))).isLessThan(0.03);
      assertAlike(running(three), running(one), 0.03);
      double rounding = squaredDistance(gradients(one), gradients(full));
      assertThat(squaredDistance(gradients(three), gradients(one))).isLessThan(rounding);
    }
  }

  private static double squaredDistance(Map<String, float[]> some, Map<String, float[]> others) {
    double sum = 0;
    for (Map.Entry<String, float[]> entry : some.entrySet()) {
      float[] other = others.get(entry.getKey());
      for (int i = 0; i < other.length; i++) {
        sum += Math.pow((double) entry.getValue()[i] - other[i], 2);
      }
    }
    return sum;
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void statisticsPerDeviceGiveWhatEachPartGivesAlone(EncoderSpec spec) {
    try (Encoder three = encoder(spec, 3).optBatchStatistics(BatchStatistics.PER_DEVICE);
        Encoder alone = encoder(spec, 1);
        NDManager scratch = alone.manager().newSubManager()) {
      float[] features = trained(three);
      requireGradients(alone);
      Map<String, float[]> afterFirst = new TreeMap<>();
      float[] expected;
      try (GradientScope scope = GradientScope.open()) {
        NDArray rows = alone.forward(clips(alone, scratch, 0, 2), true);
        afterFirst.putAll(running(alone));
        rows = rows.concat(alone.forward(clips(alone, scratch, 2, 4), true));
        rows = rows.concat(alone.forward(clips(alone, scratch, 4, BATCH), true));
        scope.backward(loss(rows));
        expected = rows.toFloatArray();
      }
      assertThat(distance(features, expected)).isLessThan(1e-5);
      assertAlike(gradients(three), gradients(alone), 2e-4);
      assertAlike(running(three), afterFirst, 1e-6);
    }
  }

  @Test
  void weightsAfterSeveralStepsAreThoseOfOneDevice() {
    EncoderSpec spec = EncoderSpec.r2plus1d(10, 8);
    try (Encoder one = encoder(spec, 1);
        Encoder three = encoder(spec, 3)) {
      Map<String, float[]> before = weights(one);
      for (int step = 0; step < 4; step++) {
        for (Encoder encoder : List.of(one, three)) {
          trained(encoder);
          descend(encoder);
        }
      }
      assertAlike(weights(three), weights(one), 1e-3);
      assertThat(distance(before.get("stem.0.weight"), weights(one).get("stem.0.weight")))
          .isGreaterThan(0.01);
    }
  }

  private static void descend(Encoder encoder) {
    encoder
        .parameters()
        .values()
        .forEach(
            parameter -> {
              if (parameter.requiresGradient()) {
                try (NDArray gradient = parameter.getArray().getGradient();
                    NDArray move = gradient.mul(1e-4f)) {
                  parameter.getArray().subi(move);
                }
                TorchEngine.zeroGradient(parameter.getArray());
              }
            });
  }

  private static Map<String, float[]> weights(Encoder encoder) {
    Map<String, float[]> values = new TreeMap<>();
    encoder
        .parameters()
        .forEach((name, parameter) -> values.put(name, parameter.getArray().toFloatArray()));
    return values;
  }

  @Test
  void statisticsPerDeviceAreNotThoseOfTheBatch() {
    EncoderSpec spec = EncoderSpec.r2plus1d(10, 4);
    try (Encoder one = encoder(spec, 1);
        Encoder three = encoder(spec, 3).optBatchStatistics(BatchStatistics.PER_DEVICE)) {
      assertThat(distance(trained(three), trained(one))).isGreaterThan(0.01);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7})
  void inferenceGivesTheSameRowsInTheSameOrder(int size) {
    EncoderSpec spec = EncoderSpec.r2plus1d(10, 4);
    try (Encoder one = encoder(spec, 1);
        Encoder three = encoder(spec, 3);
        NDManager scratch = one.manager().newSubManager()) {
      NDArray clips = clips(one, scratch, 0, size);
      NDArray rows = three.forward(clips, false);
      assertThat(rows.getShape()).isEqualTo(new Shape(size, 32));
      assertThat(distance(rows.toFloatArray(), one.forward(clips, false).toFloatArray()))
          .isLessThan(1e-5);
      assertThat(
              distance(three.lastStage(clips).toFloatArray(), one.lastStage(clips).toFloatArray()))
          .isLessThan(1e-5);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void batchesThatDoNotFillTheDevicesTrain(int size) {
    for (BatchStatistics statistics : BatchStatistics.values()) {
      try (Encoder four =
              encoder(EncoderSpec.audioResNet(10, 4, AudioStem.B), 4)
                  .optBatchStatistics(statistics);
          NDManager scratch = four.manager().newSubManager()) {
        NDArray rows = four.forward(clips(four, scratch, 0, size), true);
        assertThat(rows.getShape().get(0)).isEqualTo(size);
        for (float value : rows.toFloatArray()) {
          assertThat(value).isFinite();
        }
      }
    }
  }

  @Test
  void passesLeaveNothingBehind() {
    for (Precision precision : Precision.values()) {
      for (BatchStatistics statistics : BatchStatistics.values()) {
        try (Encoder three =
            encoder(EncoderSpec.r2plus1d(10, 4), 3)
                .optPrecision(precision)
                .optBatchStatistics(statistics)) {
          trained(three);
          int before = three.manager().getManagedArrays().size();
          for (boolean training : new boolean[] {true, false}) {
            try (NDManager scratch = three.manager().newSubManager()) {
              NDArray clips = clips(three, scratch, 0, BATCH);
              NDArray rows = three.forward(clips, training);
              assertThat(scratch.getManagedArrays()).containsExactlyInAnyOrder(clips, rows);
            }
          }
          trained(three);
          assertThat(three.manager().getManagedArrays()).hasSize(before);
        }
      }
    }
  }

  @Test
  void aReplicaOfAClipGivesTheRowOfThatClip() {
    try (Encoder three = encoder(EncoderSpec.r2plus1d(10, 4), 3);
        NDManager scratch = three.manager().newSubManager()) {
      NDArray all = three.forward(clips(three, scratch, 0, BATCH), false);
      NDArray last = three.forward(clips(three, scratch, 0, BATCH).get("6:7"), false);
      assertThat(distance(all.get(new NDIndex("6:7")).toFloatArray(), last.toFloatArray()))
          .isCloseTo(0, within(1e-5));
    }
  }

  @Test
  void rejectsDevicesThatDoNotFit() {
    Encoder own = Encoders.of(Modality.AUDIO, Blocks.identityBlock(), CLIP);
    assertThatThrownBy(() -> own.optDevices(replicas(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("only built-in encoders share a batch");
    assertThatThrownBy(() -> own.optDevices(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one");
    try (Encoder here = encoder(EncoderSpec.r2plus1d(10, 4), 1)) {
      assertThatThrownBy(() -> here.optDevices(List.of(Device.gpu(), Device.cpu())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("must begin with cpu");
    }
    Encoder elsewhere =
        Encoders.of(EncoderSpec.r2plus1d(10, 4), CLIP).optDevices(List.of(Device.gpu()));
    assertThatThrownBy(() -> elsewhere.initialize(Device.cpu(), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must begin with cpu");
  }
}
