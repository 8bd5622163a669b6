package dev.xdc.suite.content;

import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.Modality;
import dev.xdc.internal.file.Sha256;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** What the clips of one video hold, as they are read one after the other. */
final class ItemContent {
  private final MessageDigest digest = Sha256.digest();
  private int clips;
  private boolean silent = true;
  private boolean still = true;
  private @Nullable FloatBuffer picture;
  private float sound;

  /**
   * Adds the clip in a row of a batch.
   *
   * @param frames of its picture
   */
  void add(ClipBatch batch, int row, int frames) {
    addSound(batch.row(Modality.AUDIO, row));
    addPicture(batch.row(Modality.VIDEO, row), frames);
    clips++;
  }

  private void addSound(FloatBuffer values) {
    if (clips == 0) {
      sound = values.get(0);
    }
    for (int i = 0; silent && i < values.limit(); i++) {
      silent = values.get(i) == sound;
    }
    hash(values);
  }

  private void addPicture(FloatBuffer values, int frames) {
    int size = values.limit() / frames;
    FloatBuffer first = picture;
    if (first == null) {
      first = FloatBuffer.allocate(size).put(0, values, 0, size);
      picture = first;
    }
    for (int frame = 0; still && frame < frames; frame++) {
      still = values.slice(frame * size, size).mismatch(first) < 0;
    }
    hash(values);
  }

  private void hash(FloatBuffer values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.limit() * Float.BYTES);
    bytes.asFloatBuffer().put(values.duplicate());
    digest.update(bytes);
  }

  /** Returns how many clips were added. */
  int clips() {
    return clips;
  }

  /** Returns whether all sound has the same value. */
  boolean isSilent() {
    return silent;
  }

  /** Returns whether all frames are the same. */
  boolean isStill() {
    return still;
  }

  /** Returns a hash of all clips, in both modalities; nothing can be added afterwards. */
  ByteBuffer hash() {
    return ByteBuffer.wrap(digest.digest());
  }
}
