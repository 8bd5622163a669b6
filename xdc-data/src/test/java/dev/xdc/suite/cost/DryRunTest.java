package dev.xdc.suite.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.xdc.Preset;
import dev.xdc.encoder.Precision;
import dev.xdc.suite.run.SharedBatch;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a dry run makes of what it measured. */
class DryRunTest {
  private static final CostEstimate.Beside CLUSTERING = new CostEstimate.Beside(1800, "clustering");

  /** An estimate for the paper's video encoder after a measurement. */
  private static CostEstimate estimate(Device device, StepCost cost) {
    Preset preset = Preset.paper();
    DryRun.Work work = new DryRun.Work(preset.video(), List.of(128), 7200, 3600);
    return new DryRun(
            preset.clip(), preset.config().plan(1), 1, SharedBatch.of(device), Precision.FLOAT32)
        .estimate(cost, List.of(work), 20L << 20, 3L << 20, CLUSTERING);
  }

  private static StepCost measured(int before, int batch, double peak, double perClip) {
    return new StepCost(before, batch, List.of(new StepCost.Seconds(2, 0.5)), peak, perClip);
  }

  // 3,000 MB with 2 clips, 100 more for each of the other 30; 4 h + 30 min + 30 min
  @Test
  void aFullBatchIsEstimatedFromSmallOnes() {
    CostEstimate estimate = estimate(Device.cpu(), measured(1, 2, 3000, 100));
    assertThat(estimate.batches()).isEqualTo(new CostEstimate.Batches(32, 2, 1));
    assertThat(estimate.memory().stepsMegabytes()).isCloseTo(6000, within(1e-6));
    assertThat(estimate.memory().megabytes()).isCloseTo(6023, within(1e-6));
    assertThat(estimate.seconds()).isCloseTo(5 * 3600, within(1e-6));
    assertThat(estimate.memory().isTooMuch()).isFalse();
  }

  @Test
  void knowsWhenTheMachineHasTooLittle() {
    double machine = StepCost.machineMegabytes();
    assertThat(machine).isGreaterThan(100);
    assertThat(estimate(Device.cpu(), measured(1, 2, 3000, machine)).memory().isTooMuch()).isTrue();
    assertThat(estimate(Device.cpu(), measured(16, 32, 90, machine)).memory().isTooMuch())
        .isFalse();
  }

  @Test
  void theMemoryOfAGpuIsNotGuessed() {
    assertThat(estimate(Device.gpu(), measured(0, 16, 900, 10)).memory().stepsMegabytes())
        .isEqualTo(900);
    MemoryCost unknown = estimate(Device.cpu(), measured(1, 2, Double.NaN, 0)).memory();
    assertThat(unknown.megabytes()).isNaN();
    assertThat(unknown.isTooMuch()).isFalse();
  }
}
