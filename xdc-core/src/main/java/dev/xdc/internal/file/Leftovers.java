package dev.xdc.internal.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names of what is {@link Unfinished}, and what processes that have ended left under such names. A
 * name holds the number of its process, so that what is being written is told from what was left.
 */
final class Leftovers {
  private static final Pattern NAME =
      Pattern.compile(
          Pattern.quote(Unfinished.PREFIX) + "(\\d{1,10})-[0-9a-f]{1,16}-(.*)", Pattern.DOTALL);

  /** The end of a target's name that is kept, so that no name is longer than names may be. */
  private static final int KEPT = 48;

  /** What is being written by this process. */
  private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

  /** What lay in the folder that was written to last: one of thousands is not listed for each. */
  private static final AtomicReference<@Nullable Found> LAST = new AtomicReference<>();

  private record Found(Path folder, List<Path> paths) {}

  private Leftovers() {}

  /** Returns a name that nobody else takes. */
  static String newName(Path target) {
    return Unfinished.PREFIX
        + ProcessHandle.current().pid()
        + "-"
        + Long.toHexString(ThreadLocalRandom.current().nextLong())
        + "-"
        + kept(target);
  }

  /** Keeps what this process is about to write. */
  static void begin(Path path) {
    OURS.add(path);
  }

  /** Ends that. */
  static void end(Path path) {
    OURS.remove(path);
  }

  /**
   * Deletes what was left of a target. What was left of others may be what another machine writes,
   * in a folder that machines share.
   */
  static void deleteOf(Path target) throws IOException {
    Path folder = target.resolveSibling("");
    Found found = LAST.get();
    if (found == null || !found.folder().equals(folder)) {
      found = new Found(folder, in(folder));
      LAST.set(found);
    }
    for (Path left : found.paths()) {
      if (targetOf(left).equals(kept(target))) {
        Unfinished.delete(left);
      }
    }
  }

  /** Deletes all that was left in a folder. */
  static void deleteIn(Path folder) throws IOException {
    for (Path left : in(folder)) {
      Unfinished.delete(left);
    }
  }

  private static List<Path> in(Path folder) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(folder.toAbsolutePath(), Unfinished.PREFIX + "*")) {
      for (Path left : all) {
        if (!OURS.contains(left) && !isOfOther(left)) {
          found.add(left);
        }
      }
    } catch (AccessDeniedException e) {
      return List.of(); // one may write there, and not look
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found;
  }

  /** Returns whether another process that runs writes it. */
  private static boolean isOfOther(Path left) {
    Matcher name = NAME.matcher(left.getFileName().toString());
    long pid = name.matches() ? Long.parseLong(name.group(1)) : 0;
    return pid > 0 && pid != ProcessHandle.current().pid() && ProcessHandle.of(pid).isPresent();
  }

  /** Returns the end of the name of what was to be written. */
  private static String targetOf(Path left) {
    String name = left.getFileName().toString();
    Matcher parts = NAME.matcher(name);
    return parts.matches() ? parts.group(2) : name.substring(Unfinished.PREFIX.length());
  }

  private static String kept(Path target) {
    String name = String.valueOf(target.getFileName());
    return name.substring(Math.max(0, name.length() - KEPT));
  }
}
