package dev.xdc.suite.run;

import dev.xdc.data.reader.MediaDataset;
import org.jspecify.annotations.Nullable;

/**
 * Videos for a supervised pretraining, with the same classes or tags. Closing it closes both.
 *
 * @param train labelled or tagged videos to train on
 * @param test videos to test on; null for those held out from {@code train}
 */
public record SupervisedSets(MediaDataset train, @Nullable MediaDataset test)
    implements AutoCloseable {
  @Override
  public void close() {
    train.close();
    if (test != null) {
      test.close();
    }
  }
}
