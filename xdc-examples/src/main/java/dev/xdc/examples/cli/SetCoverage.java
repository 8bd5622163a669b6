package dev.xdc.examples.cli;

import dev.xdc.clip.ClipSpec;
import dev.xdc.data.reader.MediaDataset;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * How much of a set of videos a result is about.
 *
 * @param set what to call its videos, such as "test videos"
 * @param listed videos that the set should hold
 * @param leftOut those that cannot be read, or lack what is needed; the log names them
 * @param shorter those that are used but are shorter than a clip
 */
record SetCoverage(String set, int listed, int leftOut, int shorter) {

  /** Prints what is to be said of a set that stands alone; see {@link #print}. */
  static void print(MediaDataset set, PrintWriter out) {
    print(List.of(of("videos", set)), set.spec(), out);
  }

  /** Returns what of its list a set holds. */
  private static SetCoverage of(String name, MediaDataset set) {
    int leftOut = set.index().refusals().size();
    return new SetCoverage(name, set.size() + leftOut, leftOut, set.shortVideos().cardinality());
  }

  /** Returns what of their lists a training and a test set hold. */
  static List<SetCoverage> of(DataOptions.LabelledPair sets) {
    return List.of(of("test videos", sets.test()), of("training videos", sets.train()));
  }

  /** Prints a line for each set that is not complete, or has short videos. */
  static void print(Collection<SetCoverage> sets, ClipSpec clip, PrintWriter out) {
    for (SetCoverage set : sets) {
      if (set.leftOut > 0) {
        out.printf(
            Locale.ROOT, "%d of %d %s left out: see the log%n", set.leftOut, set.listed, set.set);
      }
      if (set.shorter > 0) {
        out.printf(
            Locale.ROOT,
            "%d of %d %s shorter than a clip of %d frames: %s%n",
            set.shorter,
            set.listed - set.leftOut,
            set.set,
            clip.frames(),
            clip.shortVideo().inWords());
      }
    }
    out.flush();
  }
}
