package dev.xdc.train;

import dev.xdc.feature.FeatureTransform;

/**
 * The settings of a pretraining run. {@link #kinetics()} holds the paper's values; {@link
 * #toBuilder()} changes single ones.
 *
 * @param rounds T, how often the clips are clustered (paper §4.2: 5 to 6)
 * @param schedule learning rate and epochs of one round
 * @param lastSchedule the same for the last round (paper, Table 9: the IG runs have one of their
 *     own, all others use {@code schedule})
 * @param sgd the optimizer
 * @param batchSize clips per step (paper, Table 9: 32)
 * @param clipsPerEpoch es, clips per epoch; 0 for one clip of every training video (paper, Table 9:
 *     1M for Kinetics' 240K videos)
 * @param validationShare share of the videos held out to watch the loss on; the paper does not say,
 *     0.05 by default
 * @param patience a stream's round ends early after this many consecutive rises of the validation
 *     loss (paper, Table 8: 3); 0 for never
 * @param clipsPerVideo clips of a video whose features are clustered; the paper does not say, 1 by
 *     default
 * @param labelGranularity whether a video's clips share one label
 * @param featureTransform what is done to features before k-means; raw by default, as the paper
 *     states nothing
 * @param initialFeatures what is clustered in the first round
 * @param headDeviation standard deviation of the weights of a fresh head (DeepCluster: 0.01),
 *     biases are 0
 * @param headInit what a fresh head's weights are; {@link HeadInit#NORMAL} by default
 * @param balanceClusters whether training draws clips uniformly over clusters, DeepCluster's remedy
 *     for SDC; off by default
 * @param rateScale factor on the learning rate, for linear scaling with the number of devices; 1 by
 *     default
 * @param warmupRounds w, rounds of warm-up of the run, on top of that of each round: round r up to
 *     w is trained at r / (w + 1) of the learning rate; 0 for none, the paper's
 * @param clipsPerFile the most items of one file that an epoch draws from, others in each epoch, so
 *     that a long file cut into segments does not outweigh the rest; 0 for all, the default
 */
