package dev.xdc.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import dev.xdc.Preset;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.internal.checkpoint.CheckpointStore;
import dev.xdc.internal.checkpoint.Manifest;
import dev.xdc.internal.checkpoint.RunState;
import dev.xdc.train.HeadLoss;
import dev.xdc.train.Sgd;
import dev.xdc.train.StreamLearner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class CheckpointCostTest {
  private static final int TIMES = 5;

  @TempDir private Path folder;

  private static Encoder encoder(EncoderSpec spec) {
    return Encoders.of(spec, Preset.paper().clip()).initialize(Device.cpu(), 1);
  }

  private static Map<String, NDArray> weights(Encoder encoder) {
    Map<String, NDArray> weights = new LinkedHashMap<>();
    encoder.parameters().forEach((name, p) -> weights.put(name, p.getArray()));
    return weights;
  }

  @Test
  void aRunWaitsForTheCopyOnlyAndNotForTheDisk() throws IOException {
    double copied = 0;
    double written = 0;
    try (Encoder video = encoder(Preset.paper().video());
        Encoder audio = encoder(Preset.paper().audio());
        StreamLearner learner =
            new StreamLearner(
                video, List.of(HeadLoss.crossEntropy(256)), Sgd.nesterov(1e-4), 0.01, 1);
        CheckpointStore store = new CheckpointStore(folder, 2)) {
      Map<String, Map<String, NDArray>> files = new LinkedHashMap<>();
      files.put("video", weights(video));
      files.put("audio", weights(audio));
      files.put("learner", learner.state());
      Manifest manifest = new Manifest(Manifest.FORMAT, "now", Map.of(), Map.of(), RunState.START);
      for (int i = -1; i < TIMES; i++) {
        long start = System.nanoTime();
        store.save(manifest, files);
        long between = System.nanoTime();
        store.await();
        if (i >= 0) {
          copied += (between - start) * 1e-9 / TIMES;
          written += (System.nanoTime() - between) * 1e-9 / TIMES;
        }
      }
      long bytes =
          files.values().stream()
              .flatMap(arrays -> arrays.values().stream())
              .mapToLong(array -> array.size() * Float.BYTES)
              .sum();
      System.out.printf(
          "the paper's encoders, %d MB: copied in %.3f s, written in %.3f s%n",
          bytes >> 20, copied, written);
    }
    assertThat(copied).isLessThan(written);
  }
}
