package dev.xdc.data.reader;

import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Buffers for the next reader: direct memory is freed only when the collector gets round to it, so
 * fresh buffers for every epoch would pile up.
 */
final class BatchPool {

  private final Map<Set<Modality>, List<ClipBatch>> idle = new HashMap<>();
  private final Map<ClipBatch, Set<Modality>> made = new HashMap<>();

  /**
   * Returns {@code count} batches with room for {@code capacity} clips or more: used ones if there
   * are any, the smallest first.
   */
  synchronized ClipBatch[] take(ClipSpec spec, Set<Modality> modalities, int capacity, int count) {
    List<ClipBatch> spare = idle.computeIfAbsent(modalities, k -> new ArrayList<>());
    ClipBatch[] batches = new ClipBatch[count];
    for (int i = 0; i < count; i++) {
      ClipBatch batch =
          spare.stream()
              .filter(b -> b.capacity() >= capacity)
              .min(Comparator.comparingInt(ClipBatch::capacity))
              .orElse(null);
      if (batch == null) {
        batch = new ClipBatch(spec, modalities, capacity);
        made.put(batch, modalities);
      }
      spare.remove(batch);
      batch.clear();
      batches[i] = batch;
    }
    return batches;
  }

  /** Takes batches back that nobody uses any more. */
  synchronized void giveBack(Collection<ClipBatch> batches) {
    for (ClipBatch batch : batches) {
      List<ClipBatch> spare = idle.get(made.get(batch));
      if (spare != null) {
        spare.add(batch);
      }
    }
  }
}
