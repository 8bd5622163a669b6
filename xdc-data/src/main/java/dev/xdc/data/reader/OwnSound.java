package dev.xdc.data.reader;

import dev.xdc.clip.ClipSpec;
import dev.xdc.data.transform.AudioFrontEnd;
import java.nio.BufferOverflowException;
import java.nio.FloatBuffer;

/** Gives a front end of the user's own its samples, and checks what it writes. */
final class OwnSound implements SoundTransform {
  private static final float SCALE = 1 / 32768f;

  private final AudioFrontEnd.Transform transform;
  private final String name;
  private final float[] samples;
  private final int values;

  OwnSound(AudioFrontEnd frontEnd, ClipSpec clip) {
    transform = frontEnd.transform(clip);
    name = frontEnd.description();
    samples = new float[(int) Math.round(clip.audioSeconds() * clip.sampleRateHertz())];
    values = Math.toIntExact(clip.audioShape().size());
  }

  @Override
  public void apply(byte[] pcm, long first, FloatBuffer out) {
    long last = pcm.length / 2;
    for (int i = 0; i < samples.length; i++) {
      long sample = first + i;
      int at = (int) (2 * sample);
      samples[i] = sample < 0 || sample >= last ? 0 : SCALE * ((pcm[at] & 255) | pcm[at + 1] << 8);
    }
    FloatBuffer row = out.slice(out.position(), values);
    try {
      transform.apply(samples, row);
    } catch (BufferOverflowException e) {
      throw new IllegalStateException(
          "the front end \"" + name + "\" writes more than " + values + " values", e);
    }
    if (row.hasRemaining()) {
      throw new IllegalStateException(
          "the front end \"" + name + "\" writes " + row.position() + " values, must be " + values);
    }
    out.position(out.position() + values);
  }
}
