package dev.xdc.clip;

import ai.djl.ndarray.types.Shape;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one clip is: how picture and sound are cut from a video and what tensors they become.
 *
 * @param frames T, frames of a clip (paper §4.1: 8; 32 for its state-of-the-art table)
 * @param frameStride every how many of the video's frames one is taken (paper §4.1: consecutive
 *     frames, 1)
 * @param framesPerSecond rate at which frames are taken from the video (paper §4.1: 30)
 * @param shortSide pixels to which the shorter side of the picture is resized, aspect kept (paper
 *     §4.1: 256)
 * @param crop H = W, side of the square cut from it, at random in training and at the centre
 *     otherwise (paper §4.1: 224)
 * @param normalization how pixel values are scaled
 * @param flip whether training mirrors half of the clips; not mentioned by the paper, so off in
 *     {@link #paper()}; its code family does, so on in {@code Preset.paper()}
 * @param audioSeconds length of the sound of a clip, centred on the picture (paper §4.1: 2)
 * @param sampleRateHertz rate to which the sound is resampled; the paper does not say, 16,000
 *     follows its code family
 * @param audioFrames M, time frames of the spectrogram (paper §4.1: 100)
 * @param melBands F, mel filters of the spectrogram (paper §4.1: 40)
 * @param audioJitterSeconds training shifts the sound by up to this much either way; the paper has
 *     none (0)
 * @param audioAlignment where the sound of a clip lies relative to its picture
 * @param melTriangles how mel filters are made; the paper does not say, HERTZ follows its code
 *     family
 * @param shortVideo what replaces missing frames where a video is shorter than a clip; the paper
 *     does not say
 * @param audioFrontEnd what sound is turned into, as its front end describes itself; null for the
 *     log-mel spectrogram of the paper. A set of clips cut so states it, and models keep it
 */
public record ClipSpec(
    int frames,
    int frameStride,
    double framesPerSecond,
    int shortSide,
    int crop,
    PictureNormalization normalization,
    boolean flip,
    double audioSeconds,
    int sampleRateHertz,
    int audioFrames,
    int melBands,
    double audioJitterSeconds,
    AudioAlignment audioAlignment,
    MelTriangles melTriangles,
    ShortVideo shortVideo,
    @Nullable String audioFrontEnd) {

  /** Where the sound of a clip lies relative to its picture; the paper does not say. */
  public enum AudioAlignment {
    /** Both share their centre; the default. */
    CENTRE,
    /** Both start together. */
    START
  }

  /** How pixel values are scaled. */
  public enum PictureNormalization {
    /**
     * By the paper's fixed mean and standard deviation of each colour (method of the published
     * weights); the default.
     */
    CONSTANTS,
    /**
     * By each clip's own mean and standard deviation per colour, plus 0.05 against flat pictures:
     * takes brightness, contrast and tint out of the data. Not in the paper.
     */
    PER_CLIP
  }

  /** Checks every setting against its range. */
  public ClipSpec {
    check(frames >= 1, "frames", frames, "at least 1");
    check(frameStride >= 1, "frameStride", frameStride, "at least 1");
    check(
        framesPerSecond > 0 && framesPerSecond <= 1000,
        "framesPerSecond",
        framesPerSecond,
        "in (0, 1000]");
    check(crop >= 8, "crop", crop, "at least 8 pixels");
    check(shortSide >= crop, "shortSide", shortSide, "at least the crop of " + crop);
    check(audioSeconds > 0 && audioSeconds <= 600, "audioSeconds", audioSeconds, "in (0, 600]");
    check(sampleRateHertz >= 1000, "sampleRateHertz", sampleRateHertz, "at least 1000");
    check(audioFrames >= 1, "audioFrames", audioFrames, "at least 1");
    check(melBands >= 1, "melBands", melBands, "at least 1");
    check(audioJitterSeconds >= 0, "audioJitterSeconds", audioJitterSeconds, "at least 0");
  }

  /**
   * The paper's clip (§4.1): 8 frames at 30 per second, 224 of 256 pixels; 2 s of sound as 100 x
   * 40.
   */
  public static ClipSpec paper() {
    return new ClipSpec(
        8,
        1,
        30,
        256,
        224,
        PictureNormalization.CONSTANTS,
        false,
        2,
        16_000,
        100,
        40,
        0,
        AudioAlignment.CENTRE,
        MelTriangles.HERTZ,
        ShortVideo.REPEAT_LAST,
        null);
  }

  /** Returns the length of a clip's picture in seconds. */
  public double videoSeconds() {
    return spanFrames() / framesPerSecond;
  }

  /** Returns the shape of one clip's picture, (3, T, H, W). */
  public Shape videoShape() {
    return new Shape(3, frames, crop, crop);
  }

  /** Returns the shape of one clip's sound, (1, M, F). */
  public Shape audioShape() {
    return new Shape(1, audioFrames, melBands);
  }

  /** Returns the shape of one clip in {@code modality}. */
  public Shape shape(Modality modality) {
    return modality == Modality.VIDEO ? videoShape() : audioShape();
  }

  /** Returns how many frames of the video a clip spans, those between its own included. */
  public int spanFrames() {
    return (frames - 1) * frameStride + 1;
  }

  /** Names the front end of the sound only if it is not the usual one. */
  @Override
  public String toString() {
    return Arrays.stream(ClipSpec.class.getRecordComponents())
        .map(part -> part.getName() + "=" + value(part))
        .filter(text -> !text.equals("audioFrontEnd=null"))
        .collect(Collectors.joining(", ", "ClipSpec[", "]"));
  }

  private Object value(RecordComponent part) {
    try {
      return part.getAccessor().invoke(this);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("ClipSpec." + part.getName() + " cannot be read", e);
    }
  }

  private static void check(boolean ok, String name, Object value, String range) {
    if (!ok) {
      throw new IllegalArgumentException(
          "ClipSpec." + name + " is " + value + ", must be " + range);
    }
  }

  /** Returns a builder that starts from this specification. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Changes single settings; {@link #build()} checks them all. */
  public static final class Builder extends ClipSpecOptions<Builder> {
    private Builder(ClipSpec from) {
      super(from);
    }

    @Override
    Builder self() {
      return this;
    }

    /** Returns the specification. */
    public ClipSpec build() {
      return new ClipSpec(
          frames,
          frameStride,
          framesPerSecond,
          shortSide,
          crop,
          normalization,
          flip,
          audioSeconds,
          sampleRateHertz,
          audioFrames,
          melBands,
          audioJitterSeconds,
          audioAlignment,
          melTriangles,
          shortVideo,
          audioFrontEnd);
    }
  }
}
