package dev.xdc.train;

import dev.xdc.feature.FeatureTransform;

/** Changes single settings of an {@link XdcConfig}; {@link #build()} checks them all. */
public final class XdcConfigBuilder {
  private int rounds;
  private Schedule schedule;
  private Schedule lastSchedule;
  private Sgd sgd;
  private int batchSize;
  private int clipsPerEpoch;
  private double validationShare;
  private int patience;
  private int clipsPerVideo;
  private LabelGranularity labelGranularity;
  private FeatureTransform featureTransform;
  private InitialFeatures initialFeatures;
  private double headDeviation;
  private HeadInit headInit;
  private boolean balanceClusters;
  private double rateScale;
  private int warmupRounds;
  private int clipsPerFile;

  XdcConfigBuilder(XdcConfig from) {
    rounds = from.rounds();
    schedule = from.schedule();
    lastSchedule = from.lastSchedule();
    sgd = from.sgd();
    batchSize = from.batchSize();
    clipsPerEpoch = from.clipsPerEpoch();
    validationShare = from.validationShare();
    patience = from.patience();
    clipsPerVideo = from.clipsPerVideo();
    labelGranularity = from.labelGranularity();
    featureTransform = from.featureTransform();
    initialFeatures = from.initialFeatures();
    headDeviation = from.headDeviation();
    headInit = from.headInit();
    balanceClusters = from.balanceClusters();
    rateScale = from.rateScale();
    warmupRounds = from.warmupRounds();
    clipsPerFile = from.clipsPerFile();
  }

  /** Sets {@link XdcConfig#rounds}. */
  public XdcConfigBuilder optRounds(int rounds) {
    this.rounds = rounds;
    return this;
  }

  /** Sets {@link XdcConfig#schedule} and, alike, {@link XdcConfig#lastSchedule}. */
  public XdcConfigBuilder optSchedule(Schedule schedule) {
    this.schedule = schedule;
    this.lastSchedule = schedule;
    return this;
  }

  /** Sets {@link XdcConfig#lastSchedule} alone. */
  public XdcConfigBuilder optLastSchedule(Schedule lastSchedule) {
    this.lastSchedule = lastSchedule;
    return this;
  }

  /** Sets {@link XdcConfig#sgd}. */
  public XdcConfigBuilder optSgd(Sgd sgd) {
    this.sgd = sgd;
    return this;
  }

  /** Sets {@link XdcConfig#batchSize}. */
  public XdcConfigBuilder optBatchSize(int batchSize) {
    this.batchSize = batchSize;
    return this;
  }

  /** Sets {@link XdcConfig#clipsPerEpoch}. */
  public XdcConfigBuilder optClipsPerEpoch(int clipsPerEpoch) {
    this.clipsPerEpoch = clipsPerEpoch;
    return this;
  }

  /** Sets {@link XdcConfig#validationShare}. */
  public XdcConfigBuilder optValidationShare(double validationShare) {
    this.validationShare = validationShare;
    return this;
  }

  /** Sets {@link XdcConfig#patience}. */
  public XdcConfigBuilder optPatience(int patience) {
    this.patience = patience;
    return this;
  }

  /** Sets {@link XdcConfig#clipsPerVideo}. */
  public XdcConfigBuilder optClipsPerVideo(int clipsPerVideo) {
    this.clipsPerVideo = clipsPerVideo;
    return this;
  }

  /** Sets {@link XdcConfig#labelGranularity}. */
  public XdcConfigBuilder optLabelGranularity(LabelGranularity labelGranularity) {
    this.labelGranularity = labelGranularity;
    return this;
  }

  /** Sets {@link XdcConfig#featureTransform}. */
  public XdcConfigBuilder optFeatureTransform(FeatureTransform featureTransform) {
    this.featureTransform = featureTransform;
    return this;
  }

  /** Sets {@link XdcConfig#initialFeatures}. */
  public XdcConfigBuilder optInitialFeatures(InitialFeatures initialFeatures) {
    this.initialFeatures = initialFeatures;
    return this;
  }

  /** Sets {@link XdcConfig#headDeviation}. */
  public XdcConfigBuilder optHeadDeviation(double headDeviation) {
    this.headDeviation = headDeviation;
    return this;
  }

  /** Sets {@link XdcConfig#headInit}. */
  public XdcConfigBuilder optHeadInit(HeadInit headInit) {
    this.headInit = headInit;
    return this;
  }

  /** Sets {@link XdcConfig#balanceClusters}. */
  public XdcConfigBuilder optBalanceClusters(boolean balanceClusters) {
    this.balanceClusters = balanceClusters;
    return this;
  }

  /** Sets {@link XdcConfig#rateScale}. */
  public XdcConfigBuilder optRateScale(double rateScale) {
    this.rateScale = rateScale;
    return this;
  }

  /** Sets {@link XdcConfig#warmupRounds}. */
  public XdcConfigBuilder optWarmupRounds(int warmupRounds) {
    this.warmupRounds = warmupRounds;
    return this;
  }

  /** Sets {@link XdcConfig#clipsPerFile}. */
  public XdcConfigBuilder optClipsPerFile(int clipsPerFile) {
    this.clipsPerFile = clipsPerFile;
    return this;
  }

  /** Returns the configuration. */
  public XdcConfig build() {
    return new XdcConfig(
        rounds,
        schedule,
        lastSchedule,
        sgd,
        batchSize,
        clipsPerEpoch,
        validationShare,
        patience,
        clipsPerVideo,
        labelGranularity,
        featureTransform,
        initialFeatures,
        headDeviation,
        headInit,
        balanceClusters,
        rateScale,
        warmupRounds,
        clipsPerFile);
  }
}
