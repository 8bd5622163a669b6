package dev.xdc.export;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.xdc.clip.ClipSpec;
import dev.xdc.encoder.AudioStem;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.encoder.Pooling;
import dev.xdc.engine.TorchEngine;
import dev.xdc.eval.LinearModel;
import dev.xdc.feature.JavaRows;
import dev.xdc.feature.NpyRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Encoders to export, and what the files say. */
final class Fixtures {
  /** Small pictures and 50 frames of sound. */
  static final ClipSpec CLIP =
      ClipSpec.paper().toBuilder()
          .optFrames(4)
          .optFrameStride(2)
          .optShortSide(24)
          .optCrop(24)
          .optAudioSeconds(1)
          .optAudioFrames(50)
          .build();

  private Fixtures() {}

  /** Every form of network that {@link EncoderSpec} allows, small. */
  static Stream<EncoderSpec> specs() {
    return Stream.of(
        EncoderSpec.r2plus1d(10, 8),
        EncoderSpec.r2plus1d(18, 2).withPooling(Pooling.MAX),
        EncoderSpec.r2plus1d(34, 4),
        EncoderSpec.r2plus1d(10, 13),
        EncoderSpec.r2plus1d(10, 40),
        EncoderSpec.torchvisionR2plus1d(18, 4),
        EncoderSpec.audioResNet(10, 8, AudioStem.A),
        EncoderSpec.audioResNet(18, 4, AudioStem.A).withPooling(Pooling.AVERAGE),
        EncoderSpec.audioResNet(10, 1, AudioStem.A),
        EncoderSpec.audioResNet(10, 4, AudioStem.B).withPooling(Pooling.MAX),
        EncoderSpec.audioResNet(18, 8, AudioStem.B));
  }

  /** Returns an encoder whose norms have moved away from the identity. */
  static Encoder encoder(EncoderSpec spec, ClipSpec clip) {
    Encoder encoder = Encoders.of(spec, clip).initialize(Device.cpu(), 7);
    SplittableRandom random = new SplittableRandom(3);
    try (NDManager scratch = encoder.manager().newSubManager()) {
      Shape batch = new Shape(8).addAll(clip.shape(spec.modality()));
      float[] values = new float[(int) batch.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      NDArray clips = scratch.create(values, batch);
      encoder.forward(clips, true);
      encoder.forward(clips, true);
    }
    encoder
        .parameters()
        .forEach(
            (name, parameter) -> {
              if (name.endsWith(".bias")) {
                parameter.getArray().addi(0.1f);
              }
            });
    return encoder;
  }

  /** Returns a classifier of features of width D. */
  static LinearModel head(int width, int classes) {
    SplittableRandom random = new SplittableRandom(5);
    float[] mean = new float[width];
    float[] scale = new float[width];
    float[][] weights = new float[width][classes];
    for (int d = 0; d < width; d++) {
      mean[d] = (float) random.nextGaussian();
      scale[d] = d % 5 == 0 ? 0 : 1 + (float) random.nextDouble();
      for (int k = 0; k < classes; k++) {
        weights[d][k] = (float) random.nextGaussian();
      }
    }
    float[] bias = new float[classes];
    bias[0] = 1;
    return new LinearModel(mean, scale, weights, bias, 0, 1);
  }

  /** Reads a matrix of a .npy file. */
  static float[][] rows(Path npy) throws IOException {
    try (NDManager scratch = TorchEngine.newManager();
        NpyRows rows = NpyRows.open(scratch, npy)) {
      return JavaRows.of(rows.chunk(scratch, 0, rows.rows()));
    }
  }

  static JsonObject json(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  /** The largest difference between two matrices over the largest value of the second. */
  static double distance(float[][] one, float[][] other) {
    double apart = one.length == other.length ? 0 : Double.POSITIVE_INFINITY;
    double largest = 0;
    for (int i = 0; i < other.length && apart < Double.POSITIVE_INFINITY; i++) {
      for (int j = 0; j < other[i].length; j++) {
        apart = Math.max(apart, Math.abs(one[i][j] - other[i][j]));
        largest = Math.max(largest, Math.abs(other[i][j]));
      }
    }
    return apart / largest;
  }
}
