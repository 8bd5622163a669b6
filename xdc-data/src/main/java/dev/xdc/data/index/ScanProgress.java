package dev.xdc.data.index;

/** Hears how far a scan is, on the thread that runs it. */
@FunctionalInterface
public interface ScanProgress {

  /**
   * Called after every file.
   *
   * @param done files so far
   * @param planned all files
   * @param secondsLeft estimate for the rest; NaN while no file had to be read
   */
  void update(int done, int planned, double secondsLeft);
}
