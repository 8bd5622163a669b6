package dev.xdc.clip;

import java.io.IOException;
import java.nio.FloatBuffer;

/** Makes one clip of what a data set holds; see {@link ClipReader#filling}. */
@FunctionalInterface
public interface ClipFiller {

  /**
   * Writes a clip in one modality.
   *
   * @param clip which one, and cut how
   * @param out room for T x H x W x 3 values of a picture, M x F of a spectrogram
   * @throws IOException if it cannot be read, which ends the reading
   */
  void fill(Modality modality, ClipRequest clip, FloatBuffer out) throws IOException;
}
