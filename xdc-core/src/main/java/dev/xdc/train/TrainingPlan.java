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

  /** Checks batch size and clips per epoch. */
  public TrainingPlan {
    if (batchSize < 2) {
      throw new IllegalArgumentException(
          "batchSize is " + batchSize + ", must be at least 2, batch norm needs it");
    }
    if (clipsPerEpoch < 0) {
      throw new IllegalArgumentException(
          "clipsPerEpoch is " + clipsPerEpoch + ", must be at least 0 (0: one clip of every item)");
    }
  }

  /** Returns a copy with the learning rate scaled by a further {@code factor}. */
  public TrainingPlan scaled(double factor) {
    return new TrainingPlan(
        schedule,
        sgd,
        batchSize,
        clipsPerEpoch,
        patience,
        balanceClasses,
        headDeviation,
        rateScale * factor);
  }

  /** Training on labels without validation, balancing or scaling. */
  public static TrainingPlan supervised(
      Schedule schedule, Sgd sgd, int batchSize, int clipsPerEpoch) {
    return new TrainingPlan(schedule, sgd, batchSize, clipsPerEpoch, 0, false, 0.01, 1);
  }

  /** Returns a copy whose schedule has the base rate {@code rate}. */
  public TrainingPlan withBaseRate(double rate) {
    return withSchedule(schedule.withBaseRate(rate));
  }

  /** Returns a copy with {@code schedule}. */
  public TrainingPlan withSchedule(Schedule schedule) {
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

  /** Returns a copy with so many clips an epoch; 0 for one clip of every item. */
  public TrainingPlan withClipsPerEpoch(int clipsPerEpoch) {
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
