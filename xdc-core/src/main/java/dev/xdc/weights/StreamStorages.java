package dev.xdc.weights;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch's format before 1.6, in which the published encoders come: five pickles (magic number,
 * version, byte order, the object, the keys of its storages), then each storage as its length and
 * its elements.
 */
final class StreamStorages implements TorchStorages {
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final long VERSION = 1001;

  private final FileChannel channel;
  private final @Nullable Object root;
  private final Map<String, Place> places;

  /** Where the elements of a storage are. */
  private record Place(long start, long bytes) {}

  private StreamStorages(FileChannel channel, @Nullable Object root, Map<String, Place> places) {
    this.channel = channel;
    this.root = root;
    this.places = places;
  }

  static StreamStorages open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file);
    try {
      byte[] head = new byte[(int) Math.min(channel.size(), MOST_PICKLE_BYTES)];
      FileParts.read(channel, 0, head.length).get(head);
      ByteArrayInputStream in = new ByteArrayInputStream(head);
      if (head.length == 0 || head[0] != (byte) 0x80) {
        throw new IOException("it is neither a zip file nor a pickle");
      }
      if (!MAGIC.equals(StateUnpickler.read(in).root())) {
        throw new IOException("it is a pickle, but not one of torch.save");
      }
      Object version = StateUnpickler.read(in).root();
      if (!(version instanceof Number number) || number.longValue() != VERSION) {
        throw new IOException("its format has another version than " + VERSION);
      }
      if (StateUnpickler.read(in).root() instanceof Map<?, ?> system
          && Boolean.FALSE.equals(system.get("little_endian"))) {
        throw new IOException("its numbers are big-endian; save it on another machine");
      }
      StateUnpickler.Content content = StateUnpickler.read(in);
      if (!(StateUnpickler.read(in).root() instanceof List<?> keys)) {
        throw new IOException("the list of its storages is missing");
      }
      long start = (long) head.length - in.available();
      return new StreamStorages(
          channel, content.root(), places(channel, start, keys, content.storages()));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static Map<String, Place> places(
      FileChannel channel, long start, List<?> keys, Map<String, StoredTensor.Storage> storages)
      throws IOException {
    Map<String, Place> places = new HashMap<>();
    long at = start;
    for (Object key : keys) {
      StoredTensor.Storage storage = key instanceof String text ? storages.get(text) : null;
      if (storage == null) {
        throw new IOException("it holds a storage that nothing refers to");
      }
      long count = FileParts.read(channel, at, Long.BYTES).getLong();
      at += Long.BYTES;
      int bytes = storage.type().bytes();
      if (count != storage.count() || count < 0 || count > (channel.size() - at) / bytes) {
        throw new IOException(
            "storage %s has %d elements, %d are claimed, %d bytes are left in the file"
                .formatted(storage.key(), count, storage.count(), channel.size() - at));
      }
      places.put(storage.key(), new Place(at, count * bytes));
      at += count * bytes;
    }
    return places;
  }

  @Override
  public @Nullable Object root() {
    return root;
  }

  private Place place(String key) throws IOException {
    Place place = places.get(key);
    if (place == null) {
      throw new IOException("storage " + key + " is missing");
    }
    return place;
  }

  @Override
  public long bytes(String key) throws IOException {
    return place(key).bytes();
  }

  @Override
  public ByteBuffer read(String key, long offset, int count) throws IOException {
    return FileParts.read(channel, place(key).start() + offset, count);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
