package dev.xdc.spark;

import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Modality;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;

/**
 * Reads a part of neighbouring batches, as many as have equally many clips in it: all but the last
 * of an epoch. It stays open between averages, so that it reads ahead meanwhile.
 */
final class PartReader implements AutoCloseable {
  private final long stretch;
  private final int share;
  private final int first;
  private final int end;
  private final ClipReader reader;
  private int at;
  private @Nullable ClipBatch ahead;

  /**
   * What could be read of a part of a batch.
   *
   * @param rows which clips of the part they are
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Part(ClipBatch batch, int[] rows) {}

  /** Starts to read from batch {@code first} on, which has clips in this part. */
  PartReader(
      ClipDataset dataset,
      Modality modality,
      Broadcast<Stretch> sent,
      int first,
      int part,
      DataParallel sharing) {
    Stretch stretch = sent.value();
    this.stretch = sent.id();
    this.first = first;
    at = first;
    List<ClipRequest> clips = new ArrayList<>();
    share = stretch.share(first, part, sharing).size();
    int batch = first;
    for (; batch < stretch.end(); batch++) {
      List<ClipRequest> own = stretch.share(batch, part, sharing);
      if (own.size() != share) {
        break;
      }
      clips.addAll(own);
    }
    end = batch;
    reader = dataset.read(EnumSet.of(modality), clips, share);
  }

  /** Returns whether {@link #next} reads batch {@code batch} of {@code of}. */
  boolean isAt(int batch, Broadcast<Stretch> of) {
    return batch == at && !isDone() && reads(of);
  }

  /** Returns whether this reads some of {@code other}. */
  boolean reads(Broadcast<Stretch> other) {
    return stretch == other.id();
  }

  /** Returns whether all has been read. */
  boolean isDone() {
    return at >= end;
  }

  /**
   * Reads on.
   *
   * @return null if no clip of the batch could be read; else valid until the next call
   */
  @Nullable Part next() throws IOException {
    int row = (at++ - first) * share;
    if (ahead == null) {
      ahead = reader.next();
    }
    ClipBatch batch = ahead;
    // The reader passes over a batch of which no clip could be read.
    if (batch == null || batch.positions()[0] >= row + share) {
      return null;
    }
    ahead = null;
    return new Part(batch, Arrays.stream(batch.positions()).map(p -> p - row).toArray());
  }

  @Override
  public void close() {
    reader.close();
  }

  @Override
  public String toString() {
    return "PartReader[batches " + at + " to " + end + ", " + share + " clips of each]";
  }
}
