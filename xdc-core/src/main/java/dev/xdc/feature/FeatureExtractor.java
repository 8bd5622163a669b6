package dev.xdc.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoder;
import dev.xdc.engine.TorchEngine;
import dev.xdc.timing.Phase;
import dev.xdc.timing.PhaseClock;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Runs an encoder over clips in inference mode: running batch statistics, no graph. */
public final class FeatureExtractor {
  private final ClipDataset dataset;
  private final int batchSize;
  private final FeatureStorage storage;
  private final PhaseClock clock;

  /**
   * Prepares extraction from {@code dataset} into {@link FeatureStorage#temporary()}.
   *
   * @param batchSize clips per pass through the encoder; changes speed and memory, not the features
   */
  public FeatureExtractor(ClipDataset dataset, int batchSize) {
    this(dataset, batchSize, FeatureStorage.temporary(), new PhaseClock());
  }

  /**
   * Prepares extraction from {@code dataset}, which stays the caller's.
   *
   * @param batchSize clips per pass through the encoder; changes speed and memory, not the features
   * @param storage where the features go
   * @param clock what the times are added to
   */
  public FeatureExtractor(
      ClipDataset dataset, int batchSize, FeatureStorage storage, PhaseClock clock) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize is " + batchSize + ", must be at least 1");
    }
    this.dataset = dataset;
    this.batchSize = batchSize;
    this.storage = storage;
    this.clock = clock;
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
   * @param progress receives how many clips were read so far
   * @return one row per {@code clipsPerRow} clips, on the encoder's device; the caller closes it
   * @throws IOException if too many clips cannot be read, or a file of features cannot be written
   * @throws IllegalArgumentException if a value of a clip is not finite; names the video
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
    int done = 0;
    try (ClipReader reader = dataset.read(EnumSet.of(source.modality()), clips, batchSize);
        FeatureWriter writer =
            storage.writer(manager, clips.size() / clipsPerRow, source.width())) {
      MeanRows means = new MeanRows(writer, source.width(), clipsPerRow);
      for (ClipBatch batch = next(reader); batch != null; batch = next(reader)) {
        try (PhaseClock.Span span = clock.start(Phase.FEATURES)) {
          float[] rows = source.rows().apply(batch);
          int[] positions = batch.positions();
          check(rows, source, batch, i -> clips.get(positions[i]));
          means.add(rows, positions);
        }
        done += batch.size();
        progress.accept(done);
      }
      return means.finish(clips.size());
    }
  }

  /**
   * Checks the values of clips whose features are not finite: the video is at fault if they are
   * not, too.
   */
  private void check(
      float[] rows, Source source, ClipBatch batch, IntFunction<ClipRequest> request) {
    for (int i = 0; i < batch.size(); i++) {
      if (isFinite(rows, i * source.width(), (i + 1) * source.width())) {
        continue;
      }
      FloatBuffer values = batch.row(source.modality(), i);
      while (values.hasRemaining()) {
        float value = values.get();
        if (!Float.isFinite(value)) {
          ClipRequest clip = request.apply(i);
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "the %s of video %s holds %s (clip at %.2f of its length), must be finite: repair or"
                      + " leave it out",
                  source.modality() == Modality.VIDEO ? "picture" : "sound",
                  dataset.id(clip.index()),
                  value,
                  clip.position()));
        }
      }
    }
  }

  private static boolean isFinite(float[] values, int from, int end) {
    for (int i = from; i < end; i++) {
      if (!Float.isFinite(values[i])) {
        return false;
      }
    }
    return true;
  }

  private @Nullable ClipBatch next(ClipReader reader) throws IOException {
    try (PhaseClock.Span span = clock.start(Phase.FEATURE_WAIT)) {
      return reader.next();
    }
  }

  private static float[] features(Encoder encoder, ClipBatch batch) {
    try (NDManager scratch = encoder.manager().newSubManager()) {
      NDArray rows = encoder.forward(batch.array(scratch, encoder.modality()), false);
      return rows.toFloatArray();
    }
  }

  @Override
  public String toString() {
    return "FeatureExtractor[" + dataset + ", batches of " + batchSize + "]";
  }
}
