package dev.xdc.feature;

import java.io.Serializable;
import java.util.Optional;

/**
 * A learned transform in parts that a file can hold: what it does, and the numbers it learned.
 *
 * @param kind what it does
 * @param mean what is taken off each of the D columns; empty unless it whitens
 * @param projection the matrix of shape (D, kept components), row by row; empty unless it whitens
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TransformParts(Kind kind, float[] mean, float[] projection) implements Serializable {
  private static final float[] NONE = {};

  /** What a learned transform does to rows. The names are part of files. */
  public enum Kind {
    /** Nothing. */
    RAW,
    /** Rows get length 1. */
    L2,
    /** Components are whitened. */
    PCA_WHITEN,
    /** Components are whitened, then rows get length 1. */
    PCA_WHITEN_L2;

    private boolean whitens() {
      return this == PCA_WHITEN || this == PCA_WHITEN_L2;
    }
  }

  /** Checks that the numbers make a transform of that kind. */
  public TransformParts {
    boolean fits =
        kind.whitens()
            ? mean.length > 0 && projection.length > 0 && projection.length % mean.length == 0
            : mean.length == 0 && projection.length == 0;
    if (!fits) {
      throw new IllegalArgumentException(
          kind + " with " + mean.length + " means and a projection of " + projection.length);
    }
  }

  /** Returns the parts of a learned transform; empty if it is none of {@link Kind}. */
  public static Optional<TransformParts> of(FeatureTransform.Fitted learned) {
    if (learned instanceof PlainTransform plain) {
      return Optional.of(new TransformParts(Kind.valueOf(plain.name()), NONE, NONE));
    }
    if (learned instanceof PcaWhitening whitening) {
      return Optional.of(whitening.parts(Kind.PCA_WHITEN));
    }
    if (learned instanceof PcaWhitenL2.Learned whitened) {
      return Optional.of(whitened.whitening().parts(Kind.PCA_WHITEN_L2));
    }
    return Optional.empty();
  }

  /** Returns the width of the rows that it takes; 0 if it takes any. */
  public int width() {
    return mean.length;
  }

  /** Returns the width of what it makes of rows of width {@code width}. */
  public int widthAfter(int width) {
    return kind.whitens() ? projection.length / mean.length : width;
  }

  /** Returns the transform made of these parts: the same numbers as the one they are of gives. */
  public FeatureTransform.Fitted learned() {
    return switch (kind) {
      case RAW -> PlainTransform.RAW;
      case L2 -> PlainTransform.L2;
      case PCA_WHITEN -> PcaWhitening.of(this);
      case PCA_WHITEN_L2 -> new PcaWhitenL2.Learned(PcaWhitening.of(this));
    };
  }

  @Override
  public String toString() {
    return kind.whitens()
        ? kind + "[" + mean.length + " to " + projection.length / mean.length + "]"
        : kind.toString();
  }
}
