package dev.xdc.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnfinishedTest {
  @TempDir Path folder;

  @Test
  void aFileTakesItsPlaceWhenItIsFinished() throws IOException {
    Path target = Files.writeString(folder.resolve("a.txt"), "old");
    try (Unfinished file = Unfinished.of(target)) {
      Files.writeString(file.path(), "new");
      assertThat(target).hasContent("old");
      assertThat(file.finish()).isEqualTo(target);
    }
    assertThat(target).hasContent("new");
    assertThat(folder).isDirectoryContaining(target::equals);
    assertThat(folder).isDirectoryNotContaining("glob:**" + Unfinished.PREFIX + "*");
  }

  @Test
  void whatIsNotFinishedLeavesNothing() throws IOException {
    Path target = folder.resolve("a.txt");
    assertThatThrownBy(
            () -> {
              try (Unfinished file = Unfinished.of(target)) {
                Files.writeString(file.path(), "half");
                throw new IOException("no space");
              }
            })
        .hasMessage("no space");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFolderAppearsWithAllItHolds() throws IOException {
    Path target = folder.resolve("made/run");
    try (Unfinished run = Unfinished.of(target)) {
      Files.createDirectories(run.path().resolve("sub"));
      Files.writeString(run.path().resolve("sub/a.txt"), "a");
      assertThat(target).doesNotExist();
      run.finish();
    }
    assertThat(target.resolve("sub/a.txt")).hasContent("a");
  }

  @Test
  void whatAKilledProcessLeftIsDeleted() throws IOException, InterruptedException {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    Path target = folder.resolve("run");
    for (String owner : List.of(ended.pid() + "-1a-", "")) {
      Path left = folder.resolve(Unfinished.PREFIX + owner + "run");
      Files.writeString(Files.createDirectory(left).resolve("old.txt"), "old");
    }
    try (Unfinished run = Unfinished.of(target)) {
      Files.createDirectory(run.path());
      run.finish();
    }
    assertThat(target).isEmptyDirectory();
    assertThat(folder).isDirectoryNotContaining("glob:**" + Unfinished.PREFIX + "*");
  }

  @Test
  void whatAnotherMachineMayWriteUnderAnotherNameStays() throws IOException, InterruptedException {
    Process ended = new ProcessBuilder("true").start(); // no such process here
    ended.waitFor();
    Path others = folder.resolve(Unfinished.PREFIX + ended.pid() + "-1a-my-run");
    Files.writeString(others, "half");
    Unfinished.write(folder.resolve("run"), "whole");
    assertThat(others).hasContent("half");
  }

  @Test
  void whatARunningProcessWritesStays() throws IOException {
    long init = 1;
    assumeTrue(ProcessHandle.of(init).isPresent());
    Path others = folder.resolve(Unfinished.PREFIX + init + "-1a-run");
    Files.writeString(others, "half");
    Unfinished.write(folder.resolve("run"), "whole");
    assertThat(others).hasContent("half");
  }

  @Test
  void ofTwoThatWriteOneFileNoneTakesTheOthersHalf() throws IOException {
    Path target = folder.resolve("a.txt");
    try (Unfinished first = Unfinished.of(target)) {
      Files.writeString(first.path(), "whole");
      try (Unfinished second = Unfinished.of(target)) {
        Files.writeString(second.path(), "ha");
        first.finish();
        assertThat(target).hasContent("whole");
        Files.writeString(second.path(), "half no more");
        second.finish();
      }
    }
    assertThat(target).hasContent("half no more");
  }

  @Test
  void aNameMayBeAsLongAsTheSystemAllows() throws IOException {
    Path target = folder.resolve("x".repeat(251) + ".txt");
    assertThat(Unfinished.write(target, "a")).hasContent("a");
  }

  @Test
  void devicesAndPipesAreNotReplacedByFiles() throws IOException, InterruptedException {
    Path pipe = folder.resolve("pipe");
    assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
    Path link = Files.createSymbolicLink(folder.resolve("null"), Path.of("/dev/null"));
    for (Path target : List.of(pipe, link)) {
      assertThatThrownBy(() -> Unfinished.write(target, "x"))
          .isInstanceOf(IOException.class)
          .hasMessage(target + " is a pipe, a device or a socket, must be a file");
      assertThat(Files.isRegularFile(target)).isFalse();
    }
    for (String stream : List.of("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")) {
      assertThatThrownBy(() -> Unfinished.of(Path.of(stream))) // whatever it leads to
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(stream + " is ");
    }
  }

  @Test
  void textsAndLinesAreWrittenWhole() throws IOException {
    assertThat(Unfinished.write(folder.resolve("a"), "x\n")).hasContent("x\n");
    assertThat(Unfinished.write(folder.resolve("b"), List.of("x", "y"))).hasContent("x\ny\n");
  }

  @Test
  void fullDiskIsNamedByFile(@TempDir Path folder) {
    Path target = folder.resolve("rows.csv");
    assertThatThrownBy(
            () ->
                Unfinished.text(
                    target,
                    out -> {
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage(target + " cannot be written: No space left on device");
    assertThat(target).doesNotExist();
  }
}
