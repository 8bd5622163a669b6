package dev.xdc.data.reader;

import ai.djl.ndarray.types.Shape;
import dev.xdc.clip.ClipSpec;
import dev.xdc.data.transform.AudioFrontEnd;
import dev.xdc.data.transform.LogMelSpectrogram;
import java.nio.FloatBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes the sound of clips as an encoder hears it. Holds working memory: one per thread. */
@FunctionalInterface
interface SoundTransform {

  /**
   * Writes the sound that begins at sample {@code first} of {@code pcm}.
   *
   * @param pcm signed 16-bit little-endian mono samples at the rate of the clip specification
   * @param first may be negative: samples outside {@code pcm} are silence
   * @param out receives M x F values from its position on
   */
  void apply(byte[] pcm, long first, FloatBuffer out);

  /**
   * Returns the transform of a front end.
   *
   * @param frontEnd null for the log-mel spectrogram
   * @param clip as {@link #specOf} returns it
   */
  static SoundTransform of(@Nullable AudioFrontEnd frontEnd, ClipSpec clip) {
    return frontEnd == null ? new LogMelSpectrogram(clip)::apply : new OwnSound(frontEnd, clip);
  }

  /**
   * Returns the specification of clips whose sound a front end transforms.
   *
   * @param frontEnd null for the log-mel spectrogram
   * @throws IllegalArgumentException if {@code clip} was made for another front end, or the shape
   *     is not (1, M, F)
   */
  static ClipSpec specOf(@Nullable AudioFrontEnd frontEnd, ClipSpec clip) {
    String wanted = clip.audioFrontEnd();
    String given = frontEnd == null ? null : frontEnd.description();
    if (wanted != null && !wanted.equals(given)) {
      throw new IllegalArgumentException(
          "the clip specification is of sound by the front end \""
              + wanted
              + "\", the data set has "
              + (given == null ? "log-mel spectrograms" : "\"" + given + "\"")
              + ": call optAudioFrontEnd with that one");
    }
    if (frontEnd == null) {
      return clip;
    }
    Shape shape = frontEnd.shape(clip);
    if (shape.dimension() != 3 || shape.get(0) != 1) {
      throw new IllegalArgumentException(
          "the front end \"" + given + "\" makes clips of " + shape + ", must be (1, M, F)");
    }
    return clip.toBuilder()
        .optAudioFrontEnd(Objects.requireNonNull(given))
        .optAudioFrames(Math.toIntExact(shape.get(1)))
        .optMelBands(Math.toIntExact(shape.get(2)))
        .build();
  }
}
