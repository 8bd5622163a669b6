package dev.xdc.train;

import java.util.List;
import org.slf4j.LoggerFactory;

/** Sees a run while it happens; called on the training thread. */
public interface XdcListener {

  /**
   * The run begins or is resumed: its folder is its own, and what lies there was made with the same
   * settings. Nothing is computed yet.
   */
  default void onStart() {}

  /** Some more clips went through an encoder. */
  default void onProgress(Progress progress) {}

  /** An epoch of one stream ended. */
  default void onEpoch(EpochMetrics metrics) {}

  /** A round ended. */
  default void onRound(RoundMetrics metrics) {}

  /**
   * The features of the final encoders were clustered once more, for the model to keep. {@link
   * ClusterMetrics#nmiPrevious} is the agreement with the labels that were trained on last.
   */
  default void onClusters(List<ClusterMetrics> clusterings) {}

  /** The run is over. */
  default void onRun(RunMetrics metrics) {}

  /**
   * Logs a line per clustering, epoch and round and one for the run through SLF4J at level INFO,
   * warnings at WARN.
   */
  static XdcListener logging() {
    return new LoggingListener(LoggerFactory.getLogger("dev.xdc"));
  }
}
