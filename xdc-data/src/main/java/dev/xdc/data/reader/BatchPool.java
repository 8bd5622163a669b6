package dev.xdc.data.reader;

import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Buffers for the next reader: direct memory is freed only when the collector gets round to it, so
 * fresh buffers for every epoch would pile up.
 */
final class BatchPool {

  private record Kind(Set<Modality> modalities, int capacity) {}

  private final Map<Kind, Deque<ClipBatch>> idle = new HashMap<>();
  private final Map<ClipBatch, Kind> kinds = new HashMap<>();

  /** Returns {@code count} batches, used ones first. */
  synchronized ClipBatch[] take(ClipSpec spec, Set<Modality> modalities, int capacity, int count) {
    Kind kind = new Kind(modalities, capacity);
    Deque<ClipBatch> spare = idle.computeIfAbsent(kind, k -> new ArrayDeque<>());
    ClipBatch[] batches = new ClipBatch[count];
    for (int i = 0; i < count; i++) {
      ClipBatch batch = spare.poll();
      if (batch == null) {
        batch = new ClipBatch(spec, modalities, capacity);
        kinds.put(batch, kind);
      }
      batch.setClips(List.of());
      batches[i] = batch;
    }
    return batches;
  }

  /** Takes batches back that nobody uses any more. */
  synchronized void giveBack(Collection<ClipBatch> batches) {
    for (ClipBatch batch : batches) {
      Deque<ClipBatch> spare = idle.get(kinds.get(batch));
      if (spare != null) {
        spare.push(batch);
      }
    }
  }
}
