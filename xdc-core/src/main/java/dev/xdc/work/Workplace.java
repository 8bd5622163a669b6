package dev.xdc.work;

import java.io.IOException;
import java.util.Map;

/**
 * Where the work of a run is done: on the devices of this machine, or on a cluster. The loop of the
 * paper stays in the trainer; what takes time goes through the {@link RoundWork} that is opened
 * here.
 */
@FunctionalInterface
public interface Workplace {

  /**
   * Opens the work of one run.
   *
   * @return the work, for the trainer to close
   * @throws IOException if the workplace cannot be reached or does not see the clips
   */
  RoundWork open(WorkPlan plan) throws IOException;

  /**
   * Returns what of this place changes the result of a run, by name, to be kept with the run and in
   * the description of its model; by default nothing.
   */
  default Map<String, String> settings() {
    return Map.of();
  }

  /** Returns the devices of this machine, those of the encoders. */
  static Workplace local() {
    return LocalWork::new;
  }
}
