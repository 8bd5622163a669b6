package dev.xdc.suite.cost;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.xdc.Preset;
import dev.xdc.encoder.Precision;
import dev.xdc.suite.run.SharedBatch;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a dry run makes of what it measured. */
class DryRunTest {

  /** A dry run of the paper's video encoder after a measurement. */
  private static String printed(Device device, StepCost cost, DryRun.Beside beside) {
    StringWriter text = new StringWriter();
    Preset preset = Preset.paper();
    DryRun.Work work = new DryRun.Work(preset.video(), List.of(128), 7200, 3600);
    new DryRun(
            preset.clip(),
            preset.config().plan(1),
            1,
            SharedBatch.of(device),
            Precision.FLOAT32,
            new PrintWriter(text))
        .printCost(cost, List.of(work), beside);
    return text.toString();
  }

  private static StepCost measured(int before, int batch, double peak, double perClip) {
    return new StepCost(before, batch, List.of(new StepCost.Seconds(2, 0.5)), peak, perClip);
  }

  // 3,000 MB with 2 clips, 100 more for each of the other 30; 4 h + 30 min + 30 min
  @Test
  void aFullBatchIsReckonedFromSmallOnes() {
    DryRun.Beside beside = new DryRun.Beside(20L << 20, 3L << 20, 1800, "clustering");
    assertThat(printed(Device.cpu(), measured(1, 2, 3000, 100), beside))
        .contains(
            "video: 7,200 clips to train on at 0.50/s, 3,600 to describe, watch or test at 2.00/s",
            "measured on batches of 1 and 2 clips; those of 32 are estimated from them",
            "memory of this process about 6,023 MB: 6,000 in steps of 32 clips, 20 for decoded videos, 3 for features",
            "expected 5.0 h, 30 min of it for clustering")
        .doesNotContain("that is more");
  }

  @Test
  void moreThanTheMachineHasIsSaidSo() {
    double machine = StepCost.machineMegabytes();
    assertThat(machine).isGreaterThan(100);
    DryRun.Beside none = DryRun.Beside.decoded(0);
    assertThat(printed(Device.cpu(), measured(1, 2, 3000, machine), none))
        .containsPattern("that is more than this machine's [\\d,]+ MB: use a smaller batch");
    assertThat(printed(Device.cpu(), measured(16, 32, 90, machine), none))
        .contains("measured on batches of 16 and 32 clips\n", "about 90 MB")
        .doesNotContain("that is more");
  }

  @Test
  void theMemoryOfAGpuIsNotGuessed() {
    assertThat(printed(Device.gpu(), measured(0, 32, 900, 10), DryRun.Beside.decoded(0)))
        .contains(
            "measured on batches of 32 clips\n",
            "memory of gpu(0) cannot be read: these steps of 32 clips fitted into it");
    assertThat(printed(Device.cpu(), measured(1, 2, Double.NaN, 0), DryRun.Beside.decoded(0)))
        .contains("this system does not report the memory of this process");
  }
}
