package dev.xdc.data.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file has one name, however its path is spelled. */
class FileNamesTest {
  @TempDir private Path folder;

  @Test
  void allSpellingsOfAPathAreOne() throws IOException {
    Path archive = Files.createDirectories(folder.resolve("archive"));
    Path file = Files.createFile(archive.resolve("a.mp4"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), archive);
    Path relative = Path.of("").toAbsolutePath().relativize(file.toAbsolutePath());

    assertThat(FileNames.real(file)).isEqualTo(file.toRealPath());
    assertThat(FileNames.real(link.resolve("a.mp4"))).isEqualTo(file.toRealPath());
    assertThat(FileNames.real(relative)).isEqualTo(file.toRealPath());
    assertThat(FileNames.real(link.resolve("../archive/./a.mp4"))).isEqualTo(file.toRealPath());
  }

  @Test
  void foldersOfAFileThatIsGoneAreResolved() throws IOException {
    Path archive = Files.createDirectories(folder.resolve("archive"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), archive);

    assertThat(FileNames.real(link.resolve("gone/b.mp4")))
        .isEqualTo(archive.toRealPath().resolve("gone/b.mp4"));
  }
}
