package dev.xdc;

import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoder;
import java.util.List;

/**
 * What a run trains: an encoder and the name it has in reports. Two streams of different modality
 * are XDC and its kin, two of one modality the control experiment, one alone a retraining or
 * supervised training.
 *
 * @param slot its place in a {@link dev.xdc.clip.PerModality} and in the files of a checkpoint:
 *     video for the first of two streams, audio for the second, its modality if it is alone
 * @param name the modality; with the number of the stream, such as {@code video-2}, if both have
 *     the same
 * @param encoder what is trained
 */
record Stream(Modality slot, String name, Encoder encoder) {

  /** One stream alone. */
  static List<Stream> of(Encoder encoder) {
    return List.of(new Stream(encoder.modality(), encoder.modality().toString(), encoder));
  }

  /** Two streams, in the order in which they are trained. */
  static List<Stream> of(Encoder first, Encoder second) {
    boolean same = first.modality() == second.modality();
    return List.of(
        new Stream(Modality.VIDEO, first.modality() + (same ? "-1" : ""), first),
        new Stream(Modality.AUDIO, second.modality() + (same ? "-2" : ""), second));
  }

  /** Returns what is read of each clip. */
  Modality modality() {
    return encoder.modality();
  }

  @Override
  public String toString() {
    return name;
  }
}
