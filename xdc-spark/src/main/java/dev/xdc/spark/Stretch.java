package dev.xdc.spark;

import dev.xdc.clip.ClipRequest;
import java.io.Serializable;
import java.util.List;

/**
 * Neighbouring batches of an epoch. Executors are sent them together, so that each reads ahead what
 * later averages need.
 *
 * @param first number of the first batch in its epoch
 * @param clips those of all batches, one after the other
 * @param batchSize of all batches but the last of an epoch
 */
record Stretch(int first, List<ClipRequest> clips, int batchSize) implements Serializable {

  /** Returns the number of the batch after the last. */
  int end() {
    return first + (clips.size() + batchSize - 1) / batchSize;
  }

  /** Returns whether all of some batches are here. */
  boolean holds(int from, int to) {
    return first <= from && to <= end();
  }

  /** Returns the clips of a part of a batch; none if the batch is too small for so many parts. */
  List<ClipRequest> share(int batch, int part, DataParallel sharing) {
    int from = (batch - first) * batchSize;
    int size = Math.min(batchSize, clips.size() - from);
    return clips.subList(from + sharing.start(part, size), from + sharing.start(part + 1, size));
  }
}
