package dev.xdc.data.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathJarTest {

  @TempDir Path folder;
  private String outer;

  @BeforeEach
  void makeJars() throws IOException {
    byte[] inner = jar("some/File.class", new byte[] {1, 2, 3});
    Path file = Files.write(folder.resolve("app.jar"), jar("BOOT-INF/lib/inner.jar", inner));
    outer = "jar:" + file.toUri() + "!/BOOT-INF/lib/inner.jar";
  }

  @Test
  void aFileOfJarIsFoundInThatJar() throws IOException {
    try (ClassPathJar jar = Objects.requireNonNull(ClassPathJar.of(url(outer)))) {
      assertThat(jar.copy()).isNull();
      assertThat(jar.file().getEntry("BOOT-INF/lib/inner.jar")).isNotNull();
    }
  }

  @Test
  void aFileOfJarWithinJarIsFoundInTheInnerOne() throws IOException {
    Path copy;
    try (ClassPathJar jar = Objects.requireNonNull(ClassPathJar.of(url(outer + "!/some/File")))) {
      copy = Objects.requireNonNull(jar.copy());
      assertThat(jar.file().getEntry("some/File.class").getSize()).isEqualTo(3);
    }
    assertThat(copy).doesNotExist();
  }

  @Test
  void aFileOfNoJarIsFoundInNone() throws IOException {
    assertThat(ClassPathJar.of(folder.toUri().toURL())).isNull();
  }

  @Test
  void aMissingInnerJarIsNamed() {
    assertThatThrownBy(() -> ClassPathJar.of(url(outer + ".bak!/some/File")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("inner.jar.bak");
  }

  private static URL url(String address) throws IOException {
    return URI.create(address).toURL();
  }

  private static byte[] jar(String name, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream out = new JarOutputStream(bytes)) {
      out.putNextEntry(new JarEntry(name));
      out.write(content);
      out.closeEntry();
    }
    return bytes.toByteArray();
  }
}
