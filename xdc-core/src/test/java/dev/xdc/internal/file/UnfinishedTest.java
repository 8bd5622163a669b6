package dev.xdc.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
  void whatAKilledProcessLeftIsOverwritten() throws IOException {
    Path target = folder.resolve("run");
    Path left = Files.createDirectory(folder.resolve(Unfinished.PREFIX + "run"));
    Files.writeString(left.resolve("old.txt"), "old");
    try (Unfinished run = Unfinished.of(target)) {
      Files.createDirectory(run.path());
      run.finish();
    }
    assertThat(target).isEmptyDirectory();
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
