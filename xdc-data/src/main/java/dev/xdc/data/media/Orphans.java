package dev.xdc.data.media;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes folders of runs whose JVM was killed and could not do so: those that bear the number of a
 * process that does not exist, and lie untouched for an hour, far longer than any run takes. The
 * hour is for the processes of other containers, which may share the folder but are not seen.
 */
final class Orphans {

  private static final Logger LOGGER = LoggerFactory.getLogger(Orphans.class);
  private static final Duration LEAST_AGE = Duration.ofHours(1);
  private static final Pattern NAME = Pattern.compile(TempFolder.PREFIX + "(\\d{1,18})-\\d+");
  private static final AtomicBoolean SWEPT = new AtomicBoolean();

  private Orphans() {}

  /** Sweeps the folder for temporary files, the first time this JVM comes here. */
  static void sweepOnce() {
    if (SWEPT.compareAndSet(false, true)) {
      sweep(Path.of(System.getProperty("java.io.tmpdir")));
    }
  }

  /** Sweeps a folder. What cannot be deleted, such as what belongs to others, stays. */
  static void sweep(Path folder) {
    FileTime youngest = FileTime.from(Instant.now().minus(LEAST_AGE));
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, TempFolder.PREFIX + "*")) {
      for (Path run : found) {
        if (isOrphan(run, youngest)) {
          delete(run);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      LOGGER.debug("{} is not swept", folder, e);
    }
  }

  private static boolean isOrphan(Path run, FileTime youngest) throws IOException {
    Matcher name = NAME.matcher(run.getFileName().toString());
    return name.matches()
        && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()
        && Files.isDirectory(run, LinkOption.NOFOLLOW_LINKS)
        && Files.getLastModifiedTime(run, LinkOption.NOFOLLOW_LINKS).compareTo(youngest) < 0;
  }

  private static void delete(Path run) {
    try {
      TempFolder.delete(run);
    } catch (IOException | DirectoryIteratorException e) {
      LOGGER.debug("{} cannot be deleted", run, e);
    }
  }
}
