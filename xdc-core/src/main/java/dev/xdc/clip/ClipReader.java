package dev.xdc.clip;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stream of batches, read ahead in the background. Used by one thread; close it to stop the
 * reading.
 */
public interface ClipReader extends AutoCloseable {

  /**
   * Waits for the next batch.
   *
   * @return the next batch, valid until the next call or until this reader is closed; null after
   *     the last one. A clip that cannot be read is left out, so a batch may hold fewer clips than
   *     asked for, but never none.
   * @throws IOException if so many clips fail that reading further makes no sense
   */
  @Nullable ClipBatch next() throws IOException;

  /** Returns how many of the requested clips could not be read so far. */
  int failures();

  /** Returns the seconds that {@link #next()} has waited for data. */
  double waitSeconds();

  @Override
  void close();

  /**
   * Returns a reader whose batches answer other requests than it was asked for, for a data set that
   * reads through another one: with other indices, or fewer of them.
   *
   * @param reader what is read; closed with the result
   * @param requests what the caller asked for
   * @param positions for each request of {@code reader} the position of the one it answers
   */
  static ClipReader answering(ClipReader reader, List<ClipRequest> requests, int[] positions) {
    return new AnsweringReader(reader, List.copyOf(requests), positions.clone());
  }

  /**
   * Returns a reader that fills a batch when it is asked for, on the calling thread: for clips that
   * are quickly made.
   *
   * @param filler makes the clips, one after the other
   */
  static ClipReader filling(
      ClipSpec spec,
      Set<Modality> modalities,
      List<ClipRequest> clips,
      int batchSize,
      ClipFiller filler) {
    return new FillingReader(spec, modalities, clips, batchSize, filler);
  }
}
