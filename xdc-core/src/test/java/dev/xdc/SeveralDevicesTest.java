package dev.xdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.encoder.BatchStatistics;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.train.EpochMetrics;
import dev.xdc.train.Progress;
import dev.xdc.train.XdcListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeveralDevicesTest {
  private static final List<Device> TWO = List.of(Device.cpu(), Device.cpu());

  @TempDir private Path folder;

  /** Losses of the epochs of a run, and the weights it ends with. */
  private record Outcome(List<EpochMetrics> epochs, Map<String, float[]> weights) {
    double loss(int epoch) {
      return epochs.get(epoch).loss();
    }
  }

  private static Outcome run(List<Device> devices) throws IOException {
    List<EpochMetrics> epochs = new ArrayList<>();
    XdcListener listener =
        new XdcListener() {
          @Override
          public void onEpoch(EpochMetrics metrics) {
            epochs.add(metrics);
          }
        };
    try (SyntheticClips clips = TinyRuns.clips();
        XdcTrainer trainer =
            TinyRuns.trainer(clips).optDevices(devices).addListener(listener).build();
        XdcModel model = trainer.fit()) {
      String names = String.join(", ", devices.stream().map(Device::toString).toList());
      assertThat(model.provenance().get("device")).isEqualTo(names);
      return new Outcome(epochs, TinyRuns.weights(model));
    }
  }

  @Test
  void aRunOnTwoReplicasBeginsAsOnOneDevice() throws IOException {
    Outcome one = run(List.of(Device.cpu()));
    Outcome two = run(TWO);

    assertThat(two.loss(0)).isCloseTo(one.loss(0), within(1e-3 * one.loss(0)));
    for (EpochMetrics epoch : two.epochs()) {
      assertThat(epoch.loss()).isFinite();
    }
    two.weights().values().forEach(SeveralDevicesTest::assertFinite);
  }

  private static void assertFinite(float[] values) {
    for (float value : values) {
      assertThat(value).isFinite();
    }
  }

  @Test
  void aRunOnTwoReplicasGoesOnWhereItWasStopped() throws IOException {
    AtomicReference<XdcTrainer> stopped = new AtomicReference<>();
    AtomicInteger steps = new AtomicInteger();
    XdcListener stop =
        new XdcListener() {
          @Override
          public void onProgress(Progress progress) {
            if (progress.work() == Progress.Work.TRAIN && steps.incrementAndGet() == 13) {
              stopped.get().requestStop();
            }
          }
        };
    try (SyntheticClips clips = TinyRuns.clips()) {
      try (XdcTrainer trainer =
          TinyRuns.trainer(clips).optDevices(TWO).optOutputDir(folder).addListener(stop).build()) {
        stopped.set(trainer);
        assertThatThrownBy(trainer::fit).isInstanceOf(RunStoppedException.class);
      }
      try (XdcTrainer trainer =
              TinyRuns.trainer(clips).optDevices(TWO).optOutputDir(folder).build();
          XdcModel model = trainer.fit()) {
        Map<String, float[]> weights = TinyRuns.weights(model);
        run(TWO).weights().forEach((name, w) -> assertThat(weights.get(name)).containsExactly(w));
      }
    }
  }

  @Test
  void statisticsPerDeviceAreASettingOfTheRun() throws IOException {
    try (SyntheticClips clips = TinyRuns.clips()) {
      try (XdcTrainer trainer =
              TinyRuns.trainer(clips).optDevices(TWO).optOutputDir(folder).build();
          XdcModel model = trainer.fit()) {
        assertThat(model.provenance()).doesNotContainKey("batch statistics");
      }
      try (XdcTrainer trainer =
          TinyRuns.trainer(clips)
              .optDevices(TWO)
              .optBatchStatistics(BatchStatistics.PER_DEVICE)
              .optOutputDir(folder)
              .build()) {
        assertThatThrownBy(trainer::fit)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("batch statistics was not set, now PER_DEVICE of 2");
      }
    }
  }

  @Test
  void weightsThatLiveElsewhereAreRefused() {
    try (SyntheticClips clips = TinyRuns.clips();
        Encoder here =
            Encoders.of(EncoderSpec.r2plus1d(10, 2), TinyRuns.SPEC).initialize(Device.cpu(), 1)) {
      XdcTrainerBuilder builder =
          TinyRuns.trainer(clips).setVideoEncoder(here).optDevice(Device.gpu());
      assertThatThrownBy(() -> builder.build().fit())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("devices are [gpu(0)], must begin with cpu()");
    }
  }
}
