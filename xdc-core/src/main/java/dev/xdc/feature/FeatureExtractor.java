package dev.xdc.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Modality;
import dev.xdc.clip.RequestCursor;
import dev.xdc.encoder.Encoder;
import dev.xdc.engine.TorchEngine;
import java.io.IOException;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Runs an encoder over clips in inference mode: running batch statistics, no graph. */
public final class FeatureExtractor {
  private final ClipDataset dataset;
  private final int batchSize;

  /**
   * Prepares extraction from {@code dataset}, which stays the caller's.
   *
   * @param batchSize clips per pass through the encoder; changes speed and memory, not the features
   */
  public FeatureExtractor(ClipDataset dataset, int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize is " + batchSize + ", must be at least 1");
    }
    this.dataset = dataset;
    this.batchSize = batchSize;
  }

  /** Extracts one feature per video of the data set, from its middle clip. */
  public FeatureBank extract(Encoder encoder) throws IOException {
    List<ClipRequest> clips =
        IntStream.range(0, dataset.size()).mapToObj(ClipRequest::centre).toList();
    return extract(encoder, clips, 1, done -> {});
  }

  /**
   * Extracts features of {@code clips}.
   *
   * @param clipsPerRow how many neighbouring clips are averaged into one row; divides the number of
   *     clips
   * @param progress told how many clips were read so far
   * @return one row per {@code clipsPerRow} clips, on the encoder's device; the caller closes it
   * @throws IOException if too many clips cannot be read
   */
  public FeatureBank extract(
      Encoder encoder, List<ClipRequest> clips, int clipsPerRow, IntConsumer progress)
      throws IOException {
    TorchEngine.ready();
    return extract(
        new Source(encoder.modality(), encoder.featureWidth(), batch -> features(encoder, batch)),
        encoder.manager(),
        clips,
        clipsPerRow,
        progress);
  }

  /**
   * Computes features that need no network, for the first clustering of a run; see {@code
   * HAND_CRAFTED} of the trainer's settings.
   *
   * @param manager owns the bank's array
   * @param modality what to describe; the other parameters are those of {@link #extract(Encoder,
   *     List, int, IntConsumer)}
   */
  public FeatureBank describe(
      NDManager manager,
      Modality modality,
      List<ClipRequest> clips,
      int clipsPerRow,
      IntConsumer progress)
      throws IOException {
    int width = HandCrafted.width(dataset.spec(), modality);
    return extract(
        new Source(modality, width, batch -> described(modality, batch, width)),
        manager,
        clips,
        clipsPerRow,
        progress);
  }

  private float[] described(Modality modality, ClipBatch batch, int width) {
    float[] rows = new float[batch.size() * width];
    for (int i = 0; i < batch.size(); i++) {
      float[] row = HandCrafted.describe(dataset.spec(), modality, batch.row(modality, i));
      System.arraycopy(row, 0, rows, i * width, width);
    }
    return rows;
  }

  /** What turns a batch into rows of a width, one after the other. */
  private record Source(Modality modality, int width, Function<ClipBatch, float[]> rows) {}

  private FeatureBank extract(
      Source source,
      NDManager manager,
      List<ClipRequest> clips,
      int clipsPerRow,
      IntConsumer progress)
      throws IOException {
    if (clipsPerRow < 1 || clips.size() % clipsPerRow != 0) {
      throw new IllegalArgumentException(
          clips.size() + " clips do not make rows of " + clipsPerRow + " clips");
    }
    int rows = clips.size() / clipsPerRow;
    int width = source.width();
    float[] sums = new float[Math.multiplyExact(rows, width)];
    int[] counts = new int[rows];
    RequestCursor cursor = new RequestCursor(clips);
    int done = 0;
    try (ClipReader reader = dataset.read(EnumSet.of(source.modality()), clips, batchSize)) {
      for (ClipBatch batch = reader.next(); batch != null; batch = reader.next()) {
        float[] features = source.rows().apply(batch);
        int[] positions = cursor.positions(batch);
        for (int i = 0; i < positions.length; i++) {
          int row = positions[i] / clipsPerRow;
          counts[row]++;
          for (int d = 0; d < width; d++) {
            sums[row * width + d] += features[i * width + d];
          }
        }
        done += batch.size();
        progress.accept(done);
      }
    }
    return new FeatureBank(manager, mean(sums, counts, width), rows, width, missing(counts));
  }

  private static float[] features(Encoder encoder, ClipBatch batch) {
    try (NDManager scratch = encoder.manager().newSubManager()) {
      NDArray rows = encoder.forward(batch.array(scratch, encoder.modality()), false);
      return rows.toFloatArray();
    }
  }

  private static float[] mean(float[] sums, int[] counts, int width) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] /= Math.max(1, counts[i / width]);
    }
    return sums;
  }

  private static BitSet missing(int[] counts) {
    BitSet missing = new BitSet();
    for (int row = 0; row < counts.length; row++) {
      missing.set(row, counts[row] == 0);
    }
    return missing;
  }
}
