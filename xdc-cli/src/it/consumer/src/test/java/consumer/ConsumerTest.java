package consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xdc.cluster.ClusterAssignment;
import dev.xdc.cluster.KMeans;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.engine.TorchEngine;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What a project gets that depends on core, data and natives. */
class ConsumerTest {

  @Test
  void computesWithPyTorch() {
    try (NDManager manager = TorchEngine.newManager()) {
      NDArray rows = manager.create(new float[][] {{0, 1}, {0, 2}, {9, 1}, {9, 2}});
      ClusterAssignment clusters = KMeans.standard().cluster(rows, 2, 7);
      int[] labels = clusters.labels();
      assertEquals(labels[0], labels[1]);
      assertEquals(labels[2], labels[3]);
      assertNotEquals(labels[0], labels[2]);
    }
  }

  @Test
  void hasFfmpeg() throws IOException {
    assertEquals("bundled", FfmpegPrograms.find().origin());
  }
}
