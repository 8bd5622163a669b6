package dev.xdc.spark;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryNeedTest {
  private static final long MEGABYTE = 1 << 20;

  @Test
  void trainingHoldsWeightsAndMomentumThreeTimes() {
    try (Encoder small = encoder(2);
        Encoder large = encoder(8)) {
      long most = 4L * FlatArrays.size(FlatArrays.of(large));
      long all = most + 4L * FlatArrays.size(FlatArrays.of(small));
      assertThat(MemoryNeed.of(List.of(small, large), false))
          .isEqualTo(new MemoryNeed(128 * MEGABYTE + most, 256 * MEGABYTE + all));
      assertThat(MemoryNeed.of(List.of(small, large), true))
          .isEqualTo(new MemoryNeed(128 * MEGABYTE + 6 * most, 256 * MEGABYTE + all + 2 * most));
    }
  }

  private static Encoder encoder(int width) {
    return Encoders.of(EncoderSpec.r2plus1d(10, width), TinyRuns.SPEC).initialize(Device.cpu(), 1);
  }

  @Test
  void tooLittleIsNamedWithTheSettingToRaise() {
    MemoryNeed need = new MemoryNeed(500 * MEGABYTE, 700 * MEGABYTE);
    assertThat(need.problem(500 * MEGABYTE, 1200 * MEGABYTE)).isNull();
    assertThat(need.problem(499 * MEGABYTE, 9000 * MEGABYTE))
        .startsWith("499 MB of heap, the run needs at least 500: raise spark.executor.memory,");
    assertThat(need.problem(600 * MEGABYTE, 1200 * MEGABYTE))
        .startsWith("600 MB outside the heap, the run needs at least 700")
        .contains("raise spark.executor.memoryOverhead");
  }
}
