package dev.xdc.benchmarks;

import ai.djl.Device;
import dev.xdc.Preset;
import dev.xdc.RunStoppedException;
import dev.xdc.XdcModel;
import dev.xdc.XdcTrainer;
import dev.xdc.clip.Modality;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.encoder.BatchStatistics;
import dev.xdc.train.EpochMetrics;
import dev.xdc.train.Progress;
import dev.xdc.train.XdcConfig;
import dev.xdc.train.XdcListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Two rounds of XDC by preset tiny on clips made in memory, for {@link DeviceCheck}. */
final class DeviceRuns {
  private static final int CLIPS = 64;

  private DeviceRuns() {}

  /**
   * What a run came to.
   *
   * @param firstLosses of the first epoch of each encoder; rounding grows in later ones
   * @param weights of both encoders, one behind the other
   * @param stops how often it was stopped and resumed
   */
  record Result(float[] firstLosses, float[] weights, int stops) {}

  /**
   * Runs to the end.
   *
   * @param devices that share each batch
   * @param folder where the run is stopped twice and resumed, null to run in one go
   */
  static Result whole(List<Device> devices, BatchStatistics statistics, @Nullable Path folder)
      throws IOException {
    Losses losses = new Losses();
    while (true) {
      try (SyntheticClips clips = new SyntheticClips(Preset.tiny().clip(), CLIPS, 4, 0.3, 1);
          XdcTrainer trainer = trainer(clips, devices, statistics, folder, losses);
          XdcModel model = trainer.fit()) {
        return new Result(floats(losses.first), weights(model), losses.stops);
      } catch (RunStoppedException e) {
        losses.stops++;
      }
    }
  }

  private static XdcTrainer trainer(
      SyntheticClips clips,
      List<Device> devices,
      BatchStatistics statistics,
      @Nullable Path folder,
      Losses losses)
      throws IOException {
    Preset tiny = Preset.tiny();
    XdcConfig config =
        tiny.config().toBuilder().optRounds(2).optBatchSize(16).optClipsPerEpoch(0).build();
    var builder =
        XdcTrainer.builder()
            .setDataset(clips)
            .setPreset(tiny)
            .setClusters(4)
            .optConfig(config)
            .optDevices(devices)
            .optBatchStatistics(statistics)
            .optSeed(3)
            .addListener(losses);
    if (folder != null) {
      builder.optOutputDir(folder);
    }
    XdcTrainer trainer = builder.build();
    losses.stoppable = folder == null ? null : trainer;
    return trainer;
  }

  /** Keeps the losses of the first round, and stops a run with a folder twice, within epochs. */
  private static final class Losses implements XdcListener {
    private final List<Double> first = new ArrayList<>();
    private @Nullable XdcTrainer stoppable;
    private int seen;
    private int stops;

    @Override
    public void onProgress(Progress progress) {
      seen++;
      if (stoppable != null && (seen == 6 || seen == 25)) {
        stoppable.requestStop();
      }
    }

    @Override
    public void onEpoch(EpochMetrics metrics) {
      if (metrics.round() == 1 && metrics.epoch() == 1) {
        first.add(metrics.loss());
      }
    }
  }

  private static float[] weights(XdcModel model) {
    return DeviceSteps.weights(
        Arrays.stream(Modality.values())
            .flatMap(modality -> model.encoder(modality).parameters().values().stream()));
  }

  private static float[] floats(List<Double> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i).floatValue();
    }
    return floats;
  }
}
