package dev.xdc.eval;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Modality;
import dev.xdc.feature.FeatureBank;
import dev.xdc.feature.FeatureExtractor;
import dev.xdc.feature.JavaRows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntConsumer;

/** Features that need no network. */
record HandCraftedSource(Modality modality) implements EmbeddingSource {

  private static final int CHUNK_ROWS = 1024;

  @Override
  public Device device() {
    return Device.cpu();
  }

  @Override
  public ClipFeatures embed(
      ClipDataset dataset, List<ClipRequest> clips, int batchSize, IntConsumer progress)
      throws IOException {
    List<ClipRequest> read = new ArrayList<>(clips.size());
    List<float[]> rows = new ArrayList<>(clips.size());
    try (NDManager manager = newManager();
        FeatureBank bank =
            new FeatureExtractor(dataset, batchSize)
                .describe(manager, modality, clips, 1, progress)) {
      BitSet missing = bank.missing();
      bank.forEach(
          CHUNK_ROWS,
          (chunk, first) -> {
            float[][] described = JavaRows.of(chunk);
            for (int i = 0; i < described.length; i++) {
              if (!missing.get(first + i)) {
                read.add(clips.get(first + i));
                rows.add(described[i]);
              }
            }
          });
    }
    return new ClipFeatures(read, rows.toArray(float[][]::new));
  }
}
