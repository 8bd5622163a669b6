package dev.xdc.spark;

import dev.xdc.clip.ClipDataset;
import java.io.IOException;
import java.io.Serializable;

/**
 * Opens the clips of a run on an executor. Sent there by Java's serialization, so that what it
 * refers to must be serializable: names of folders rather than what was opened.
 */
@FunctionalInterface
public interface ClipsOpener extends Serializable {

  /**
   * Opens the clips, once in each executor's JVM.
   *
   * @return the same videos in the same order as the data set of the trainer, with the same
   *     fingerprint
   * @throws IOException if they cannot be read there
   */
  ClipDataset open() throws IOException;
}
