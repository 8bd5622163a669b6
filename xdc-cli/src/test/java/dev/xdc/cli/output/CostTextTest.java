package dev.xdc.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.xdc.Preset;
import dev.xdc.suite.cost.CostEstimate;
import dev.xdc.suite.cost.EncoderCost;
import dev.xdc.suite.cost.MemoryCost;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a dry run prints of an estimate. */
class CostTextTest {
  private static final CostEstimate.Beside NOTHING = CostEstimate.Beside.NOTHING;

  private static String printed(
      CostEstimate.Batches batches, MemoryCost memory, CostEstimate.Beside beside) {
    StringWriter text = new StringWriter();
    EncoderCost encoder = new EncoderCost(Preset.paper().video(), 7200, 3600, 2, 0.5);
    new CostText(new PrintWriter(text))
        .print(new CostEstimate(List.of(encoder), batches, memory, beside));
    return text.toString();
  }

  private static MemoryCost memory(double steps) {
    return new MemoryCost(Device.cpu(), steps, 20L << 20, 3L << 20, 16_000);
  }

  // 4 h + 30 min + 30 min
  @Test
  void printsTimeAndMemory() {
    CostEstimate.Beside beside = new CostEstimate.Beside(1800, "clustering");
    assertThat(printed(new CostEstimate.Batches(32, 2, 1), memory(6000), beside))
        .contains(
            "video: 7,200 clips to train on at 0.50/s, 3,600 to describe, watch or test at 2.00/s",
            "measured on batches of 1 and 2 clips; those of 32 are estimated from them",
            "memory of this process about 6,023 MB: 6,000 in steps of 32 clips, 20 for decoded videos, 3 for features",
            "expected 5.0 h, 30 min of it for clustering")
        .doesNotContain("that is more");
  }

  @Test
  void moreThanTheMachineHasIsSaidSo() {
    assertThat(printed(new CostEstimate.Batches(32, 2, 1), memory(20_000), NOTHING))
        .contains("that is more than this machine's 16,000 MB: use a smaller batch");
    assertThat(printed(new CostEstimate.Batches(32, 32, 16), memory(90), NOTHING))
        .contains("measured on batches of 16 and 32 clips\n", "about 113 MB")
        .doesNotContain("that is more");
  }

  @Test
  void theMemoryOfAGpuIsNotGuessed() {
    MemoryCost gpu = new MemoryCost(Device.gpu(), 900, 0, 0, 16_000);
    assertThat(printed(new CostEstimate.Batches(32, 32, 0), gpu, NOTHING))
        .contains(
            "measured on batches of 32 clips\n",
            "memory of gpu(0) cannot be read: these steps of 32 clips fitted into it");
    assertThat(printed(new CostEstimate.Batches(32, 2, 1), memory(Double.NaN), NOTHING))
        .contains("this system does not report the memory of this process");
  }
}
