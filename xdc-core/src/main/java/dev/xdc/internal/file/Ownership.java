package dev.xdc.internal.file;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who can change a file: only this user and root, or others too. On systems without owners and
 * modes, such as Windows, and in a Java without the module {@code jdk.security.auth}, nothing is
 * known and nothing objected to.
 */
final class Ownership {
  private static final long NOBODY = -1;
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final long USER = user();
  private static final boolean KNOWN = USER != NOBODY;
  private static final String OWNER_AND_MODE = "unix:uid,mode,isSymbolicLink";
  private static final int ROOT = 0;
  private static final int OTHERS_WRITE = 0022;
  private static final int OTHERS_ENTER = 0011;

  /** In such a folder, as in the one for temporary files, nobody replaces what others made. */
  private static final int STICKY = 01000;

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");
  private static final FileAttribute<?>[] PRIVATE =
      KNOWN
          ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
          : new FileAttribute<?>[0];

  private Ownership() {}

  private static long user() {
    if (!FileSystems.getDefault().supportedFileAttributeViews().contains("unix")) {
      return NOBODY;
    }
    try {
      UnixSystem system = new UnixSystem();
      // of a user without a name, as in many containers, it says 0, which is root
      return system.getUsername() == null ? nameless(STATUS) : system.getUid();
    } catch (LinkageError e) {
      return NOBODY; // a Java without the module jdk.security.auth
    }
  }

  /** Returns the effective number of the user of a process on Linux. */
  static long nameless(Path status) {
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("Uid:"))
          .map(line -> Long.parseLong(line.split("\\s+")[2]))
          .findFirst()
          .orElse(NOBODY);
    } catch (IOException | UncheckedIOException e) {
      return NOBODY;
    }
  }

  /** Returns the number of this user; negative if it is not known. */
  static long number() {
    return USER;
  }

  /** Makes a folder that nobody else can look into. */
  static Path makeFolder(Path folder) throws IOException {
    return Files.createDirectory(folder, PRIVATE);
  }

  /** Lets nobody else read, write or run a file. */
  static void makePrivate(Path file) throws IOException {
    if (KNOWN) {
      Files.setPosixFilePermissions(file, OWNER_ONLY);
    }
  }

  /**
   * Readies a folder for files that only this user may change: makes it if it is missing, and
   * withdraws the right to write from others if it is this user's.
   *
   * @return the folder itself, should the path lead there by a link of this user
   * @throws IOException if others can write to it; says why
   */
  static Path requirePrivate(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectories(folder.toAbsolutePath().getParent());
      try {
        return makeFolder(folder);
      } catch (FileAlreadyExistsException e) {
        // somebody else was faster; whose it is comes next
      }
    }
    if (KNOWN && isForeign(attributes(folder))) {
      throw new IOException(folder + " belongs to " + owner(folder));
    }
    Path real = folder.toRealPath();
    if (!KNOWN) {
      return real;
    }
    Map<String, Object> found = attributes(real);
    if (isForeign(found)) {
      throw new IOException(real + " belongs to " + owner(real));
    }
    if (isOpen(found) && (mode(found) & STICKY) == 0) {
      Set<PosixFilePermission> less = EnumSet.copyOf(Files.getPosixFilePermissions(real));
      less.removeAll(Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE));
      try {
        Files.setPosixFilePermissions(real, less);
      } catch (IOException e) {
        throw new IOException(real + " can be written to by other users", e);
      }
    }
    return real;
  }

  /**
   * Returns whether only this user could have written a folder's files; false if there is none. The
   * modes of files that others cannot reach do not matter.
   */
  static boolean isPrivate(Path folder) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    if (!KNOWN) {
      return true;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.toList();
    }
    boolean closed = (mode(attributes(folder)) & OTHERS_ENTER) == 0;
    for (Path path : all) {
      Map<String, Object> found = attributes(path);
      boolean open = isOpen(found) && (!closed || path.equals(folder));
      if (isForeign(found) || open || Boolean.TRUE.equals(found.get("isSymbolicLink"))) {
        return false;
      }
    }
    return true;
  }

  private static Map<String, Object> attributes(Path path) throws IOException {
    return Files.readAttributes(path, OWNER_AND_MODE, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean isForeign(Map<String, Object> found) {
    int owner = number(found, "uid");
    return owner != ROOT && owner != USER;
  }

  private static boolean isOpen(Map<String, Object> found) {
    return (mode(found) & OTHERS_WRITE) != 0;
  }

  private static int mode(Map<String, Object> found) {
    return number(found, "mode");
  }

  private static int number(Map<String, Object> found, String name) {
    return (int) Objects.requireNonNull(found.get(name));
  }

  private static String owner(Path path) throws IOException {
    return "another user, " + Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName();
  }
}
