package dev.xdc.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xdc.engine.TorchEngine;
import org.junit.jupiter.api.Test;

class TorchFunctionsTest {

  /** Columns 1, 2, 6 and 10, 10, 10; then 7 and 30. */
  @Test
  void momentsOfPartsGiveThoseOfTheWhole() {
    try (NDManager scratch = TorchEngine.ready().newBaseManager()) {
      NDArray three = scratch.create(new float[] {1, 10, 2, 10, 6, 10}, new Shape(1, 3, 1, 2));
      NDArray one = scratch.create(new float[] {7, 30}, new Shape(1, 1, 1, 2));

      NDArray first = TorchFunctions.moments(three);
      NDArray second = TorchFunctions.moments(one);

      assertThat(first.toFloatArray()).containsExactly(3, 10, 14 / 3f, 0, 3, 3);
      assertThat(second.toFloatArray()).containsExactly(7, 30, 0, 0, 1, 1);
      NDArray all = TorchFunctions.together(NDArrays.stack(new NDList(first, second)));
      assertThat(all.getShape()).isEqualTo(new Shape(2, 2));
      // 1, 2, 6, 7: mean 4, squares 9 + 4 + 4 + 9; 10, 10, 10, 30: mean 15, squares 3 * 25 + 225
      assertThat(all.toFloatArray()).containsExactly(4, 15, 6.5f, 75);
    }
  }

  @Test
  void copiesOnTheSameDeviceToo() {
    try (NDManager scratch = TorchEngine.ready().newBaseManager()) {
      NDArray x = scratch.create(new float[] {1, 2});
      NDArray copy = TorchFunctions.copyTo(x, x);
      x.addi(1);
      assertThat(copy.toFloatArray()).containsExactly(1, 2);
    }
  }
}
