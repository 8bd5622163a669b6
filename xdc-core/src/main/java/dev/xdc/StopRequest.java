package dev.xdc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a run was asked to end.
 *
 * @param made whether it was
 * @param folder of the run; null for none
 */
record StopRequest(BooleanSupplier made, @Nullable RunFolder folder) {

  boolean isMade() {
    return made.getAsBoolean();
  }

  /**
   * Ends the run if it was asked to; called where nothing needs to be saved.
   *
   * @throws RunStoppedException if it was
   */
  void check(int round) {
    check("in round " + round);
  }

  /** Ends the run as {@link #check(int)} does, after its last round. */
  void checkAfterRounds() {
    check("while clustering after the last round");
  }

  private void check(String where) {
    if (isMade()) {
      throw new RunStoppedException("stopped as asked " + where + "; " + saved());
    }
  }

  private String saved() {
    if (folder == null) {
      return "nothing is saved, as there is no output folder";
    }
    try {
      return folder
          .lastSaved()
          .map(path -> "start it again to resume after " + path)
          .orElse("there was nothing to save yet");
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
