package dev.xdc.weights;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch's zip format: {@code NAME/data.pkl}, {@code NAME/data/KEY} for each storage, and maybe
 * {@code NAME/byteorder}. PyTorch stores entries without compression; a compressed one is refused,
 * and with it every zip bomb.
 */
final class ZipStorages implements TorchStorages {
  private static final String PICKLE = "/data.pkl";
  private static final int MOST_ENTRIES = 100_000;

  private final ZipFile zip;
  private final String folder;
  private final @Nullable Object root;

  private ZipStorages(ZipFile zip, String folder, @Nullable Object root) {
    this.zip = zip;
    this.folder = folder;
    this.root = root;
  }

  static ZipStorages open(Path file) throws IOException {
    ZipFile zip = new ZipFile(file.toFile());
    try {
      checkEntries(zip, Files.size(file));
      List<String> pickles =
          zip.stream()
              .map(ZipEntry::getName)
              .filter(name -> name.indexOf('/') == name.length() - PICKLE.length())
              .filter(name -> name.endsWith(PICKLE))
              .toList();
      if (pickles.size() != 1) {
        throw new IOException("it is a zip file with " + pickles.size() + " data.pkl, must be 1");
      }
      String folder = pickles.get(0).substring(0, pickles.get(0).length() - PICKLE.length());
      ZipEntry order = zip.getEntry(folder + "/byteorder");
      if (order != null && new String(small(zip, order), StandardCharsets.UTF_8).startsWith("b")) {
        throw new IOException("its numbers are big-endian; save it on another machine");
      }
      byte[] pickle = small(zip, zip.getEntry(pickles.get(0)));
      return new ZipStorages(zip, folder, TorchStorages.unpickle(pickle));
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  /** Refuses compression, and entries that together are larger than the file, as they overlap. */
  private static void checkEntries(ZipFile zip, long fileBytes) throws IOException {
    if (zip.size() > MOST_ENTRIES) {
      throw new IOException("it is a zip file with " + zip.size() + " entries");
    }
    long sum = 0;
    for (ZipEntry entry : zip.stream().toList()) {
      if (entry.getMethod() != ZipEntry.STORED || entry.getSize() != entry.getCompressedSize()) {
        throw new IOException(
            "it is a zip file with a compressed entry of "
                + entry.getSize()
                + " bytes, which PyTorch does not write");
      }
      sum += entry.getSize();
      if (entry.getSize() < 0 || sum > fileBytes) {
        throw new IOException("its zip entries claim more than the file's " + fileBytes + " bytes");
      }
    }
  }

  private static byte[] small(ZipFile zip, ZipEntry entry) throws IOException {
    if (entry.getSize() > MOST_PICKLE_BYTES) {
      throw new IOException(
          "its pickle has "
              + entry.getSize()
              + " bytes, must have at most "
              + MOST_PICKLE_BYTES
              + "; save model.state_dict() alone");
    }
    try (InputStream in = zip.getInputStream(entry)) {
      return in.readNBytes((int) entry.getSize());
    }
  }

  @Override
  public @Nullable Object root() {
    return root;
  }

  private ZipEntry entry(String key) throws IOException {
    ZipEntry entry = zip.getEntry(folder + "/data/" + key);
    if (entry == null) {
      throw new IOException("storage " + key + " is missing");
    }
    return entry;
  }

  @Override
  public long bytes(String key) throws IOException {
    return entry(key).getSize();
  }

  @Override
  public ByteBuffer read(String key, long offset, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocateDirect(count);
    try (InputStream in = zip.getInputStream(entry(key));
        ReadableByteChannel channel = Channels.newChannel(in)) {
      in.skipNBytes(offset);
      while (bytes.hasRemaining()) {
        if (channel.read(bytes) < 0) {
          throw new EOFException("storage " + key + " of " + zip.getName() + " ends early");
        }
      }
    }
    return bytes.flip();
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
