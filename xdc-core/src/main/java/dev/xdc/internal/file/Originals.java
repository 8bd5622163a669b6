package dev.xdc.internal.file;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;

/**
 * Files of native code on the class path, which have to lie in a folder before they can be loaded.
 *
 * <p>What lies there is compared with the class path before its first use in a process: names,
 * sizes and CRC-32, which jars state of each file. That finds damage of any kind; against people
 * {@link CacheFolder} helps, which uses nothing that others could write.
 *
 * @param files each under a name of its own
 */
public record Originals(List<Original> files) {
  private static final int BUFFER_BYTES = 1 << 20;

  /** Folders and checksums that this process has compared. */
  private static final Set<String> VERIFIED = ConcurrentHashMap.newKeySet();

  /** Opens a file of the class path. */
  @FunctionalInterface
  public interface Opening {
    InputStream open() throws IOException;
  }

  /**
   * One file.
   *
   * @param name in the folder
   * @param bytes its size
   * @param crc32 its checksum
   * @param content opens it
   */
  public record Original(String name, long bytes, long crc32, Opening content) {

    /** Describes a file that is in memory. */
    public static Original of(String name, byte[] content) {
      CRC32 sum = new CRC32();
      sum.update(content);
      return new Original(
          name, content.length, sum.getValue(), () -> new ByteArrayInputStream(content));
    }
  }

  public Originals {
    files = List.copyOf(files);
  }

  /**
   * Makes a folder of a cache hold these files, unless it does.
   *
   * @return the folder
   * @throws IOException if that is not possible, or if nothing there can be loaded or started; one
   *     line with the cause
   */
  public Path unpack(Path cache, String name) throws IOException {
    Path folder = CacheFolder.make(cache, name, this::areIn, this::write);
    for (Original file : files) {
      if (!Files.isExecutable(folder.resolve(file.name()))) {
        throw new IOException(folder + " lies on a file system that is mounted noexec");
      }
    }
    return folder;
  }

  private boolean areIn(Path folder) throws IOException {
    for (Original file : files) {
      Path path = folder.resolve(file.name());
      if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
          || Files.size(path) != file.bytes()) {
        return false;
      }
    }
    String key = folder + " " + files.stream().map(file -> file.name() + file.crc32()).toList();
    if (VERIFIED.contains(key)) {
      return true;
    }
    for (Original file : files) {
      if (crc32(folder.resolve(file.name())) != file.crc32()) {
        return false;
      }
    }
    VERIFIED.add(key);
    return true;
  }

  private static long crc32(Path file) throws IOException {
    CRC32 sum = new CRC32();
    Set<OpenOption> options = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    try (FileChannel in = FileChannel.open(file, options)) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
      while (in.read(buffer) >= 0) {
        sum.update(buffer.flip());
        buffer.clear();
      }
    }
    return sum.getValue();
  }

  private void write(Path folder) throws IOException {
    for (Original file : files) {
      Path path = folder.resolve(file.name());
      try (InputStream in = file.content().open()) {
        Files.copy(in, path);
      } catch (IOException e) {
        throw new IOException(
            "%s cannot be written below %s: %s"
                .formatted(file.name(), folder.getParent(), e.getMessage()),
            e);
      }
      Ownership.makePrivate(path);
    }
  }
}
