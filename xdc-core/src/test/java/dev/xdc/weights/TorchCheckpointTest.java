package dev.xdc.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.xdc.engine.TorchEngine;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchCheckpointTest {

  // PyTorch 1.13.1: zip, and the format before 1.6; 2.13.0: zip by pickle
  // protocol 4, with more entries
  @ParameterizedTest
  @ValueSource(strings = {"kinds.pth", "kinds-stream.pth", "kinds-current.pth"})
  void readsEveryKindOfTensor(String name) throws IOException {
    try (NDManager manager = TorchEngine.newManager()) {
      Map<String, NDArray> arrays = Fixtures.read(name, manager);
      assertThat(arrays)
          .containsOnlyKeys(
              "f64",
              "f32",
              "f16",
              "bf16",
              "i64",
              "i32",
              "i16",
              "i8",
              "u8",
              "bool",
              "scalar",
              "empty",
              "transposed",
              "window",
              "expanded",
              "parameter");
      assertThat(arrays.get("f64").toDoubleArray()).containsExactly(1.5, -2.25);
      assertThat(arrays.get("f32").toFloatArray()).containsExactly(1.5f, -2.25f, 3, 1e-30f);
      assertThat(arrays.get("f32").getShape()).isEqualTo(new Shape(2, 2));
      assertThat(arrays.get("f16").toFloatArray())
          .containsExactly(1.5f, -2.25f, 65504, 5.9604645e-8f);
      assertThat(arrays.get("bf16").toFloatArray())
          .containsExactly(1.5f, -2.25f, 3.0040553e38f, 9.984021e-31f);
      assertThat(arrays.get("i64").toLongArray()).containsExactly(1, -(1L << 40));
      assertThat(arrays.get("i32").toIntArray()).containsExactly(1, -(1 << 30));
      assertThat(arrays.get("i16").toIntArray()).containsExactly(1, -(1 << 14));
      assertThat(arrays.get("i8").toByteArray()).containsExactly(1, -100);
      assertThat(arrays.get("u8").toUint8Array()).containsExactly(1, 200);
      assertThat(arrays.get("bool").toBooleanArray()).containsExactly(true, false);
      assertThat(arrays.get("scalar").getShape()).isEqualTo(new Shape());
      assertThat(arrays.get("scalar").getLong()).isEqualTo(7);
      assertThat(arrays.get("empty").getShape()).isEqualTo(new Shape(0, 3));
      assertThat(arrays.get("transposed").getShape()).isEqualTo(new Shape(6, 4));
      assertThat(arrays.get("transposed").get(1).toFloatArray()).containsExactly(1, 7, 13, 19);
      assertThat(arrays.get("window").toFloatArray()).containsExactly(8, 9, 10, 14, 15, 16);
      assertThat(arrays.get("parameter").toFloatArray()).containsExactly(4, 5);
    }
  }

  @Test
  void takesTheStateDictOfALargerCheckpointWithoutThePrefixOfParallelTraining() throws IOException {
    try (TensorFile file = TensorFile.open(Fixtures.path("nested.pth"))) {
      assertThat(file.tensors())
          .containsOnlyKeys("f64", "f32", "f16", "bf16", "bool")
          .containsEntry("bf16", new TensorFile.Info(TensorType.BF16, new Shape(4)));
      assertThat(TensorType.BF16.array()).isEqualTo(DataType.FLOAT32);
    }
  }

  @Test
  void namesATensorThatIsNotThere() throws IOException {
    try (TensorFile file = TensorFile.open(Fixtures.path("nested.pth"));
        NDManager manager = TorchEngine.newManager()) {
      assertThatThrownBy(() -> file.read("fc.weight", manager))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("nested.pth holds no tensor fc.weight");
    }
  }
}
