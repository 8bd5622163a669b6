package dev.xdc.clip;

import org.jspecify.annotations.Nullable;

/**
 * What {@link ClipSpec.Builder} is given.
 *
 * @param <B> the builder
 */
abstract class ClipSpecOptions<B extends ClipSpecOptions<B>> {
  int frames;
  int frameStride;
  double framesPerSecond;
  int shortSide;
  int crop;
  ClipSpec.PictureNormalization normalization;
  boolean flip;
  double audioSeconds;
  int sampleRateHertz;
  int audioFrames;
  int melBands;
  double audioJitterSeconds;
  ClipSpec.AudioAlignment audioAlignment;
  MelTriangles melTriangles;
  ShortVideo shortVideo;
  @Nullable String audioFrontEnd;

  ClipSpecOptions(ClipSpec from) {
    frames = from.frames();
    frameStride = from.frameStride();
    framesPerSecond = from.framesPerSecond();
    shortSide = from.shortSide();
    crop = from.crop();
    normalization = from.normalization();
    flip = from.flip();
    audioSeconds = from.audioSeconds();
    sampleRateHertz = from.sampleRateHertz();
    audioFrames = from.audioFrames();
    melBands = from.melBands();
    audioJitterSeconds = from.audioJitterSeconds();
    audioAlignment = from.audioAlignment();
    melTriangles = from.melTriangles();
    shortVideo = from.shortVideo();
    audioFrontEnd = from.audioFrontEnd();
  }

  /** Sets {@link ClipSpec#frames}. */
  public B optFrames(int frames) {
    this.frames = frames;
    return self();
  }

  /** Sets {@link ClipSpec#frameStride}. */
  public B optFrameStride(int frameStride) {
    this.frameStride = frameStride;
    return self();
  }

  /** Sets {@link ClipSpec#framesPerSecond}. */
  public B optFramesPerSecond(double framesPerSecond) {
    this.framesPerSecond = framesPerSecond;
    return self();
  }

  /** Sets {@link ClipSpec#shortSide}. */
  public B optShortSide(int shortSide) {
    this.shortSide = shortSide;
    return self();
  }

  /** Sets {@link ClipSpec#crop}. */
  public B optCrop(int crop) {
    this.crop = crop;
    return self();
  }

  /** Sets {@link ClipSpec#normalization}. */
  public B optNormalization(ClipSpec.PictureNormalization normalization) {
    this.normalization = normalization;
    return self();
  }

  /** Sets {@link ClipSpec#flip}. */
  public B optFlip(boolean flip) {
    this.flip = flip;
    return self();
  }

  /** Sets {@link ClipSpec#audioSeconds}. */
  public B optAudioSeconds(double audioSeconds) {
    this.audioSeconds = audioSeconds;
    return self();
  }

  /** Sets {@link ClipSpec#sampleRateHertz}. */
  public B optSampleRateHertz(int sampleRateHertz) {
    this.sampleRateHertz = sampleRateHertz;
    return self();
  }

  /** Sets {@link ClipSpec#audioFrames}. */
  public B optAudioFrames(int audioFrames) {
    this.audioFrames = audioFrames;
    return self();
  }

  /** Sets {@link ClipSpec#melBands}. */
  public B optMelBands(int melBands) {
    this.melBands = melBands;
    return self();
  }

  /** Sets {@link ClipSpec#audioJitterSeconds}. */
  public B optAudioJitterSeconds(double audioJitterSeconds) {
    this.audioJitterSeconds = audioJitterSeconds;
    return self();
  }

  /** Sets {@link ClipSpec#audioAlignment}. */
  public B optAudioAlignment(ClipSpec.AudioAlignment audioAlignment) {
    this.audioAlignment = audioAlignment;
    return self();
  }

  /** Sets {@link ClipSpec#melTriangles}. */
  public B optMelTriangles(MelTriangles melTriangles) {
    this.melTriangles = melTriangles;
    return self();
  }

  /** Sets {@link ClipSpec#shortVideo}. */
  public B optShortVideo(ShortVideo shortVideo) {
    this.shortVideo = shortVideo;
    return self();
  }

  /** Sets {@link ClipSpec#audioFrontEnd}; a data set does so for the front end it is given. */
  public B optAudioFrontEnd(@Nullable String audioFrontEnd) {
    this.audioFrontEnd = audioFrontEnd;
    return self();
  }

  /** Returns this builder. */
  abstract B self();
}
