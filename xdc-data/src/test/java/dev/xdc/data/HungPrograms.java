package dev.xdc.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.data.media.FfmpegPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/** Programs that pass for FFmpeg's, start a child, and then hang and heed no plea to end. */
public final class HungPrograms {

  private HungPrograms() {}

  /** Writes them into {@code folder}. */
  public static FfmpegPrograms in(Path folder) throws IOException {
    for (String name : List.of("ffmpeg", "ffprobe")) {
      Path script = folder.resolve(name);
      Files.writeString(
          script,
          """
          #!/bin/sh
          if [ "$1" = -version ]; then echo "%s version 8.0"; exit; fi
          trap '' TERM INT HUP
          sleep 300 &
          printf '%%s\\n%%s\\n' $$ $! >> '%s'
          wait
          while :; do sleep 300; done
          """
              .formatted(name, folder.resolve("started")));
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }
    return FfmpegPrograms.find(folder);
  }

  /** Returns the process numbers of all that were started, each followed by its child's. */
  public static List<Long> started(Path folder) throws IOException {
    Path file = folder.resolve("started");
    return Files.exists(file)
        ? Files.readAllLines(file).stream().map(Long::valueOf).toList()
        : List.of();
  }

  /**
   * Fails unless all that were started are gone before long: the system reaps orphans at leisure.
   */
  public static void assertGone(Path folder) throws IOException {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    List<Long> alive;
    do {
      alive =
          started(folder).stream()
              .filter(pid -> ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false))
              .toList();
    } while (!alive.isEmpty() && System.nanoTime() < deadline);
    assertThat(alive).isEmpty();
  }
}
