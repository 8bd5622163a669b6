package dev.xdc.clip;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** See {@link ClipReader#filling}. */
final class FillingReader implements ClipReader {
  private final Set<Modality> modalities;
  private final List<ClipRequest> clips;
  private final ClipFiller filler;
  private final ClipBatch batch;
  private int next;

  FillingReader(
      ClipSpec spec,
      Set<Modality> modalities,
      List<ClipRequest> clips,
      int batchSize,
      ClipFiller filler) {
    this.modalities = Set.copyOf(modalities);
    this.clips = List.copyOf(clips);
    this.filler = filler;
    this.batch = new ClipBatch(spec, modalities, batchSize);
  }

  @Override
  public @Nullable ClipBatch next() throws IOException {
    if (next >= clips.size()) {
      return null;
    }
    int[] rows = IntStream.range(next, Math.min(clips.size(), next + batch.capacity())).toArray();
    next += rows.length;
    for (int row = 0; row < rows.length; row++) {
      for (Modality modality : modalities) {
        filler.fill(modality, clips.get(rows[row]), batch.row(modality, row));
      }
    }
    batch.setRows(clips, rows);
    return batch;
  }

  @Override
  public int failures() {
    return 0;
  }

  @Override
  public double waitSeconds() {
    return 0;
  }

  @Override
  public void close() {
    // nothing runs in the background
  }

  @Override
  public String toString() {
    return "FillingReader[" + clips.size() + " clips in batches of " + batch.capacity() + "]";
  }
}
