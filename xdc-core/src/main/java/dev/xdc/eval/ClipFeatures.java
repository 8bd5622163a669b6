package dev.xdc.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.encoder.Encoder;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.JavaRows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Features of clips of labelled videos, in plain Java memory. Clips that could not be read are
 * absent.
 *
 * @param clips the clips, those of a video side by side
 * @param rows the feature of each
 */
public record ClipFeatures(List<ClipRequest> clips, float[][] rows) {

  /** What of the encoder is used. */
  public enum Kind {
    /** The encoder's feature: the map of the last stage, pooled. */
    POOLED,
    /** The map of the last stage itself, {@code conv_5} in the paper, as one long row. */
    LAST_STAGE;

    NDArray of(Encoder encoder, NDArray batch) {
      return this == POOLED ? encoder.forward(batch, false) : encoder.lastStage(batch);
    }
  }

  /** Checks that every clip has a row. */
  public ClipFeatures {
    clips = List.copyOf(clips);
    if (clips.size() != rows.length) {
      throw new IllegalArgumentException(clips.size() + " clips, but " + rows.length + " rows");
    }
  }

  /**
   * Reads uniformly spaced clips of videos and runs the encoder over them in inference mode.
   *
   * @param leftOut videos that are not read
   * @param perVideo clips of each video
   * @param batchSize clips per pass; does not change the result
   * @param progress receives the clips done
   * @throws IOException if too many clips cannot be read
   */
  public static ClipFeatures extract(
      Kind kind,
      Encoder encoder,
      ClipDataset dataset,
      BitSet leftOut,
      int perVideo,
      int batchSize,
      IntConsumer progress)
      throws IOException {
    List<ClipRequest> wanted = LabelledSets.clips(dataset.size(), leftOut, perVideo);
    return extract(kind, encoder, dataset, wanted, batchSize, progress);
  }

  /** Reads the clips {@code wanted} and runs the encoder over them in inference mode. */
  public static ClipFeatures extract(
      Kind kind,
      Encoder encoder,
      ClipDataset dataset,
      List<ClipRequest> wanted,
      int batchSize,
      IntConsumer progress)
      throws IOException {
    TorchEngine.ready();
    List<ClipRequest> read = new ArrayList<>(wanted.size());
    List<float[]> rows = new ArrayList<>(wanted.size());
    try (ClipReader reader = dataset.read(EnumSet.of(encoder.modality()), wanted, batchSize)) {
      for (ClipBatch batch = reader.next(); batch != null; batch = reader.next()) {
        try (NDManager scratch = encoder.manager().newSubManager()) {
          rows.addAll(
              Arrays.asList(
                  JavaRows.of(kind.of(encoder, batch.array(scratch, encoder.modality())))));
        }
        read.addAll(batch.clips());
        progress.accept(read.size());
      }
    }
    return new ClipFeatures(read, rows.toArray(float[][]::new));
  }

  /** Returns the video of each row. */
  public int[] videos() {
    return clips.stream().mapToInt(ClipRequest::index).toArray();
  }

  /** Returns for each row the value of its video. */
  int[] perRow(int[] valueOfVideo) {
    return clips.stream().mapToInt(clip -> valueOfVideo[clip.index()]).toArray();
  }

  /** Returns the rows of the videos that are not left out. */
  ClipFeatures without(BitSet leftOut) {
    List<ClipRequest> kept = new ArrayList<>();
    List<float[]> keptRows = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      if (!leftOut.get(clips.get(i).index())) {
        kept.add(clips.get(i));
        keptRows.add(rows[i]);
      }
    }
    return new ClipFeatures(kept, keptRows.toArray(float[][]::new));
  }

  /** Returns one row per video, the mean over its clips. */
  public ClipFeatures videoMeans() {
    List<ClipRequest> videos = new ArrayList<>();
    List<float[]> means = new ArrayList<>();
    for (int first = 0; first < rows.length; ) {
      int end = first;
      float[] sum = new float[rows[first].length];
      while (end < rows.length && clips.get(end).index() == clips.get(first).index()) {
        for (int d = 0; d < sum.length; d++) {
          sum[d] += rows[end][d];
        }
        end++;
      }
      for (int d = 0; d < sum.length; d++) {
        sum[d] /= end - first;
      }
      videos.add(ClipRequest.centre(clips.get(first).index()));
      means.add(sum);
      first = end;
    }
    return new ClipFeatures(videos, means.toArray(float[][]::new));
  }

  @Override
  public String toString() {
    return "ClipFeatures["
        + rows.length
        + " clips, D="
        + (rows.length == 0 ? 0 : rows[0].length)
        + "]";
  }
}
