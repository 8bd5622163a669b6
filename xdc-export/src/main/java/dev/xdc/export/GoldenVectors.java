package dev.xdc.export;

import ai.djl.ndarray.NDManager;
import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.data.media.FrameSize;
import dev.xdc.data.transform.FrameTransform;
import dev.xdc.data.transform.LogMelSpectrogram;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.Precision;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.JavaRows;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Two made-up clips and what the exported model must give for them. Pictures are noise; sounds are
 * a rising tone in noise.
 *
 * @param input two rows, each a clip of the shape that the model takes
 * @param output two rows of the result
 * @param sound two rows of 16-bit samples that the spectrograms in {@code input} are of; null for
 *     pictures, and if the sound goes through a front end of the user's own
 */
record GoldenVectors(float[][] input, float[][] output, float @Nullable [][] sound) {
  private static final int CLIPS = 2;
  private static final int BYTE = 255;
  private static final double LOUD = 8000;

  static GoldenVectors of(ExportSettings settings) {
    ClipSpec clip = settings.clip();
    Modality modality = settings.spec().modality();
    ClipBatch batch = new ClipBatch(clip, Set.of(modality), CLIPS);
    batch.setRows(List.of(ClipRequest.centre(0), ClipRequest.centre(1)), new int[] {0, 1});
    boolean ownSound = modality == Modality.AUDIO && clip.audioFrontEnd() != null;
    boolean heard = modality == Modality.AUDIO && !ownSound;
    float[][] input = new float[CLIPS][];
    float[][] sound = new float[CLIPS][];
    for (int i = 0; i < CLIPS; i++) {
      SplittableRandom random = new SplittableRandom(i);
      FloatBuffer row = batch.row(modality, i);
      if (modality == Modality.VIDEO) {
        input[i] = picture(settings, random, row);
      } else if (heard) {
        sound[i] = sound(clip, random, i + 1);
        new LogMelSpectrogram(clip).apply(pcm(sound[i]), row);
        input[i] = values(batch.row(modality, i));
      } else {
        input[i] = noise(random, row);
      }
    }
    return new GoldenVectors(input, outputs(settings, batch), heard ? sound : null);
  }

  /** Fills a clip with noise; returns it as the model takes it, (3, T, H, W). */
  private static float[] picture(
      ExportSettings settings, SplittableRandom random, FloatBuffer row) {
    ClipSpec clip = settings.clip();
    FrameSize size = new FrameSize(clip.crop(), clip.crop());
    byte[] frames = new byte[clip.spanFrames() * size.bytes()];
    random.nextBytes(frames);
    FloatBuffer normalised = row.duplicate();
    new FrameTransform(clip).apply(frames, 0, size, ClipRequest.centre(0), normalised);
    float[] values = values(row);
    if (settings.rawPixels()) {
      for (int i = 0; i < values.length; i++) {
        int frame = i / size.bytes() * clip.frameStride();
        values[i] = frames[frame * size.bytes() + i % size.bytes()] & BYTE;
      }
    }
    return coloursFirst(values);
  }

  /** Brings (T, H, W, 3) to (3, T, H, W). */
  private static float[] coloursFirst(float[] values) {
    float[] turned = new float[values.length];
    int pixels = values.length / 3;
    for (int i = 0; i < values.length; i++) {
      turned[i % 3 * pixels + i / 3] = values[i];
    }
    return turned;
  }

  private static float[] sound(ClipSpec clip, SplittableRandom random, int octave) {
    int rate = clip.sampleRateHertz();
    float[] samples = new float[(int) Math.round(clip.audioSeconds() * rate)];
    for (int i = 0; i < samples.length; i++) {
      double t = (double) i / rate;
      double tone = Math.sin(2 * Math.PI * octave * (100 + 200 * t) * t);
      samples[i] = Math.round(LOUD * tone + LOUD / 10 * random.nextGaussian());
    }
    return samples;
  }

  private static byte[] pcm(float[] samples) {
    byte[] pcm = new byte[2 * samples.length];
    for (int i = 0; i < samples.length; i++) {
      int value = (int) samples[i];
      pcm[2 * i] = (byte) value;
      pcm[2 * i + 1] = (byte) (value >> 8);
    }
    return pcm;
  }

  private static float[] noise(SplittableRandom random, FloatBuffer row) {
    float[] values = new float[row.remaining()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    row.put(values);
    return values;
  }

  private static float[] values(FloatBuffer row) {
    float[] values = new float[row.remaining()];
    row.duplicate().get(values);
    return values;
  }

  /**
   * Computes features in FLOAT32, whatever the encoder is set to, and scores if there is a head.
   */
  private static float[][] outputs(ExportSettings settings, ClipBatch batch) {
    TorchEngine.ready();
    Encoder encoder = settings.encoder();
    Precision before = encoder.precision();
    LinearHead head = settings.head();
    try (NDManager scratch = encoder.manager().newSubManager()) {
      encoder.optPrecision(Precision.FLOAT32);
      float[][] rows =
          JavaRows.of(encoder.forward(batch.array(scratch, encoder.modality()), false));
      if (head != null) {
        Arrays.setAll(rows, i -> scores(head, rows[i]));
      }
      return rows;
    } finally {
      encoder.optPrecision(before);
    }
  }

  private static float[] scores(LinearHead head, float[] feature) {
    int classes = head.bias().length;
    float[] scores = new float[classes];
    for (int k = 0; k < classes; k++) {
      double sum = head.bias()[k];
      for (int d = 0; d < feature.length; d++) {
        sum += (double) feature[d] * head.weights()[d * classes + k];
      }
      scores[k] = (float) sum;
    }
    return scores;
  }

  @Override
  public String toString() {
    return "GoldenVectors[" + input[0].length + " -> " + output[0].length + "]";
  }
}
