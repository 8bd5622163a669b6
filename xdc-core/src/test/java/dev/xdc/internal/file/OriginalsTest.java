package dev.xdc.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.xdc.internal.file.Originals.Original;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "has neither owners nor modes")
class OriginalsTest {
  private static final String NAME = "native-1";
  private static final int NOBODY = 65534;

  private final Originals originals =
      new Originals(List.of(original("a.so", "code"), original("b.so", "more code")));

  @TempDir private Path temp;
  private Path cache;

  private static Original original(String name, String content) {
    return Original.of(name, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Unpacks into a cache that no other test has looked at. */
  @BeforeEach
  void unpack() throws IOException {
    cache = temp.resolve("cache");
    Path other = originals.unpack(temp.resolve("other"), NAME);
    Files.createDirectory(cache);
    Files.move(other, cache.resolve(NAME));
  }

  private Path file() {
    return cache.resolve(NAME).resolve("a.so");
  }

  private void assertUnpackedAnew(Object oldKey) throws IOException {
    Path folder = originals.unpack(cache, NAME);
    assertThat(folder).isEqualTo(cache.resolve(NAME));
    assertThat(file()).hasContent("code").isRegularFile();
    assertThat(folder.resolve("b.so")).hasContent("more code");
    assertThat(key(folder)).isNotEqualTo(oldKey);
    assertThat(Files.getPosixFilePermissions(folder))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  private static Object key(Path path) throws IOException {
    return Files.getAttribute(path, "unix:ino");
  }

  @Test
  void soundFilesAreUsedAsTheyAre() throws IOException {
    Object key = key(cache.resolve(NAME));
    originals.unpack(cache, NAME);
    assertThat(key(cache.resolve(NAME))).isEqualTo(key);
  }

  @Test
  void damagedFileIsUnpackedAnew() throws IOException {
    Object key = key(cache.resolve(NAME));
    Files.writeString(file(), "cOde");
    assertUnpackedAnew(key);
  }

  @Test
  void fileThatOthersMayWriteIsUnpackedAnew() throws IOException {
    Object key = key(cache.resolve(NAME));
    Files.setPosixFilePermissions(
        cache.resolve(NAME), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rwxrw-r--"));
    assertUnpackedAnew(key);
  }

  @Test
  void folderThatOthersMayWriteIsMadeAnew() throws IOException {
    Object key = key(cache.resolve(NAME));
    Files.setPosixFilePermissions(
        cache.resolve(NAME), PosixFilePermissions.fromString("rwxrwx---"));
    assertUnpackedAnew(key);
  }

  @Test
  void linksAreNotFollowed() throws IOException {
    Object key = key(cache.resolve(NAME));
    Path elsewhere = Files.move(file(), temp.resolve("elsewhere.so"));
    Files.createSymbolicLink(file(), elsewhere);
    assertUnpackedAnew(key);
    assertThat(Files.isSymbolicLink(file())).isFalse();

    Files.move(cache.resolve(NAME), temp.resolve("moved"));
    Files.createSymbolicLink(cache.resolve(NAME), temp.resolve("moved"));
    assertUnpackedAnew(key);
    assertThat(Files.isSymbolicLink(cache.resolve(NAME))).isFalse();
    assertThat(temp.resolve("moved/a.so")).exists();
  }

  @Test
  void cacheThatOthersMayWriteIsClosed() throws IOException {
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
    originals.unpack(cache, NAME);
    assertThat(Files.getPosixFilePermissions(cache))
        .isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void filesAndCachesOfAnotherUserAreNotUsed() throws IOException {
    assumeThat((int) Files.getAttribute(cache, "unix:uid")).isZero(); // or they cannot be made
    Object key = key(cache.resolve(NAME));
    Files.setAttribute(file(), "unix:uid", NOBODY);
    assertUnpackedAnew(key);

    Files.setAttribute(cache, "unix:uid", NOBODY);
    assertThatThrownBy(() -> originals.unpack(cache, NAME))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(cache + " belongs to another user");
  }

  @Test
  void withoutACacheThisProcessHasAFolderOfItsOwn() throws IOException {
    Path none = Files.writeString(temp.resolve("file"), "").resolve("cache");
    Path parent = Files.createDirectory(temp.resolve("temporary"));

    Path folder = CacheFolder.make(none, parent, "code", c -> originals.unpack(c, NAME));

    assertThat(folder.getParent()).hasParent(parent);
    assertThat(Files.getPosixFilePermissions(folder.getParent()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertThat(folder.resolve("a.so")).hasContent("code");
  }

  @Test
  void withoutAnyFolderOneLineNamesBothAndTheRemedy() throws IOException {
    Path none = Files.writeString(temp.resolve("file"), "").resolve("cache");
    assertThatThrownBy(() -> CacheFolder.make(none, none, "code", c -> originals.unpack(c, NAME)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("code cannot be unpacked (" + temp.resolve("file"))
        .hasMessageContaining("set XDC_CACHE to a folder")
        .hasMessageNotContaining("\n");
  }
}
