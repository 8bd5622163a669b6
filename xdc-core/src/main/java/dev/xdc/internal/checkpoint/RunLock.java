package dev.xdc.internal.checkpoint;

import dev.xdc.internal.file.PlainFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to write to a run folder: one run at a time has it. It is a lock of the operating
 * system on {@code run.lock}, so it ends with its process however that ends; the file says who
 * holds it.
 */
public final class RunLock implements AutoCloseable {
  private static final String FILE = "run.lock";

  /** Beyond the text, which others must be able to read on systems whose locks forbid that. */
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

  /**
   * Folders locked by this JVM. On POSIX systems closing any handle of the file drops the lock of
   * the whole process, so the file must not be touched to find out.
   */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel channel;

  private RunLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /** Returns whether a run has begun in {@code folder}, now or before. */
  public static boolean hasRun(Path folder) {
    return Files.exists(folder.resolve(FILE));
  }

  /**
   * Takes the lock of {@code folder}, which exists.
   *
   * @throws IllegalStateException if another run holds it; says which
   * @throws IOException if the folder cannot be written to or has no locks
   */
  public static RunLock of(Path folder) throws IOException {
    Path real = folder.toRealPath();
    if (!OWN.add(real)) {
      throw inUse(folder, "another run of this JVM");
    }
    try {
      FileChannel channel =
          FileChannel.open(
              PlainFile.require(real.resolve(FILE)),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.READ);
      if (!isLocked(channel)) {
        String owner = Files.readString(real.resolve(FILE)).strip();
        channel.close();
        throw inUse(folder, owner);
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(self().getBytes(StandardCharsets.UTF_8)), 0);
      return new RunLock(real, channel);
    } catch (IOException | RuntimeException e) {
      OWN.remove(real);
      throw e;
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock(LOCKED_BYTE, 1, false) != null;
    } catch (OverlappingFileLockException e) {
      // This library in another class loader of this JVM: closing the channel would free its lock.
      return false;
    }
  }

  private static IllegalStateException inUse(Path folder, String owner) {
    return new IllegalStateException(
        folder + " is in use by " + owner + ": wait for it, stop it, or choose another folder");
  }

  private static String self() {
    return "process %d on %s since %s\n"
        .formatted(
            ProcessHandle.current().pid(),
            Provenance.host(),
            Instant.now().truncatedTo(ChronoUnit.SECONDS));
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      OWN.remove(folder);
    }
  }
}
