package dev.xdc.data.media;

import org.jspecify.annotations.Nullable;

/**
 * What came of one cut: the clip, or why there is none.
 *
 * @param clip exactly what was asked for; null if it failed
 * @param failure why it failed; null if it did not
 */
public record DecodeResult(@Nullable DecodedClip clip, @Nullable MediaException failure) {

  /** Checks that exactly one of the two is there. */
  public DecodeResult {
    if ((clip == null) == (failure == null)) {
      throw new IllegalArgumentException("either a clip or a failure, not both, not none");
    }
  }

  static DecodeResult of(DecodedClip clip) {
    return new DecodeResult(clip, null);
  }

  static DecodeResult failed(MediaException failure) {
    return new DecodeResult(null, failure);
  }

  /**
   * Returns the clip.
   *
   * @throws MediaException if there is none
   */
  public DecodedClip get() throws MediaException {
    if (clip == null) {
      throw failure == null ? new MediaException("no clip") : failure;
    }
    return clip;
  }
}
