package dev.xdc;

import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.AudioStem;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.eval.EvalProtocol;
import dev.xdc.eval.FineTuneRecipe;
import dev.xdc.train.Schedule;
import dev.xdc.train.Sgd;
import dev.xdc.train.TrainingPlan;
import dev.xdc.train.XdcConfig;

/**
 * Settings that belong together: clips, encoders, pretraining and evaluation.
 *
 * @param clip how clips are cut
 * @param video recipe of the video encoder
 * @param audio recipe of the audio encoder
 * @param clusters K for both modalities, at least 2
 * @param config pretraining
 * @param fineTune full fine-tuning on few labels; {@link #paper()} and its kin have Table 10's but
 *     for the clips per epoch, which are the data set's: see {@link FineTuneRecipe#of}
 * @param supervised supervised training on all labels of the pretraining set
 * @param protocol evaluation
 */
public record Preset(
    ClipSpec clip,
    EncoderSpec video,
    EncoderSpec audio,
    int clusters,
    XdcConfig config,
    TrainingPlan fineTune,
    TrainingPlan supervised,
    EvalProtocol protocol) {

  private static final int LONGER = 4;

  /** Checks K; the other parts check themselves. */
  public Preset {
    if (clusters < 2) {
      throw new IllegalArgumentException("clusters is " + clusters + ", must be at least 2");
    }
  }

  /**
   * The paper's: R(2+1)D-18 and ResNet-18, 8 frames of 224 pixels, Kinetics schedule (§4.1, Tables
   * 9 and 10). Training mirrors half of the clips, as all training in the paper's code family does
   * (VMZ: {@code random_mirror}); the paper itself does not mention it.
   */
  public static Preset paper() {
    return new Preset(
        ClipSpec.paper().toBuilder().optFlip(true).build(),
        EncoderSpec.r2plus1d(18, 64),
        EncoderSpec.audioResNet(18, 64, AudioStem.B),
        128,
        XdcConfig.kinetics(),
        FineTuneRecipe.hmdb51().plan().withClipsPerEpoch(0),
        TrainingPlan.supervised(
            Schedule.of(10, 10, 45, 0.01, 0.01), Sgd.nesterov(1e-4), 32, 1_000_000),
        EvalProtocol.paper());
  }

  /**
   * The paper's with AudioSet's two rows of Table 9: without labels, and supervised with 2M clips
   * an epoch, 10/20/45 epochs, rate 0.04 and weight decay 1e-5.
   */
  public static Preset audioSet() {
    return paper()
        .withConfig(XdcConfig.audioSet())
        .withSupervised(
            TrainingPlan.supervised(
                Schedule.of(10, 20, 45, 0.04, 0.01), Sgd.nesterov(1e-5), 32, 2_000_000));
  }

  /**
   * The paper's with the schedule of IG-Kinetics and IG-Random (Table 9). Their K is not stated;
   * the best one grew with the data (Table 2). There are no labels, so that supervised training
   * stays that of Kinetics.
   */
  public static Preset instagram() {
    return paper().withConfig(XdcConfig.instagram());
  }

  /** Returns the recipe of the encoder of a modality. */
  public EncoderSpec encoder(Modality modality) {
    return modality == Modality.VIDEO ? video : audio;
  }

  /** Returns a copy with other settings of pretraining. */
  public Preset withConfig(XdcConfig config) {
    return new Preset(clip, video, audio, clusters, config, fineTune, supervised, protocol);
  }

  /** Returns a copy with another supervised training. */
  public Preset withSupervised(TrainingPlan supervised) {
    return new Preset(clip, video, audio, clusters, config, fineTune, supervised, protocol);
  }

  /** Returns a copy whose clips are cut in another way. */
  public Preset withClip(ClipSpec clip) {
    return new Preset(clip, video, audio, clusters, config, fineTune, supervised, protocol);
  }

  /** Returns a copy with another number of clusters per modality. */
  public Preset withClusters(int clusters) {
    return new Preset(clip, video, audio, clusters, config, fineTune, supervised, protocol);
  }

  /** Returns a copy with other encoders. */
  public Preset withEncoders(EncoderSpec video, EncoderSpec audio) {
    return new Preset(clip, video, audio, clusters, config, fineTune, supervised, protocol);
  }

  /**
   * Returns this preset for training the video encoder with clips of four times as many frames
   * (paper §6: 32 after 8): once more on the last clustering, see {@link XdcConfig#longClips()}, or
   * supervised, see {@link TrainingPlan#longClips()}.
   */
  public Preset longClips() {
    return withClip(clip.toBuilder().optFrames(LONGER * clip.frames()).build())
        .withConfig(config.longClips())
        .withSupervised(supervised.longClips());
  }

  /**
   * For two CPU cores and a few thousand short videos: a tenth of the paper's depth and width, two
   * frames half a second apart, and ten rounds from untrained encoders. Half as many do from
   * hand-crafted features ({@link dev.xdc.train.InitialFeatures}). See {@code docs/results.md} for
   * what each setting is worth.
   */
  public static Preset small() {
    ClipSpec clip =
        ClipSpec.paper().toBuilder()
            .optFrames(2)
            .optFrameStride(4)
            .optFramesPerSecond(8)
            .optShortSide(56)
            .optCrop(48)
            .optNormalization(ClipSpec.PictureNormalization.PER_CLIP)
            .optAudioJitterSeconds(0.4)
            .build();
    Sgd sgd = Sgd.nesterov(1e-4);
    return new Preset(
        clip,
        EncoderSpec.r2plus1d(10, 16),
        EncoderSpec.audioResNet(10, 16, AudioStem.B),
        64,
        XdcConfig.small(),
        TrainingPlan.supervised(Schedule.of(2, 18, 30, 0.01, 0.1), sgd, 20, 0),
        TrainingPlan.supervised(Schedule.of(0.5, 10, 15, 0.05, 0.1), sgd, 32, 0),
        EvalProtocol.paper().withClips(1, 3));
  }

  /**
   * For trying things out: about a minute of processor time for 600 short clips. Small encoders on
   * 8 frames of 32 pixels, one second in all, a first clustering that needs no network, and a high
   * learning rate that falls at the end of each round, as the time is short. From random encoders
   * the same settings start with some seeds only.
   */
  public static Preset tiny() {
    ClipSpec clip =
        ClipSpec.paper().toBuilder()
            .optFrames(8)
            .optFramesPerSecond(8)
            .optShortSide(36)
            .optCrop(32)
            .optNormalization(ClipSpec.PictureNormalization.PER_CLIP)
            .build();
    Sgd sgd = Sgd.nesterov(1e-4);
    return new Preset(
        clip,
        EncoderSpec.r2plus1d(10, 8),
        EncoderSpec.audioResNet(10, 8, AudioStem.A),
        24,
        XdcConfig.tiny(),
        TrainingPlan.supervised(Schedule.of(2, 0, 30, 0.02, 1), sgd, 16, 0),
        TrainingPlan.supervised(Schedule.of(1, 0, 15, 0.05, 1), sgd, 32, 0),
        EvalProtocol.paper().withClips(1, 1));
  }

  /**
   * For the clips that {@code xdc demo} makes: preset tiny with four frames over the same second, a
   * cheaper audio encoder of twice the width, and longer rounds.
   */
  public static Preset demo() {
    Preset tiny = tiny();
    return tiny.withClip(tiny.clip().toBuilder().optFrames(4).optFrameStride(2).build())
        .withEncoders(tiny.video(), EncoderSpec.audioResNet(10, 16, AudioStem.B))
        .withConfig(
            tiny.config().toBuilder()
                .optRounds(5)
                .optSchedule(Schedule.of(0.5, 3, 4, 0.05, 0.1))
                .build());
  }
}
