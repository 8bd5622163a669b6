package dev.xdc.train;

/**
 * How one encoder is trained on fixed labels: a round of XDC, or a supervised run.
 *
 * @param schedule learning rate and epochs
 * @param sgd the optimizer
 * @param batchSize clips per step, at least 2
 * @param clipsPerEpoch clips per epoch; 0 for one clip of every item
 * @param patience consecutive rises of the validation loss that end the training; 0 for never
 * @param balanceClasses whether items are drawn uniformly over classes
 * @param headDeviation standard deviation of the weights of a fresh head
 * @param rateScale factor on the learning rate
 */
public record TrainingPlan(
    Schedule schedule,
    Sgd sgd,
    int batchSize,
    int clipsPerEpoch,
    int patience,
    boolean balanceClasses,
    double headDeviation,
    double rateScale) {

  /**
   * By what batch and rates are divided for 32 frames instead of 8, whose memory leaves room for a
   * quarter of the clips (paper, supplement B).
   */
  public static final int LONG_CLIPS_DIVISOR = 4;

  /** Checks every setting against its range. */
  public TrainingPlan {
    check(batchSize >= 2, "batchSize", batchSize, "at least 2, batch norm needs it");
    check(clipsPerEpoch >= 0, "clipsPerEpoch", clipsPerEpoch, "at least 0 (0: one clip per item)");
    check(patience >= 0, "patience", patience, "at least 0 (0: never stop early)");
    check(headDeviation >= 0, "headDeviation", headDeviation, "at least 0");
    check(rateScale > 0, "rateScale", rateScale, "positive");
  }

  private static void check(boolean ok, String name, Object value, String range) {
    if (!ok) {
      throw new IllegalArgumentException(name + " is " + value + ", must be " + range);
    }
  }

  /** Returns a copy with the learning rate scaled by a further {@code factor}. */
  public TrainingPlan scaled(double factor) {
    return with(schedule, batchSize, clipsPerEpoch, rateScale * factor);
  }

  /** Training on labels without validation, balancing or scaling. */
  public static TrainingPlan supervised(
      Schedule schedule, Sgd sgd, int batchSize, int clipsPerEpoch) {
    return new TrainingPlan(schedule, sgd, batchSize, clipsPerEpoch, 0, false, 0.01, 1);
  }

  /**
   * Returns this plan for clips of four times as many frames (paper, supplement B: 32 after 8): a
   * quarter of the batch and of the rate.
   */
  public TrainingPlan longClips() {
    return withBatchSize(Math.max(2, batchSize / LONG_CLIPS_DIVISOR))
        .withBaseRate(schedule.baseRate() / LONG_CLIPS_DIVISOR);
  }

  /** Returns a copy with {@code batchSize} clips per step. */
  public TrainingPlan withBatchSize(int batchSize) {
    return with(schedule, batchSize, clipsPerEpoch, rateScale);
  }

  /** Returns a copy with {@code clipsPerEpoch} clips per epoch; 0 for one clip of every item. */
  public TrainingPlan withClipsPerEpoch(int clipsPerEpoch) {
    return with(schedule, batchSize, clipsPerEpoch, rateScale);
  }

  /** Returns a copy whose schedule has the base rate {@code rate}. */
  public TrainingPlan withBaseRate(double rate) {
    return withSchedule(schedule.withBaseRate(rate));
  }

  /** Returns a copy with {@code schedule}. */
  public TrainingPlan withSchedule(Schedule schedule) {
    return with(schedule, batchSize, clipsPerEpoch, rateScale);
  }

  private TrainingPlan with(Schedule schedule, int batchSize, int clipsPerEpoch, double rateScale) {
    return new TrainingPlan(
        schedule,
        sgd,
        batchSize,
        clipsPerEpoch,
        patience,
        balanceClasses,
        headDeviation,
        rateScale);
  }
}
