package dev.xdc.export;

import dev.xdc.XdcModel;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.eval.LinearModel;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What is exported: a built-in encoder, what its clips look like, and what comes before and behind
 * it in the same file. The encoder stays the caller's, open until the file is written.
 */
public final class ExportSettings {
  private final Encoder encoder;
  private final EncoderSpec spec;
  private final ClipSpec clip;
  private final Map<String, String> provenance;
  private final @Nullable LinearHead head;
  private final boolean rawPixels;

  private ExportSettings(Builder builder, Encoder encoder, EncoderSpec spec, ClipSpec clip) {
    this.encoder = encoder;
    this.spec = spec;
    this.clip = clip;
    provenance = builder.provenance;
    head = builder.head;
    rawPixels = builder.rawPixels;
  }

  /** Returns a builder without an encoder. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns the encoder. */
  public Encoder encoder() {
    return encoder;
  }

  /** Returns how clips are cut for the encoder. */
  public ClipSpec clip() {
    return clip;
  }

  /** Returns whether the file takes pixels as they are. */
  public boolean rawPixels() {
    return rawPixels;
  }

  EncoderSpec spec() {
    return spec;
  }

  Map<String, String> provenance() {
    return provenance;
  }

  @Nullable LinearHead head() {
    return head;
  }

  /** Returns the number of columns of the result: D, or that of classes. */
  int outputWidth() {
    return head == null ? encoder.featureWidth() : head.classes().size();
  }

  @Override
  public String toString() {
    return "ExportSettings["
        + spec
        + (rawPixels ? ", raw pixels" : "")
        + (head == null ? "]" : ", " + head + "]");
  }

  /**
   * Settings of an export. Required: {@link #setModel} or {@link #setEncoder}. Default: normalised
   * clips in, features out.
   */
  public static final class Builder {
    private @Nullable Encoder encoder;
    private @Nullable ClipSpec clip;
    private Map<String, String> provenance = Map.of();
    private @Nullable LinearHead head;
    private boolean rawPixels;

    private Builder() {}

    /**
     * Sets the encoder of a model, which stays the caller's.
     *
     * @throws IllegalArgumentException if the model has no encoder for {@code modality}
     */
    public Builder setModel(XdcModel model, Modality modality) {
      provenance = model.provenance();
      return setEncoder(model.encoder(modality), model.clipSpec());
    }

    /**
     * Sets the encoder, which stays the caller's.
     *
     * @param clip how clips are cut for it
     */
    public Builder setEncoder(Encoder encoder, ClipSpec clip) {
      this.encoder = encoder;
      this.clip = clip;
      return this;
    }

    /**
     * Puts a linear classifier behind the encoder: the file gives scores before the softmax in
     * place of features; default none.
     *
     * @param model learned on features of this encoder
     * @throws IllegalArgumentException if the numbers of names and of classes differ
     */
    public Builder optHead(LinearModel model, List<String> classes) {
      head = LinearHead.of(model, classes);
      return this;
    }

    /** Puts a linear classifier behind the encoder whose classes are called 0, 1, 2, ... */
    public Builder optHead(LinearModel model) {
      return optHead(
          model, IntStream.range(0, model.classes()).mapToObj(Integer::toString).toList());
    }

    /**
     * Sets whether the file takes the red, green and blue of pixels as FLOAT32 values from 0 to 255
     * and normalises them itself; default false, normalised values.
     */
    public Builder optRawPixels(boolean rawPixels) {
      this.rawPixels = rawPixels;
      return this;
    }

    /**
     * Returns the settings.
     *
     * @throws IllegalStateException if no encoder is set, or its weights do not exist yet
     * @throws IllegalArgumentException if the encoder is a network of your own, the head has
     *     another width, or raw pixels are asked for of a sound encoder
     */
    public ExportSettings build() {
      Encoder set = encoder;
      if (set == null) {
        throw new IllegalStateException("no encoder: call setModel or setEncoder");
      }
      EncoderSpec spec =
          set.spec()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "the "
                              + set.modality()
                              + " encoder is the network "
                              + set.block().getClass().getSimpleName()
                              + " of your own, only built-in ones (EncoderSpec) can be exported:"
                              + " save its model by XdcModel.save or DjlModels.save"));
      int width = set.featureWidth();
      if (head != null && head.width() != width) {
        throw new IllegalArgumentException(
            "the head takes features of width " + head.width() + ", the encoder gives " + width);
      }
      if (rawPixels && spec.modality() != Modality.VIDEO) {
        throw new IllegalArgumentException(
            "raw pixels are asked for of the audio encoder, only the video encoder takes pixels");
      }
      return new ExportSettings(this, set, spec, Objects.requireNonNull(clip));
    }
  }
}
