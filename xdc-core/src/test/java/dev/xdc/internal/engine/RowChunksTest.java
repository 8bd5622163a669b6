package dev.xdc.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xdc.engine.TorchEngine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowChunksTest {

  @Test
  void visitsEveryRowOnceInOrder() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = manager.arange(21f).reshape(7, 3);
      int arrays = manager.getManagedArrays().size();
      List<Integer> firsts = new ArrayList<>();
      List<Float> values = new ArrayList<>();
      RowChunks.forEach(
          x,
          3,
          (chunk, first) -> {
            firsts.add(first);
            chunk.mul(2);
            RowChunks.forEachRow(chunk, (i, row) -> values.add(row[0] + i * 100));
          });
      assertThat(firsts).containsExactly(0, 3, 6);
      assertThat(values).containsExactly(0f, 103f, 206f, 9f, 112f, 215f, 18f);
      assertThat(manager.getManagedArrays()).hasSize(arrays);
    }
  }

  @Test
  void readsViewsThatAreNotContiguous() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray x = manager.arange(6f).reshape(2, 3);
      List<float[]> transposed = new ArrayList<>();
      RowChunks.forEachRow(x.transpose(), (i, row) -> transposed.add(row.clone()));
      assertThat(transposed)
          .containsExactly(new float[] {0, 3}, new float[] {1, 4}, new float[] {2, 5});
      List<float[]> columns = new ArrayList<>();
      RowChunks.forEachRow(x.get(":,1:"), (i, row) -> columns.add(row.clone()));
      assertThat(columns).containsExactly(new float[] {1, 2}, new float[] {4, 5});
      List<float[]> repeated = new ArrayList<>();
      RowChunks.forEachRow(
          x.get("0:1").broadcast(new Shape(2, 3)), (i, row) -> repeated.add(row.clone()));
      assertThat(repeated).containsExactly(new float[] {0, 1, 2}, new float[] {0, 1, 2});
    }
  }

  @Test
  void oneChunkMayHoldMoreThanAllRows() {
    try (NDManager manager = TorchEngine.newManager()) {
      List<Shape> shapes = new ArrayList<>();
      RowChunks.forEach(
          manager.ones(new Shape(5, 2)),
          Integer.MAX_VALUE,
          (chunk, first) -> shapes.add(chunk.getShape()));
      assertThat(shapes).containsExactly(new Shape(5, 2));
    }
  }
}
