package dev.xdc.suite.run;

import dev.xdc.data.reader.MediaDataset;

/**
 * A training and a test set with the same classes. Closing it closes both.
 *
 * @param train labelled videos to learn from
 * @param test labelled videos to test on
 */
public record TrainTestSets(MediaDataset train, MediaDataset test) implements AutoCloseable {
  @Override
  public void close() {
    train.close();
    test.close();
  }
}
