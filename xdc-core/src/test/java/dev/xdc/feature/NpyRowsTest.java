package dev.xdc.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xdc.engine.TorchEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyRowsTest {
  private static final float[] VALUES = {1.5f, -2, 3, 4e-3f, 0, 7};

  /** NumPy's own files: src/test/python/golden_numerics.py. */
  private static final String VERSION_1 =
      "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDMsIDIp"
          + "LCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAMA/"
          + "AAAAwAAAQEBvEoM7AAAAAAAA4EA=";

  private static final String VERSION_2 =
      "k05VTVBZAgB0AAAAeydkZXNjcic6ICc8ZjQnLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMywg"
          + "MiksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAMA/"
          + "AAAAwAAAQEBvEoM7AAAAAAAA4EA=";

  @TempDir private Path folder;

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("x.npy"), bytes);
  }

  private void assertRefused(byte[] bytes, String... said) throws IOException {
    Path file = write(bytes);
    try (NDManager manager = TorchEngine.newManager()) {
      assertThatIOException()
          .isThrownBy(() -> NpyRows.open(manager, file))
          .withMessageContaining(file.toString())
          .satisfies(e -> assertThat(e.getMessage()).contains(said));
    }
  }

  private static byte[] numpy() {
    return Base64.getDecoder().decode(VERSION_1);
  }

  private static byte[] changed(String from, String to) {
    String text = new String(numpy(), StandardCharsets.ISO_8859_1);
    assertThat(text).contains(from);
    return text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void readsWhatNumPyWrites() throws IOException {
    for (String golden : new String[] {VERSION_1, VERSION_2}) {
      Path file = write(Base64.getDecoder().decode(golden));
      try (NDManager manager = TorchEngine.newManager();
          NpyRows rows = NpyRows.open(manager, file)) {
        assertThat(rows.whole().getShape()).isEqualTo(new Shape(3, 2));
        assertThat(rows.whole().toFloatArray()).containsExactly(VALUES);
      }
    }
  }

  @Test
  void writesWhatNumPyWrites() throws IOException {
    Path file = folder.resolve("y.npy");
    try (NpyWriter writer = new NpyWriter(file, 3, 2)) {
      writer.write(VALUES);
      assertThat(file).doesNotExist();
      assertThat(writer.finish()).isEqualTo(file);
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(numpy());
    assertThat(folder).isDirectoryNotContaining("glob:**.unfinished*");
  }

  @Test
  void anOpenFileOutlivesItsReplacement() throws IOException {
    Path file = write(numpy());
    try (NDManager manager = TorchEngine.newManager();
        NpyRows rows = NpyRows.open(manager, file)) {
      try (NpyWriter writer = new NpyWriter(file, 1, 1)) {
        writer.write(new float[] {9});
        writer.finish();
      }
      assertThat(rows.whole().toFloatArray()).containsExactly(VALUES);
    }
  }

  @Test
  void writesMoreThanItsBuffer() throws IOException {
    Path file = folder.resolve("large.npy");
    float[] values = new float[999_999];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    try (NpyWriter writer = new NpyWriter(file, 333_333, 3);
        NDManager manager = TorchEngine.newManager()) {
      writer.write(values);
      writer.finish();
      try (NpyRows rows = NpyRows.open(manager, file)) {
        assertThat(rows.whole().toFloatArray()).isEqualTo(values);
        assertThatThrownBy(() -> NpyRows.open(manager, file, 1_000_000).whole())
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("read it in chunks");
      }
    }
  }

  @Test
  void namesWhatAFileHoldsInstead() throws IOException {
    assertRefused(changed("'<f4'", "'<f8'"), "'<f4'", "'<f8'", "numpy.save");
    assertRefused(changed("False", " True"), "by rows", "numpy.save");
    assertRefused(changed("(3, 2)", "(6,)  "), "matrix", "(6,)");
    assertRefused(changed("(3, 2)", "(0, 2)"), "a side of 0");
    assertRefused("no matrix at all".getBytes(StandardCharsets.UTF_8), "no .npy file");
    assertRefused(new byte[3], "cut off");
    assertRefused(Arrays.copyOf(numpy(), 60), "cut off within its head");
    assertRefused(Arrays.copyOf(numpy(), 151), "151 bytes", "3 rows of 8 after 128");
  }

  @Test
  void anUnfinishedFileLeavesNothing() throws IOException {
    Path file = folder.resolve("y.npy");
    try (NpyWriter writer = new NpyWriter(file, 3, 2)) {
      writer.write(new float[5]);
      assertThatThrownBy(writer::finish)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("lacks 1 of 3 x 2");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> writer.write(new float[2]))
          .withMessageContaining("takes 1 more");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void asksForRoomBeforeItWrites() {
    assertThatIOException()
        .isThrownBy(() -> new NpyWriter(folder.resolve("y.npy"), Integer.MAX_VALUE, 10_000_000))
        .withMessageContaining("MiB free")
        .withMessageContaining("make room");
    assertThat(folder).isEmptyDirectory();
  }
}
