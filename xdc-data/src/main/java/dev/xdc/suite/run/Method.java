package dev.xdc.suite.run;

import dev.xdc.Preset;
import dev.xdc.XdcTrainerBuilder;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.label.DeepClustering;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A way of pretraining: who learns from whose clusters, or from labels, and which streams there
 * are.
 */
public enum Method {
  SDC(DeepClustering.SDC),
  MDC(DeepClustering.MDC),
  CDC(DeepClustering.CDC),
  XDC(DeepClustering.XDC),
  /** Two video encoders that supervise each other: the control experiment. */
  SAME_VIDEO(DeepClustering.XDC),
  /** Two audio encoders that supervise each other. */
  SAME_AUDIO(DeepClustering.XDC),
  /** Each encoder learns the labels of the data set; nothing is clustered. */
  SUPERVISED(null);

  private final @Nullable DeepClustering exchange;

  Method(@Nullable DeepClustering exchange) {
    this.exchange = exchange;
  }

  /** Sets up exchange and encoders of a method that clusters; see {@link SupervisedPretraining}. */
  void configure(XdcTrainerBuilder trainer, Preset preset) {
    if (exchange == null) {
      throw new IllegalStateException(this + " clusters nothing");
    }
    trainer.optExchanger(exchange);
    ClipSpec clip = preset.clip();
    switch (this) {
      case SAME_VIDEO -> same(trainer, preset.video(), clip);
      case SAME_AUDIO -> same(trainer, preset.audio(), clip);
      default ->
          trainer
              .setVideoEncoder(Encoders.of(preset.video(), clip))
              .setAudioEncoder(Encoders.of(preset.audio(), clip));
    }
  }

  private static void same(XdcTrainerBuilder trainer, EncoderSpec encoder, ClipSpec clip) {
    trainer.setSameModality(Encoders.of(encoder, clip), Encoders.of(encoder, clip));
  }

  /** Returns what the encoder of a stream reads: both the same in the control experiments. */
  public Modality reads(Modality stream) {
    return switch (this) {
      case SAME_VIDEO -> Modality.VIDEO;
      case SAME_AUDIO -> Modality.AUDIO;
      default -> stream;
    };
  }

  /** Returns how many clusterings an encoder learns at once. */
  public int heads() {
    return this == MDC ? 2 : 1;
  }

  /** Returns whether the model has an encoder for {@code modality}. */
  public boolean trains(Modality modality) {
    return reads(modality) == modality;
  }

  /**
   * Returns the method of a name as {@link #toString()} spells it.
   *
   * @throws IllegalArgumentException if there is none; lists them
   */
  public static Method of(String name) {
    return Arrays.stream(values())
        .filter(m -> m.toString().equalsIgnoreCase(name.strip()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown method '"
                        + name
                        + "', must be one of "
                        + Arrays.stream(values())
                            .map(Method::toString)
                            .collect(Collectors.joining(", "))));
  }

  /** Returns the name as the command line spells it, such as {@code same-video}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
