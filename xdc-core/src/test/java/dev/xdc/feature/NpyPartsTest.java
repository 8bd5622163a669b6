package dev.xdc.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import dev.xdc.engine.TorchEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyPartsTest {
  @TempDir private Path folder;

  @Test
  void rowsOfSeveralFilesAreReadAsOne() throws IOException {
    List<Path> files =
        List.of(
            NpyWriter.write(folder.resolve("a.npy"), new float[][] {{0, 1}, {2, 3}}),
            NpyWriter.write(folder.resolve("b.npy"), new float[][] {{4, 5}}),
            NpyWriter.write(folder.resolve("c.npy"), new float[][] {{6, 7}, {8, 9}}));
    BitSet missing = new BitSet();
    missing.set(2);
    for (long memory : new long[] {0, 1 << 20}) {
      try (NDManager manager = TorchEngine.newManager();
          FeatureBank bank =
              FeatureStorage.file(folder.resolve("kept.npy"))
                  .withMemoryBytes(memory)
                  .open(manager, files, missing)) {
        assertThat(bank.rows()).isEqualTo(5);
        assertThat(bank.missing()).isEqualTo(missing);
        assertThat(bank.files()).isEqualTo(memory == 0 ? files : List.of());
        try (NDManager scope = manager.newSubManager()) {
          assertThat(bank.chunk(scope, 1, 4).toFloatArray()).containsExactly(2, 3, 4, 5, 6, 7);
          assertThat(bank.take(scope, new int[] {4, 0, 2}).toFloatArray())
              .containsExactly(8, 9, 0, 1, 4, 5);
          assertThat(bank.range(3, 5).chunk(scope, 1, 2).toFloatArray()).containsExactly(8, 9);
        }
      }
    }
  }

  @Test
  void temporaryFilesAreDeletedWithTheirBank() throws IOException {
    for (long memory : new long[] {0, 1 << 20}) {
      Path file = NpyWriter.write(folder.resolve("a.npy"), new float[][] {{0, 1}});
      try (NDManager manager = TorchEngine.newManager()) {
        FeatureStorage storage = FeatureStorage.temporary().withMemoryBytes(memory);
        try (FeatureBank bank = storage.open(manager, List.of(file), new BitSet())) {
          assertThat(bank.rows()).isEqualTo(1);
          assertThat(file.toFile().exists()).isEqualTo(memory == 0);
        }
        assertThat(file).doesNotExist();
      }
    }
  }

  @Test
  void aFileOfAnotherWidthIsRefusedByName() throws IOException {
    List<Path> files =
        List.of(
            NpyWriter.write(folder.resolve("a.npy"), new float[][] {{0, 1}}),
            NpyWriter.write(folder.resolve("b.npy"), new float[][] {{4}}));
    try (NDManager manager = TorchEngine.newManager()) {
      assertThatThrownBy(() -> FeatureStorage.temporary().open(manager, files, new BitSet()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("b.npy")
          .hasMessageContaining("width 1");
      assertThat(manager.isOpen()).isTrue();
    }
  }
}
