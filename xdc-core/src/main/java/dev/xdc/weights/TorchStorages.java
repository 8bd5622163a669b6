package dev.xdc.weights;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A checkpoint's container: its pickle, and the elements that the pickle refers to. */
interface TorchStorages extends Closeable {
  /**
   * The largest pickle that is read; one of R(2+1)D-34 has 60 KB. What it can build takes at most
   * some fifty times its size.
   */
  int MOST_PICKLE_BYTES = 4 << 20;

  /** Returns the object in the pickle. */
  @Nullable Object root();

  /**
   * Returns the size of a storage.
   *
   * @throws IOException if there is none of that key
   */
  long bytes(String key) throws IOException;

  /** Reads a part of a storage into a direct buffer. */
  ByteBuffer read(String key, long offset, int count) throws IOException;

  /** Unpickles all of {@code bytes}. */
  static @Nullable Object unpickle(byte[] bytes) throws IOException {
    return StateUnpickler.read(new ByteArrayInputStream(bytes)).root();
  }
}
