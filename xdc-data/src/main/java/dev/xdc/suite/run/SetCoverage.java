package dev.xdc.suite.run;

import dev.xdc.data.reader.MediaDataset;
import java.util.List;

/**
 * How much of a set of videos a result is about.
 *
 * @param set what to call its videos, such as "test videos"
 * @param listed videos that the set should hold
 * @param leftOut those that cannot be read, or lack what is needed; the log names them
 * @param shorter those that are used but are shorter than a clip
 */
public record SetCoverage(String set, int listed, int leftOut, int shorter) {

  /** Returns what of its list a set holds. */
  public static SetCoverage of(String name, MediaDataset set) {
    // A file counts once, whatever number of segments it would have had.
    int leftOut = set.index().leftOut();
    return new SetCoverage(name, set.size() + leftOut, leftOut, set.shortVideos().cardinality());
  }

  /** Returns what of their lists a training and a test set hold. */
  public static List<SetCoverage> of(TrainTestSets sets) {
    return List.of(of("test videos", sets.test()), of("training videos", sets.train()));
  }
}
