package dev.xdc.internal.file;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file or folder on its way to appear under its name whole or not at all, even after a power cut.
 * It is written beside its place, synced to the disk by {@link #finish()} and moved there in one
 * step; whoever reads an older file of that name keeps reading that.
 *
 * <pre>{@code
 * try (Unfinished file = Unfinished.of(target)) {
 *   Files.writeString(file.path(), text);
 *   file.finish();
 * }
 * }</pre>
 *
 * <p>What a process of this machine that has ended left of the same target is deleted. Of two that
 * write the same target at once each writes a file of its own, and the last to finish wins; a
 * folder stays that of the first. Used by one thread.
 */
public final class Unfinished implements AutoCloseable {
  /** What names of unfinished files and folders begin with. */
  public static final String PREFIX = ".unfinished-";

  /**
   * What lies there is no file of anybody's, also where it leads to one, as {@code /dev/stdout}
   * may.
   */
  private static final List<Path> DEVICES =
      List.of(Path.of("/dev/fd"), Path.of("/dev/stdout"), Path.of("/dev/stderr"), Path.of("/proc"));

  private final Path target;
  private final Path folder;
  private final Path path;

  private Unfinished(Path target, Path folder) {
    this.target = target;
    this.folder = folder;
    this.path = folder.resolve(Leftovers.newName(target));
  }

  /**
   * Prepares a file or folder {@code target}; the folder it lies in is made.
   *
   * @throws IllegalArgumentException if it is the root of a file system
   * @throws IOException if a device or a pipe is there, which would be replaced by a file; if that
   *     folder cannot be made, or what was left unfinished not be deleted
   */
  public static Unfinished of(Path target) throws IOException {
    Path absolute = target.toAbsolutePath();
    Path folder = absolute.getParent();
    if (folder == null) {
      throw new IllegalArgumentException(target + " is a root, must be a file or folder below it");
    }
    PlainFile.requireNoDevice(absolute);
    if (DEVICES.stream().anyMatch(absolute.normalize()::startsWith)) {
      throw new IOException(target + " is no place for a file: name another one");
    }
    Files.createDirectories(folder);
    Leftovers.deleteOf(absolute);
    Unfinished unfinished = new Unfinished(absolute, folder);
    Leftovers.begin(unfinished.path);
    return unfinished;
  }

  /** Deletes what was left unfinished in a folder that nobody else writes to. */
  public static void sweep(Path folder) throws IOException {
    Leftovers.deleteIn(folder);
  }

  /** Writes a whole text file. */
  public static Path write(Path target, CharSequence text) throws IOException {
    return file(target, path -> Files.writeString(path, text));
  }

  /** Writes a whole text file, line by line. */
  public static Path write(Path target, Iterable<? extends CharSequence> lines) throws IOException {
    return file(target, path -> Files.write(path, lines));
  }

  /**
   * What writes to a stream or a file.
   *
   * @param <T> the stream, or the file's place
   */
  @FunctionalInterface
  public interface Writing<T> {
    void to(T out) throws IOException;
  }

  /** Writes a whole text file that need not be in memory, in UTF-8. */
  public static Path text(Path target, Writing<BufferedWriter> writing) throws IOException {
    return file(
        target,
        path -> {
          try (BufferedWriter out = Files.newBufferedWriter(path)) {
            writing.to(out);
          }
        });
  }

  /** Writes a whole file that need not be in memory. */
  public static Path bytes(Path target, Writing<OutputStream> writing) throws IOException {
    return file(
        target,
        path -> {
          try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path))) {
            writing.to(out);
          }
        });
  }

  /**
   * Writes a whole file.
   *
   * @param writing is given the path to write to, where nothing is yet
   * @throws IOException if it cannot be written; names the file, should the disk be full
   */
  public static Path file(Path target, Writing<Path> writing) throws IOException {
    try (Unfinished file = of(target)) {
      try {
        writing.to(file.path);
        return file.finish();
      } catch (IOException e) {
        throw file.named(e);
      }
    }
  }

  /**
   * Returns an exception that names the file: those of streams say no more than {@code No space
   * left on device}.
   */
  public IOException named(IOException e) {
    boolean isNamed =
        e.getClass() != IOException.class
            || String.valueOf(e.getMessage()).contains(target.getFileSystem().getSeparator());
    return isNamed ? e : new IOException(target + " cannot be written: " + e.getMessage(), e);
  }

  /** Returns where to write; nothing is there yet. */
  public Path path() {
    return path;
  }

  /**
   * Moves what was written to its place. A file takes the place of an older one; a folder must not
   * be there yet.
   *
   * @return the target, absolute
   */
  public Path finish() throws IOException {
    for (Path file : tree(path)) {
      if (Files.isDirectory(file)) {
        syncFolder(file);
      } else {
        sync(file);
      }
    }
    try {
      Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(path, target, StandardCopyOption.REPLACE_EXISTING);
    }
    syncFolder(folder);
    return target;
  }

  /** Deletes what was written unless it is finished. */
  @Override
  public void close() throws IOException {
    Leftovers.end(path);
    delete(path);
  }

  /** Waits until a file is on the disk, not only in its cache. */
  private static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** Makes the names in a folder last. */
  private static void syncFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      return; // Windows opens no folders, and keeps names by itself
    }
  }

  /** Deletes a file or a folder with all it holds, if it is there. */
  public static void delete(Path path) throws IOException {
    for (Path entry : tree(path)) {
      Files.deleteIfExists(entry);
    }
  }

  /** Returns a file, or what a folder holds and then itself; nothing if it is not there. */
  private static List<Path> tree(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> walk = Files.walk(path)) {
      return walk.sorted(Comparator.reverseOrder()).toList();
    }
  }

  @Override
  public String toString() {
    return "Unfinished[" + target + "]";
  }
}
