package dev.xdc.benchmarks;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import dev.xdc.Preset;
import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.encoder.Precision;
import dev.xdc.train.HeadLoss;
import dev.xdc.train.Learner;
import dev.xdc.train.Sgd;
import dev.xdc.train.StreamLearner;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A few training steps of preset small's encoders on a device, for {@link DeviceCheck}. */
final class DeviceSteps {
  private static final int BATCH = 16;
  private static final int CLASSES = 64;
  private static final int COMPARED = 3;
  private static final int TIMED = 20;

  private DeviceSteps() {}

  /** What is trained. */
  enum Network {
    VIDEO(Preset.small().video()),
    AUDIO(Preset.small().audio());

    private final EncoderSpec spec;

    Network(EncoderSpec spec) {
      this.spec = spec;
    }
  }

  /**
   * What the steps came to.
   *
   * @param features with norms folded, before the steps
   * @param single the same by single operations
   * @param losses of the compared steps
   * @param weights after them, one behind the other
   * @param callSeconds that calls of further steps took, without their outcomes
   * @param stepSeconds until the outcomes were there
   */
  record Result(
      float[] features,
      float[] single,
      float[] losses,
      float[] weights,
      double callSeconds,
      double stepSeconds) {}

  /** Trains on devices that share each batch. */
  static Result of(Network network, Precision precision, List<Device> devices) throws IOException {
    ClipSpec clip = Preset.small().clip();
    Modality modality = network.spec.modality();
    List<ClipRequest> requests = IntStream.range(0, BATCH).mapToObj(ClipRequest::centre).toList();
    List<int[]> labels = List.of(IntStream.range(0, BATCH).map(i -> i % CLASSES).toArray());
    SyntheticClips clips = new SyntheticClips(clip, BATCH, 4, 0.3, 1);
    try (ClipReader reader = clips.read(EnumSet.of(modality), requests, BATCH);
        Encoder encoder =
            Encoders.of(network.spec, clip)
                .optPrecision(precision)
                .optDevices(devices)
                .initialize(devices.get(0), 1)) {
      ClipBatch batch = Objects.requireNonNull(reader.next());
      float[] folded = features(encoder, batch);
      float[] single = features(encoder.optFoldedInference(false), batch);
      try (StreamLearner learner =
          new StreamLearner(
              encoder, List.of(HeadLoss.crossEntropy(CLASSES)), Sgd.nesterov(1e-4), 0.01, 1)) {
        float[] losses = new float[COMPARED];
        for (int i = 0; i < COMPARED; i++) {
          losses[i] = (float) learner.step(batch, labels, 0.01).loss();
        }
        float[] weights = weights(encoder.parameters().values().stream());
        double[] seconds = ahead(learner, batch, labels);
        return new Result(folded, single, losses, weights, seconds[0], seconds[1]);
      }
    }
  }

  private static float[] features(Encoder encoder, ClipBatch batch) {
    try (NDManager scratch = encoder.manager().newSubManager()) {
      return encoder.forward(batch.array(scratch, encoder.modality()), false).toFloatArray();
    }
  }

  /** Returns the values of parameters, one behind the other. */
  static float[] weights(Stream<Parameter> parameters) {
    List<float[]> all = parameters.map(p -> p.getArray().toFloatArray()).toList();
    float[] joined = new float[all.stream().mapToInt(a -> a.length).sum()];
    int at = 0;
    for (float[] one : all) {
      System.arraycopy(one, 0, joined, at, one.length);
      at += one.length;
    }
    return joined;
  }

  /** Takes steps without asking for their outcomes: the thread should run ahead of a GPU. */
  private static double[] ahead(Learner learner, ClipBatch batch, List<int[]> labels) {
    long start = System.nanoTime();
    for (int i = 0; i < TIMED; i++) {
      learner.stepAhead(batch, labels, 0.01);
    }
    double called = (System.nanoTime() - start) * 1e-9;
    learner.readOut();
    return new double[] {called, (System.nanoTime() - start) * 1e-9};
  }
}
