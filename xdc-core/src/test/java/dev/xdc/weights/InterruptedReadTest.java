package dev.xdc.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.NpyRows;
import dev.xdc.feature.NpyWriter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A good file whose reader is interrupted is not called a bad one. */
class InterruptedReadTest {
  @TempDir private Path folder;

  private static void assertInterrupted(Path file, ThrowingCallable read) {
    Thread.currentThread().interrupt();
    assertThatThrownBy(read)
        .isInstanceOf(InterruptedIOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageEndingWith("was interrupted");
    assertThat(Thread.interrupted()).as("the thread stays interrupted").isTrue();
  }

  @AfterEach
  void clear() {
    Thread.interrupted();
  }

  @Test
  void safetensors() throws IOException {
    Path file = folder.resolve("a.safetensors");
    try (NDManager manager = TorchEngine.newManager()) {
      Safetensors.write(file, Map.of("a", manager.ones(new Shape(2))));
      assertInterrupted(file, () -> Safetensors.open(file));
      try (Safetensors open = Safetensors.open(file)) {
        assertInterrupted(file, () -> open.read("a", manager));
      }
    }
  }

  @Test // a zip file's entries are read by a reader that no interrupt stops
  void checkpointsOfPyTorch() throws IOException {
    Path file = Fixtures.path("kinds-stream.pth");
    assertInterrupted(file, () -> TensorFile.open(file));
    try (NDManager manager = TorchEngine.newManager();
        TensorFile open = TensorFile.open(file)) {
      assertInterrupted(file, () -> open.read("f32", manager));
    }
  }

  @Test
  void rowsOfNumPy() throws IOException {
    Path file = folder.resolve("a.npy");
    NpyWriter.write(file, new float[2][3]);
    try (NDManager manager = TorchEngine.newManager()) {
      assertInterrupted(file, () -> NpyRows.open(manager, file));
    }
  }
}
