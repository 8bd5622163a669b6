package dev.xdc.weights;

import dev.xdc.clip.ClipSpec;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.internal.file.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Encoders that others published: the five video encoders of the XDC authors, and torchvision's.
 * All are R(2+1)D-18 with D = 512; {@link #clip()} says what they were trained on.
 *
 * <p>The files are not part of this library. They carry the first 8 hex digits of their SHA-256 in
 * their names; {@link WeightsDownload} checks them, {@link #verify} those that came otherwise.
 * {@link EncoderWeights} loads them with {@code Fit.COMPLETE}: they may hold a classifier {@code
 * fc}.
 */
public enum PretrainedWeights {
  /** XDC on IG-Kinetics, 65 million videos: 95.5 % on UCF101 and 68.9 % on HMDB51. */
  XDC_IG65M_KINETICS("r2plus1d_18_xdc_ig65m_kinetics", "f24f6ffb", "XDC on IG-Kinetics"),
  /** XDC on IG-Random, 65 million videos: 94.6 % and 66.5 %. */
  XDC_IG65M_RANDOM("r2plus1d_18_xdc_ig65m_random", "189d23f4", "XDC on IG-Random"),
  /** XDC on AudioSet: 93.0 % and 63.7 %. */
  XDC_AUDIOSET("r2plus1d_18_xdc_audioset", "f29ffe8f", "XDC on AudioSet"),
  /** Supervised by Kinetics: 94.2 % and 65.1 %. */
  FS_KINETICS("r2plus1d_18_fs_kinetics", "622bdad9", "labels of Kinetics"),
  /** Supervised by ImageNet: 84.0 % and 48.1 %. */
  FS_IMAGENET("r2plus1d_18_fs_imagenet", "ff446670", "labels of ImageNet"),
  /** torchvision's, supervised by Kinetics-400, with its own layout and smaller clips. */
  TORCHVISION_KINETICS400("r2plus1d_18", "91a641e6", "labels of Kinetics-400, by torchvision");

  private static final URI XDC =
      URI.create("https://github.com/HumamAlwassel/XDC/releases/download/model_weights/");
  private static final URI TORCHVISION = URI.create("https://download.pytorch.org/models/");
  private static final int WIDTH = 64;
  private static final int DEPTH = 18;

  private final String label;
  private final String hash;
  private final String learnedFrom;

  PretrainedWeights(String label, String hash, String learnedFrom) {
    this.label = label;
    this.hash = hash;
    this.learnedFrom = learnedFrom;
  }

  /** Returns the weights that their publisher calls {@code name}, if there are any. */
  public static Optional<PretrainedWeights> named(String name) {
    return Arrays.stream(values()).filter(weights -> weights.label.equals(name)).findFirst();
  }

  /** Returns the weights whose publisher names their file as {@code file} is named, if any. */
  public static Optional<PretrainedWeights> of(Path file) {
    return Arrays.stream(values()).filter(weights -> file.endsWith(weights.fileName())).findFirst();
  }

  /** Returns the name that their publisher gave them. */
  public String label() {
    return label;
  }

  /** Returns what the encoder learned from, in words. */
  public String learnedFrom() {
    return learnedFrom;
  }

  /** Returns the first 8 hex digits of the file's SHA-256. */
  public String sha256Prefix() {
    return hash;
  }

  /** Returns the file's name. */
  public String fileName() {
    return label + "-" + hash + ".pth";
  }

  /** Returns where the publisher offers the file. */
  public URI uri() {
    return (this == TORCHVISION_KINETICS400 ? TORCHVISION : XDC).resolve(fileName());
  }

  /** Returns the recipe of the encoder that takes the weights. */
  public EncoderSpec spec() {
    return this == TORCHVISION_KINETICS400
        ? EncoderSpec.torchvisionR2plus1d(DEPTH, WIDTH)
        : EncoderSpec.r2plus1d(DEPTH, WIDTH);
  }

  /**
   * Returns the clips that the encoder was trained with. The authors' files are believed to be the
   * paper's 32-frame encoders, as their accuracies are those of Table 7 (§6: 32 frames; §4.1: 30
   * per second, 224 of 256 pixels). torchvision's documentation states 16 frames at 15 per second,
   * and 112 of 128 pixels.
   */
  public ClipSpec clip() {
    ClipSpec.Builder clip = ClipSpec.paper().toBuilder();
    return this == TORCHVISION_KINETICS400
        ? clip.optFrames(16).optFramesPerSecond(15).optShortSide(128).optCrop(112).build()
        : clip.optFrames(32).build();
  }

  /**
   * Checks that a file is the published one.
   *
   * @throws IOException if its SHA-256 starts otherwise; one line with both
   */
  public void verify(Path file) throws IOException {
    Sha256.require(file, hash);
  }

  @Override
  public String toString() {
    return label;
  }
}
