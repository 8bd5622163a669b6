package dev.xdc;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.Modality;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.eval.Calibration;
import dev.xdc.eval.LinearModel;
import dev.xdc.feature.FeatureBank;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One model, used by several threads at once, gives each what it would give it alone. */
class ManyThreadsTest {
  private static final int VIDEOS = 24;
  private static XdcModel model;
  private static XdcClassifier classifier;

  /** What a thread does with the data set of its number. */
  @FunctionalInterface
  private interface Task {
    float[] run(ClipDataset clips) throws IOException;
  }

  @BeforeAll
  static void makeModel() {
    Encoder video = Encoders.of(EncoderSpec.r2plus1d(10, 2), TinyRuns.SPEC);
    model =
        new XdcModel(
            TinyRuns.SPEC,
            List.of(
                video.initialize(Device.cpu(), 1), TinyRuns.audio().initialize(Device.cpu(), 2)),
            Map.of());
    Map<Modality, XdcClassifier.Head> heads = new EnumMap<>(Modality.class);
    for (Modality modality : Modality.values()) {
      heads.put(modality, head(model.encoder(modality).featureWidth()));
    }
    classifier = new XdcClassifier(model, List.of("one", "other"), heads, 2, Map.of());
  }

  private static XdcClassifier.Head head(int width) {
    float[][] weights = new float[width][2];
    for (int i = 0; i < width; i++) {
      weights[i][i % 2] = (float) Math.sin(i);
    }
    float[] scale = new float[width];
    Arrays.fill(scale, 1);
    return new XdcClassifier.Head(
        new LinearModel(new float[width], scale, weights, new float[2], 0, 0), Calibration.NONE);
  }

  @AfterAll
  static void close() {
    classifier.close(); // and the model
  }

  private static List<float[]> alone(int threads, Task task) throws IOException {
    List<float[]> results = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      results.add(run(i, task));
    }
    return results;
  }

  private static float[] run(int number, Task task) throws IOException {
    try (ClipDataset clips = new SyntheticClips(TinyRuns.SPEC, VIDEOS, 4, 0.3, number)) {
      return task.run(clips);
    }
  }

  private static List<float[]> together(int threads, Task task) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      CountDownLatch ready = new CountDownLatch(threads);
      List<Future<float[]>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int number = i;
        running.add(
            pool.submit(
                () -> {
                  ready.countDown();
                  ready.await();
                  return run(number, task);
                }));
      }
      List<float[]> results = new ArrayList<>();
      for (Future<float[]> result : running) {
        results.add(result.get());
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void eightThreadsEmbedToTheSameBitsAsOne() throws Exception {
    for (Modality modality : Modality.values()) {
      Task embed =
          clips -> {
            try (FeatureBank bank = model.embed(clips, modality, 3)) {
              return bank.values().toFloatArray();
            }
          };
      List<float[]> expected = alone(8, embed);
      assertThat(expected.get(0)).hasSize(VIDEOS * model.encoder(modality).featureWidth());
      assertThat(Arrays.equals(expected.get(0), expected.get(1))).as("other clips").isFalse();
      List<float[]> found = together(8, embed);
      for (int i = 0; i < 8; i++) {
        assertThat(found.get(i)).as("%s, thread %d", modality, i).isEqualTo(expected.get(i));
      }
    }
  }

  @Test
  void fourThreadsClassifyWithTheSameProbabilitiesAsOne() throws Exception {
    Task classify =
        clips -> {
          List<Prediction> predictions = classifier.classify(clips, done -> {});
          float[] all = new float[2 * predictions.size()];
          for (int i = 0; i < predictions.size(); i++) {
            assertThat(predictions.get(i).id()).isEqualTo(clips.id(i));
            System.arraycopy(predictions.get(i).probabilities(), 0, all, 2 * i, 2);
          }
          return all;
        };
    List<float[]> expected = alone(4, classify);
    assertThat(expected.get(0)).hasSize(2 * VIDEOS).doesNotContain(0.5f);
    List<float[]> found = together(4, classify);
    for (int i = 0; i < 4; i++) {
      assertThat(found.get(i)).as("thread %d", i).isEqualTo(expected.get(i));
    }
  }
}
