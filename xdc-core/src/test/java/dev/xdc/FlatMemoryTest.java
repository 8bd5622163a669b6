package dev.xdc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.checkpoint.CheckpointPolicy;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.encoder.Encoders;
import dev.xdc.engine.MemoryUse;
import dev.xdc.train.EpochMetrics;
import dev.xdc.train.Schedule;
import dev.xdc.train.XdcConfig;
import dev.xdc.train.XdcListener;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class FlatMemoryTest {
  private static final int STEPS = Integer.getInteger("xdc.memory.steps", 10_000);
  private static final int ROUNDS = 20;
  private static final int EPOCHS = 5;

  @TempDir private Path folder;

  /** The tiny preset, but for the length of the run: 20 rounds of 5 epochs for each encoder. */
  private static XdcTrainerBuilder tiny(SyntheticClips clips, int steps) {
    Preset preset = Preset.tiny();
    int stepsPerEpoch = steps / (2 * ROUNDS * EPOCHS);
    XdcConfig config =
        preset.config().toBuilder()
            .optRounds(ROUNDS)
            .optSchedule(Schedule.of(0.5, 0, EPOCHS, 0.02, 1))
            .optClipsPerEpoch(stepsPerEpoch * preset.config().batchSize())
            .build();
    return XdcTrainer.builder()
        .setDataset(clips)
        .setVideoEncoder(Encoders.of(preset.video(), preset.clip()))
        .setAudioEncoder(Encoders.of(preset.audio(), preset.clip()))
        .setClusters(preset.clusters())
        .optConfig(config);
  }

  private static SyntheticClips clips(int size) {
    return new SyntheticClips(Preset.tiny().clip(), size, 12, 0.3, 1);
  }

  @Test
  void residentMemoryOfALongRunStaysWhereItWas() throws IOException {
    List<MemoryUse> epochs = new ArrayList<>();
    XdcListener note =
        new XdcListener() {
          @Override
          public void onEpoch(EpochMetrics metrics) {
            epochs.add(metrics.memory());
          }
        };
    try (SyntheticClips clips = clips(320);
        XdcTrainer trainer =
            tiny(clips, STEPS)
                .optOutputDir(folder)
                .optCheckpoints(CheckpointPolicy.standard().withEverySteps(120))
                .addListener(note)
                .build()) {
      trainer.fit().close();
    }
    int tenth = epochs.size() / 10;
    double second = resident(epochs.subList(tenth, 2 * tenth));
    double last = resident(epochs.subList(9 * tenth, epochs.size()));
    System.out.printf(
        "%d steps: resident %.1f MB in the second tenth, %.1f MB in the last; %d and %d open arrays%n",
        STEPS,
        second,
        last,
        openArrays(epochs.subList(tenth, 2 * tenth)),
        openArrays(epochs.subList(9 * tenth, epochs.size())));
    assertThat(last).isLessThan(1.03 * second);
    assertThat(openArrays(epochs.subList(9 * tenth, epochs.size())))
        .isEqualTo(openArrays(epochs.subList(tenth, 2 * tenth)));
  }

  /** The least number: more are those of a checkpoint that is being written. */
  private static int openArrays(List<MemoryUse> some) {
    return some.stream().mapToInt(MemoryUse::openArrays).min().orElse(0);
  }

  private static double resident(List<MemoryUse> some) {
    return some.stream().mapToDouble(MemoryUse::residentMegabytes).average().orElse(Double.NaN);
  }

  @Test
  void trainersOneAfterTheOtherTakeNoMoreThanTheFirstFew() throws IOException {
    List<MemoryUse> after = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      try (SyntheticClips clips = clips(64);
          XdcTrainer trainer = tiny(clips, 200).optOutputDir(folder.resolve("" + i)).build()) {
        trainer.fit().close();
      }
      returnFreeMemory();
      after.add(MemoryUse.now());
    }
    double fifth = after.get(4).residentMegabytes();
    double last = after.get(19).residentMegabytes();
    System.out.printf(
        "20 trainers: resident %.1f MB after 5, %.1f MB after 20; %d and %d open arrays%n",
        fifth, last, after.get(4).openArrays(), after.get(19).openArrays());
    assertThat(last).isLessThan(1.03 * fifth);
    assertThat(after.get(19).openArrays()).isEqualTo(after.get(4).openArrays());
  }

  /**
   * Gives back what glibc holds free, 60 MB and more that come and go: what is left is in use. The
   * heap's own share is constant if it is touched at the start, see docs/reliability.md.
   */
  private static void returnFreeMemory() {
    System.gc();
    try {
      ManagementFactory.getPlatformMBeanServer()
          .invoke(
              new ObjectName("com.sun.management:type=DiagnosticCommand"),
              "systemTrimNativeHeap",
              new Object[0],
              new String[0]);
    } catch (JMException e) {
      System.out.println("this JVM cannot give free native memory back: " + e.getMessage());
    }
  }
}
