package dev.xdc.data.transform;

import ai.djl.ndarray.types.Shape;
import dev.xdc.clip.ClipSpec;
import java.nio.FloatBuffer;

/**
 * What an audio encoder hears: samples become an array of M time frames by F bands. Without one,
 * {@link LogMelSpectrogram} makes the paper's.
 *
 * <pre>{@code
 * MediaDataset clips = MediaDataset.builder()
 *     .setFiles(files).setSpec(spec).optAudioFrontEnd(new WideStft()).build();
 * Encoder audio = Encoders.audioResNet18(clips.spec());   // of the front end's shape
 * }</pre>
 *
 * <p>Used by many threads at once, each of which has an own {@link Transform}.
 */
public interface AudioFrontEnd {

  /**
   * Returns a name that stays the same as long as the same sound gives the same values, such as
   * {@code "stft 1024 hop 160, version 1"}. It is part of the data set's specification and
   * fingerprint and of every model, which is refused with another front end.
   */
  String description();

  /**
   * Returns the shape of the sound of one clip, (1, M, F).
   *
   * @param clip of which the length of the sound and its sample rate count
   */
  Shape shape(ClipSpec clip);

  /** Makes what transforms the sound of clips, for one thread. */
  Transform transform(ClipSpec clip);

  /** Transforms the sound of one clip after the other; may hold working memory. */
  @FunctionalInterface
  interface Transform {

    /**
     * Transforms the sound of a clip.
     *
     * @param samples mono, in [-1, 1), as many as {@link ClipSpec#audioSeconds} and {@link
     *     ClipSpec#sampleRateHertz} make; silence where there is no sound. The array is used again
     *     for the next clip
     * @param out receives M x F values from its position on, frame by frame
     */
    void apply(float[] samples, FloatBuffer out);
  }
}
