package dev.xdc.weights;

import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Encoders that others published: the five video encoders of the XDC authors, and torchvision's.
 * All are R(2+1)D-18 with D = 512, for 3 x T x H x W clips normalised by {@code
 * ClipSpec.PictureNormalization.CONSTANTS}; the authors' are believed to be the 32-frame ones of
 * the paper's Table 7.
 *
 * <p>The files are not part of this library. They carry the first 8 hex digits of their SHA-256 in
 * their names, which is checked before a file is opened.
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
  /** torchvision's, supervised by Kinetics-400, with its own layout and 16-frame clips. */
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
   * Loads the weights from a file into an initialised encoder of {@link #spec()}.
   *
   * @return what became of each name; a classifier {@code fc} is told as unexpected
   * @throws IOException if the file has another hash, or lacks a weight
   */
  public WeightReport load(Encoder encoder, Path file) throws IOException {
    verify(file);
    try (TensorFile opened = TensorFile.open(file)) {
      return EncoderWeights.load(encoder, opened, WeightReport.Fit.COMPLETE);
    }
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
