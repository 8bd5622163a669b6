package dev.xdc.clip;

import java.io.IOException;
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
   * @throws IOException if so many clips fail that going on makes no sense
   */
  @Nullable ClipBatch next() throws IOException;

  /** Returns how many of the requested clips could not be read so far. */
  int failures();

  /** Returns the seconds that {@link #next()} has waited for data. */
  double waitSeconds();

  @Override
  void close();
}
