package dev.xdc.spark;

import dev.xdc.encoder.Precision;
import java.io.Serializable;

/**
 * How a training is shared out.
 *
 * @param parts into how many parts each batch is cut
 * @param localSteps H, the steps that a part takes before all are averaged
 * @param reduction how what is averaged is sent; changes since the last average in BFLOAT16
 */
record DataParallel(int parts, int localSteps, Precision reduction) implements Serializable {

  DataParallel {
    check(parts, localSteps);
  }

  static void check(int parts, int localSteps) {
    if (parts < 1 || localSteps < 1) {
      throw new IllegalArgumentException(
          "parts are " + parts + ", localSteps " + localSteps + ", both must be at least 1");
    }
  }

  /** Returns where a part of a batch begins; batch norm needs two clips in each. */
  int start(int part, int batch) {
    int used = Math.max(1, Math.min(parts, batch / 2));
    return (int) ((long) batch * Math.min(part, used) / used);
  }

  @Override
  public String toString() {
    return parts
        + " parts, averaged after "
        + localSteps
        + (localSteps == 1 ? " step" : " steps")
        + (reduction == Precision.FLOAT32 ? "" : ", sent as " + reduction);
  }
}
