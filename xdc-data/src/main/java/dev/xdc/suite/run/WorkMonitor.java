package dev.xdc.suite.run;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches long work: shows its progress, and may stop a training. All calls come from the thread
 * that works.
 */
public interface WorkMonitor {

  /**
   * Shows where the work stands; called often.
   *
   * @param task what is being done
   * @param done of {@code planned} clips or files
   * @param secondsLeft estimate for all that is left; NaN if not known yet
   */
  void update(String task, long done, long planned, double secondsLeft);

  /** Shows a line that stays. */
  void line(String text);

  /**
   * Runs a training that can be stopped; by default nothing stops it.
   *
   * @param stop asks {@code work} to end soon, in a state it can be resumed from; any thread may
   *     call it while {@code work} runs
   * @return what {@code work} returns
   */
  default <T> T stoppable(Runnable stop, Work<T> work) throws IOException {
    return work.run();
  }

  /**
   * A training.
   *
   * @param <T> its result
   */
  @FunctionalInterface
  interface Work<T> {
    /** Does all of it. */
    T run() throws IOException;
  }

  /** Returns a monitor that logs lines at level info and shows nothing else. */
  static WorkMonitor logging() {
    Logger logger = LoggerFactory.getLogger(WorkMonitor.class);
    return new WorkMonitor() {
      @Override
      public void update(String task, long done, long planned, double secondsLeft) {}

      @Override
      public void line(String text) {
        logger.info(text);
      }
    };
  }
}
