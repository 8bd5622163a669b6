package dev.xdc.cli.output;

import dev.xdc.clip.ClipSpec;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.suite.run.SetCoverage;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** How much of a set of videos a result is about, in words. */
public final class CoverageText {

  private CoverageText() {}

  /** Prints what is to be said of a set that stands alone; see {@link #print}. */
  public static void print(MediaDataset set, PrintWriter out) {
    print(List.of(SetCoverage.of("videos", set)), set.spec(), out);
  }

  /** Prints a line for each set that is not complete, or has short videos. */
  public static void print(Collection<SetCoverage> sets, ClipSpec clip, PrintWriter out) {
    for (SetCoverage set : sets) {
      if (set.leftOut() > 0) {
        out.printf(
            Locale.ROOT,
            "%d of %d %s left out: see the log%n",
            set.leftOut(),
            set.listed(),
            set.set());
      }
      if (set.shorter() > 0) {
        out.printf(
            Locale.ROOT,
            "%d of %d %s shorter than a clip of %d frames: %s%n",
            set.shorter(),
            set.listed() - set.leftOut(),
            set.set(),
            clip.frames(),
            clip.shortVideo().inWords());
      }
    }
    out.flush();
  }
}
