package dev.xdc.data.reader;

import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The readers of a data set, their buffers and what they report. */
final class ClipReading {
  private static final Logger LOGGER = LoggerFactory.getLogger(MediaDataset.class);

  /** Failing videos named in the log; further ones show in {@link ClipReader#failures()} only. */
  private static final int NAMED = 20;

  /** Batches that the threads work on side by side, at most, unless each has but one clip. */
  private static final int BATCHES_IN_WORK = 4;

  private final ClipSpec spec;
  private final int threads;
  private final int clipsPerProcess;
  private final double maxFailureShare;
  private final BatchPool pool = new BatchPool();
  private final Set<PrefetchReader> open = ConcurrentHashMap.newKeySet();
  private final Set<Integer> failed = ConcurrentHashMap.newKeySet();

  ClipReading(ReadSettings settings) {
    spec = settings.spec();
    threads = settings.threads();
    clipsPerProcess = settings.clipsPerProcess();
    maxFailureShare = settings.maxFailureShare();
  }

  /**
   * Starts to read; see {@link MediaDataset#read}.
   *
   * @param loaders one for each thread
   */
  ClipReader read(
      Set<Modality> modalities,
      List<ClipRequest> clips,
      int batchSize,
      Supplier<ClipLoader> loaders) {
    int batches = (clips.size() + batchSize - 1) / batchSize;
    int clipsAtOnce = clipsAtOnce(batchSize);
    // One batch in use, one complete, and room for every thread to work on the next.
    int depth = Math.max(1, Math.min(batches, 3 + threads * clipsAtOnce / batchSize));
    int workers = Math.max(1, Math.min(threads, clips.size()));
    ClipBatch[] ring =
        pool.take(spec, modalities, Math.min(batchSize, Math.max(1, clips.size())), depth);
    PrefetchReader reader =
        new PrefetchReader(
            clips,
            batchSize,
            ring,
            workers,
            clipsAtOnce,
            loaders,
            maxFailureShare,
            this::logFailure,
            this::closed);
    open.add(reader);
    return reader;
  }

  /** Many threads take fewer clips each: what is read ahead stays within a few batches. */
  private int clipsAtOnce(int batchSize) {
    long share = (long) BATCHES_IN_WORK * batchSize / threads;
    return (int) Math.max(1, Math.min(clipsPerProcess, share));
  }

  private void logFailure(ClipRequest clip, IOException failure) {
    if (failed.add(clip.index()) && failed.size() <= NAMED) {
      LOGGER.warn("clip left out: {}", failure.getMessage());
    }
  }

  private void closed(PrefetchReader reader) {
    if (open.remove(reader)) {
      pool.giveBack(reader.buffers());
    }
  }

  /** Closes the readers that are still open. */
  void close() {
    open.forEach(PrefetchReader::close);
  }
}
