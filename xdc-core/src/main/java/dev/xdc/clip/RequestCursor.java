package dev.xdc.clip;

import java.util.List;

/**
 * Finds the rows of a reader's batches again in the list that was asked for, where unreadable clips
 * leave gaps.
 */
public final class RequestCursor {
  private final List<ClipRequest> requested;
  private int next;

  /** Starts at the beginning of {@code requested}. */
  public RequestCursor(List<ClipRequest> requested) {
    this.requested = requested;
  }

  /** Returns for each row of the reader's next batch its position in the list. */
  public int[] positions(ClipBatch batch) {
    int[] positions = new int[batch.size()];
    for (int row = 0; row < positions.length; row++) {
      while (!requested.get(next).equals(batch.clips().get(row))) {
        next++;
      }
      positions[row] = next++;
    }
    return positions;
  }
}