public record XdcConfig(
    int rounds,
    Schedule schedule,
    Schedule lastSchedule,
    Sgd sgd,
    int batchSize,
    int clipsPerEpoch,
    double validationShare,
    int patience,
    int clipsPerVideo,
    LabelGranularity labelGranularity,
    FeatureTransform featureTransform,
    InitialFeatures initialFeatures,
    double headDeviation,
    HeadInit headInit,
    boolean balanceClusters,
    double rateScale,
    int warmupRounds,
    int clipsPerFile) {

  /** Checks every setting against its range. */
  public XdcConfig {
    check(rounds >= 1, "rounds", rounds, "at least 1");
    check(batchSize >= 2, "batchSize", batchSize, "at least 2, batch norm needs it");
    check(clipsPerEpoch >= 0, "clipsPerEpoch", clipsPerEpoch, "at least 0 (0: one clip per video)");
    check(
        validationShare >= 0 && validationShare < 1,
        "validationShare",
        validationShare,
        "in [0, 1)");
    check(patience >= 0, "patience", patience, "at least 0 (0: never stop early)");
    check(clipsPerVideo >= 1, "clipsPerVideo", clipsPerVideo, "at least 1");
    check(headDeviation >= 0, "headDeviation", headDeviation, "at least 0");
    check(rateScale > 0, "rateScale", rateScale, "positive");
    check(warmupRounds >= 0, "warmupRounds", warmupRounds, "at least 0 (0: none)");
    check(clipsPerFile >= 0, "clipsPerFile", clipsPerFile, "at least 0 (0: all)");
    check(
        patience == 0 || validationShare > 0,
        "patience",
        patience,
        "0 when validationShare is 0: there is no validation loss to watch");
  }

  /**
   * The paper's run on Kinetics (Table 9): 1M clips an epoch, 10/10/30 epochs, decay 0.01, early
   * stop.
   */
  public static XdcConfig kinetics() {
    return new XdcConfig(
        6,
        Schedule.of(10, 10, 30, 0.01, 0.01),
        Schedule.of(10, 10, 30, 0.01, 0.01),
        Sgd.nesterov(1e-4),
        32,
        1_000_000,
        0.05,
        3,
        1,
        LabelGranularity.VIDEO,
        FeatureTransform.raw(),
        InitialFeatures.RANDOM_ENCODER,
        0.01,
        HeadInit.NORMAL,
        false,
        1,
        0,
        0);
  }

  /** The paper's run on AudioSet (Table 9): 2M clips an epoch, 10/10/45 epochs, early stop. */
  public static XdcConfig audioSet() {
    return kinetics().toBuilder()
        .optSchedule(Schedule.of(10, 10, 45, 0.01, 0.01))
        .optClipsPerEpoch(2_000_000)
        .build();
  }

  /**
   * The paper's runs on IG-Kinetics and IG-Random (Table 9): 10M clips an epoch, 1/3/10 epochs, in
   * the last round 0/9/30, no early stop.
   */
  public static XdcConfig instagram() {
    return kinetics().toBuilder()
        .optSchedule(Schedule.of(1, 3, 10, 0.01, 0.01))
        .optLastSchedule(Schedule.of(0, 9, 30, 0.01, 0.01))
        .optClipsPerEpoch(10_000_000)
        .optPatience(0)
        .build();
  }

  /**
   * Returns this configuration for training the video encoder once more on the last clustering,
   * with 32-frame clips (paper §6, Table 9 and supplement B: batch 8, rate 0.0025): one round with
   * a quarter of the batch and of the rate, all else as before.
   */
  public XdcConfig longClips() {
    TrainingPlan longer = plan(rounds).longClips();
    return toBuilder()
        .optRounds(1)
        .optSchedule(longer.schedule())
        .optBatchSize(longer.batchSize())
        .optWarmupRounds(0)
        .build();
  }

  /**
   * For training on given labels by {@code plan} (paper, Table 9, the rows "Superv"): one round,
   * one label for each video; what is said of features and clusters has no meaning.
   *
   * @param heldOutShare share of the videos to watch the loss on and not to train on, in [0, 1);
   *     the paper's rows have no early stop and need none
   * @throws IllegalArgumentException if the plan may stop early without held-out videos
   */
  public static XdcConfig supervised(TrainingPlan plan, double heldOutShare) {
    return kinetics().toBuilder()
        .optRounds(1)
        .optSchedule(plan.schedule())
        .optSgd(plan.sgd())
        .optBatchSize(plan.batchSize())
        .optClipsPerEpoch(plan.clipsPerEpoch())
        .optValidationShare(heldOutShare)
        .optPatience(plan.patience())
        .optHeadDeviation(plan.headDeviation())
        .optBalanceClusters(plan.balanceClasses())
        .optRateScale(plan.rateScale())
        .build();
  }

  /** For two CPU cores and a few thousand short videos; see {@code Preset.small()}. */
  public static XdcConfig small() {
    return kinetics().toBuilder()
        .optRounds(10)
        .optSchedule(Schedule.of(0.5, 0, 4, 0.06, 1))
        .optLastSchedule(Schedule.of(0.5, 3, 5, 0.06, 0.1))
        .optClipsPerEpoch(0)
        .optPatience(0)
        .optFeatureTransform(FeatureTransform.pcaWhitenL2(64))
        .build();
  }

  /** For the demonstration's made-up clips; see {@code Preset.tiny()}. */
  public static XdcConfig tiny() {
    return kinetics().toBuilder()
        .optRounds(6)
        .optSchedule(Schedule.of(0.5, 2, 3, 0.05, 0.1)) // at 0.1 one run in six collapsed
        .optClipsPerEpoch(0)
        .optPatience(0)
        .optValidationShare(0)
        .optFeatureTransform(FeatureTransform.pcaWhitenL2(32))
        .optInitialFeatures(InitialFeatures.HAND_CRAFTED)
        .build();
  }

  /** Returns the schedule of {@code round}, counted from 1. */
  public Schedule schedule(int round) {
    return round == rounds ? lastSchedule : schedule;
  }

  /** Returns whether {@code round}, counted from 1, clusters features that need no network. */
  public boolean usesHandCraftedFeatures(int round) {
    return round == 1 && initialFeatures == InitialFeatures.HAND_CRAFTED;
  }

  /** Returns how one encoder is trained in {@code round}, counted from 1. */
  public TrainingPlan plan(int round) {
    double warmedUp = Math.min(1, round / (warmupRounds + 1.0));
    return new TrainingPlan(
        schedule(round),
        sgd,
        batchSize,
        clipsPerEpoch,
        patience,
        balanceClusters,
        headDeviation,
        rateScale * warmedUp);
  }

  /** Returns a builder that starts from this configuration. */
  public XdcConfigBuilder toBuilder() {
    return new XdcConfigBuilder(this);
  }

  private static void check(boolean ok, String name, Object value, String range) {
    if (!ok) {
      throw new IllegalArgumentException(
          "XdcConfig." + name + " is " + value + ", must be " + range);
    }
  }
}
