package dev.xdc.data.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphansTest {
  /** More than a process number can be. */
  private static final long NOBODY = 1L << 40;

  @TempDir private Path folder;

  private Path run(String name, Duration age) throws IOException {
    Path run = Files.createDirectory(folder.resolve(name));
    Files.writeString(run.resolve("0.rgb"), "left");
    Files.setLastModifiedTime(run, FileTime.from(Instant.now().minus(age)));
    return run;
  }

  @Test
  void onlyOldFoldersOfDeadProcessesAreDeleted() throws IOException {
    Path orphan = run("xdc-run-" + NOBODY + "-17", Duration.ofHours(2));
    Path young = run("xdc-run-" + NOBODY + "-18", Duration.ofMinutes(50));
    Path alive = run("xdc-run-" + ProcessHandle.current().pid() + "-19", Duration.ofHours(2));
    Path other = run("xdc-runs", Duration.ofHours(2));
    Path elsewhere = run("elsewhere", Duration.ofHours(2));
    Path link = Files.createSymbolicLink(folder.resolve("xdc-run-" + NOBODY + "-20"), elsewhere);
    Orphans.sweep(folder);
    assertThat(folder.toFile().listFiles())
        .extracting(f -> f.toPath())
        .containsExactlyInAnyOrder(young, alive, other, elsewhere, link);
    assertThat(orphan).doesNotExist();
    assertThat(elsewhere.resolve("0.rgb")).exists();
  }
}
