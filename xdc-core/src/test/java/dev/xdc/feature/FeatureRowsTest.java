package dev.xdc.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xdc.engine.TorchEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One matrix as an array, from a file in one and in many mappings, and made from other rows. */
class FeatureRowsTest {
  private static final int ROWS = 50;
  private static final int WIDTH = 3;

  @TempDir private Path folder;

  private List<FeatureRows> forms(NDManager manager) throws Exception {
    NDArray x = manager.arange((float) ROWS * WIDTH).reshape(ROWS, WIDTH);
    Path file = folder.resolve("sub/x.npy");
    try (NpyWriter writer = new NpyWriter(file, ROWS, WIDTH)) {
      float[] values = x.toFloatArray();
      writer.write(Arrays.copyOfRange(values, 0, 70));
      writer.write(Arrays.copyOfRange(values, 70, values.length));
      writer.finish();
    }
    NDArray shifted = x.sub(1);
    NDArray flipped = x.flip(0);
    int[] backwards = new int[ROWS];
    Arrays.setAll(backwards, i -> ROWS - 1 - i);
    return List.of(
        FeatureRows.of(x),
        NpyRows.open(manager, file),
        // Mappings of twice 7 rows each: chunks of more rows span several.
        NpyRows.open(manager, file, 7 * WIDTH * Float.BYTES + 5),
        FeatureRows.of(shifted).map(rows -> rows.add(1)),
        FeatureRows.of(flipped).select(backwards),
        FeatureRows.of(x.get(":, :1")).beside(FeatureRows.of(x.get(":, 1:"))),
        FeatureStorage.temporary().store(FeatureRows.of(shifted).map(rows -> rows.add(1))),
        FeatureStorage.file(folder.resolve("stored.npy"))
            .withMemoryBytes(0)
            .store(FeatureRows.of(shifted).map(rows -> rows.add(1))));
  }

  @Test
  void everyFormGivesTheSameRows() throws Exception {
    try (NDManager manager = TorchEngine.newManager()) {
      for (FeatureRows rows : forms(manager)) {
        assertThat(rows.rows()).isEqualTo(ROWS);
        assertThat(rows.width()).isEqualTo(WIDTH);
        for (int chunkRows : new int[] {1, 7, 20, 50, 64}) {
          List<Float> values = new ArrayList<>();
          rows.forEach(
              chunkRows,
              (chunk, first) -> {
                assertThat(values).as("%s", rows).hasSize(first * WIDTH);
                for (float value : chunk.toFloatArray()) {
                  values.add(value);
                }
              });
          assertThat(values).hasSize(ROWS * WIDTH);
          for (int i = 0; i < ROWS * WIDTH; i++) {
            assertThat(values.get(i)).as("%s", rows).isEqualTo(i);
          }
        }
      }
    }
  }

  @Test
  void rowsAreTakenInTheOrderAskedFor() throws Exception {
    try (NDManager manager = TorchEngine.newManager()) {
      for (FeatureRows rows : forms(manager)) {
        try (NDManager scope = manager.newSubManager()) {
          NDArray taken = rows.take(scope, new int[] {49, 3, 3, 0, 17, 18});
          assertThat(taken.getManager()).isSameAs(scope);
          assertThat(taken.getShape()).isEqualTo(new Shape(6, WIDTH));
          assertThat(taken.get(":, 0").toFloatArray()).containsExactly(147, 9, 9, 0, 51, 54);
        }
      }
    }
  }

  @Test
  void readingLeavesNothingInTheManager() throws Exception {
    try (NDManager manager = TorchEngine.newManager()) {
      for (FeatureRows rows : forms(manager)) {
        int arrays = rows.manager().getManagedArrays().size();
        rows.forEach(7, (chunk, first) -> chunk.mul(2));
        try (NDManager scope = rows.manager().newSubManager()) {
          rows.take(scope, new int[] {1, 40, 2});
        }
        assertThat(rows.manager().getManagedArrays()).as("%s", rows).hasSize(arrays);
      }
    }
  }

  @Test
  void storedRowsAreNotCopiedAndFilesGoOrStay() throws Exception {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = manager.ones(new Shape(4, 2));
      Path file = folder.resolve("x.npy");
      FeatureStorage onDisk = new FeatureStorage(file, false, 0);
      try (FeatureBank same = onDisk.store(FeatureRows.of(x))) {
        assertThat(same.values()).isSameAs(x);
        assertThat(file).doesNotExist();
      }
      assertThat(x.getFloat(0, 0)).isEqualTo(1);
      FeatureRows twice = FeatureRows.of(x).map(rows -> rows.mul(2));
      try (FeatureBank copy = onDisk.store(twice)) {
        assertThat(copy.values().toFloatArray()).containsOnly(2).hasSize(8);
        assertThat(copy).hasToString("FeatureBank[N=4, D=2, missing=0, file=" + file + "]");
        assertThat(file).exists();
      }
      assertThat(file).doesNotExist();
      FeatureStorage.file(file).withMemoryBytes(31).store(twice).close();
      assertThat(file).exists();
      Files.delete(file);
      FeatureStorage.file(file).withMemoryBytes(32).store(twice).close();
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void rejectsRowsOfDifferentNumberSideBySide() {
    try (NDManager manager = TorchEngine.newManager()) {
      FeatureRows three = FeatureRows.of(manager.ones(new Shape(3, 2)));
      FeatureRows four = FeatureRows.of(manager.ones(new Shape(4, 2)));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> three.beside(four))
          .withMessageContaining("3 and 4 rows");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> FeatureStorage.temporary().withMemoryBytes(-1))
          .withMessageContaining("-1");
    }
  }
}
