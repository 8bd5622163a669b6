package dev.xdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.xdc.checkpoint.CheckpointPolicy;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.encoder.AudioStem;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.engine.TorchEngine;
import dev.xdc.label.DeepClustering;
import dev.xdc.train.Progress;
import dev.xdc.train.Schedule;
import dev.xdc.train.XdcConfig;
import dev.xdc.train.XdcListener;
import dev.xdc.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The video encoder trained once more on the last clustering of a run, with longer clips. */
class FinishedRunTest {
  private static final ClipSpec LONG = TinyRuns.SPEC.toBuilder().optFrames(8).build();
  private static final XdcConfig CONFIG = TinyRuns.CONFIG.longClips();

  @TempDir private Path folder;

  private Path run(XdcTrainerBuilder setup) throws IOException {
    Path run = folder.resolve("run");
    try (XdcTrainer trainer = setup.optOutputDir(run).build()) {
      trainer.fit().close();
    }
    return run;
  }

  private Path run() throws IOException {
    try (SyntheticClips clips = TinyRuns.clips()) {
      return run(TinyRuns.trainer(clips));
    }
  }

  private static SyntheticClips longClips() {
    return new SyntheticClips(LONG, 44, 4, 0.3, 1);
  }

  private static XdcTrainerBuilder again(ClipDataset clips, Path run) {
    return XdcTrainer.retrain(run)
        .setDataset(clips)
        .setVideoEncoder(Encoders.of(EncoderSpec.r2plus1d(10, 2), LONG))
        .optConfig(CONFIG)
        .optSeed(3);
  }

  private static Map<String, float[]> weights(XdcModel model) {
    Map<String, float[]> weights = new TreeMap<>();
    model
        .encoder(Modality.VIDEO)
        .parameters()
        .forEach((name, p) -> weights.put(name, p.getArray().toFloatArray()));
    return weights;
  }

  private static Path newest(Path run) throws IOException {
    try (Stream<Path> all = Files.list(run.resolve("checkpoints"))) {
      return all.max(Comparator.naturalOrder()).orElseThrow();
    }
  }

  /** The integers of a checkpoint, by name. */
  private static Map<String, int[]> labels(Path run) throws IOException {
    Map<String, int[]> labels = new TreeMap<>();
    try (NDManager manager = TorchEngine.newManager()) {
      Map<String, NDArray> arrays =
          Safetensors.read(newest(run).resolve("labels.safetensors"), manager);
      arrays.forEach(
          (name, array) -> {
            if (array.getDataType() == DataType.INT32) {
              labels.put(name, array.toIntArray());
            }
          });
    }
    return labels;
  }

  @ParameterizedTest
  @EnumSource(DeepClustering.class)
  void theVideoEncoderHasTheLabelsOfTheLastRoundAgain(DeepClustering method) throws IOException {
    Path run;
    try (SyntheticClips clips = TinyRuns.clips()) {
      run = run(TinyRuns.trainer(clips).optExchanger(method));
    }
    Map<String, int[]> clustered = labels(run);
    List<String> expected =
        switch (method) {
          case SDC, CDC -> List.of("clusters.0"); // of pictures; joint
          case MDC -> List.of("clusters.0", "clusters.1");
          case XDC -> List.of("clusters.1"); // of sound
        };
    Path out = folder.resolve("long");
    try (SyntheticClips clips = longClips();
        XdcTrainer trainer = again(clips, run).optOutputDir(out).build();
        XdcModel model = trainer.fit()) {
      assertThat(model.clipSpec()).isEqualTo(LONG);
      assertThat(model.has(Modality.AUDIO)).isFalse();
      assertThat(model.provenance())
          .doesNotContainKeys("audio encoder", "exchange")
          .containsEntry("finished run.exchange", method.toString());
    }
    Map<String, int[]> trainedOn = labels(out);
    for (int head = 0; head < expected.size(); head++) {
      assertThat(trainedOn.get("labels.video." + head))
          .isEqualTo(clustered.get(expected.get(head)));
    }
    assertThat(trainedOn).doesNotContainKey("labels.video." + expected.size());
    assertThat(newest(out).resolve("audio.safetensors")).doesNotExist();
  }

  @Test
  void startsFromTheWeightsOfTheRunUnlessTheEncoderHasSome() throws IOException {
    Path run = run();
    XdcConfig still = CONFIG.toBuilder().optSchedule(Schedule.of(0, 0, 1, 1e-20, 1)).build();
    try (SyntheticClips clips = longClips();
        NDManager manager = TorchEngine.newManager()) {
      Map<String, NDArray> saved =
          Safetensors.read(newest(run).resolve("video.safetensors"), manager);
      try (XdcTrainer trainer = again(clips, run).optConfig(still).build();
          XdcModel model = trainer.fit()) {
        assertThat(weights(model).get("layer4.0.conv1.1.weight"))
            .isEqualTo(saved.get("layer4.0.conv1.1.weight").toFloatArray());
        assertThat(weights(model).get("stem.0.weight"))
            .isEqualTo(saved.get("stem.0.weight").toFloatArray());
      }
      var fresh = Encoders.of(EncoderSpec.r2plus1d(10, 2), LONG).initialize(manager.getDevice(), 5);
      float[] first = fresh.parameter("stem.0.weight").getArray().toFloatArray();
      try (XdcTrainer trainer = again(clips, run).optConfig(still).setVideoEncoder(fresh).build();
          XdcModel model = trainer.fit()) {
        assertThat(weights(model).get("stem.0.weight")).isEqualTo(first);
      }
    }
  }

  /** Asks the run to stop after so many steps. */
  private static final class StopAfter implements XdcListener {
    private int left;
    private XdcTrainer trainer;

    StopAfter(int steps) {
      left = steps;
    }

    @Override
    public void onProgress(Progress progress) {
      assertThat(progress.work()).isEqualTo(Progress.Work.TRAIN);
      assertThat(progress.stream()).isEqualTo("video");
      assertThat(progress.remainingSeconds()).isNotNaN();
      if (--left == 0) {
        trainer.requestStop();
      }
    }
  }

  @Test
  void aStoppedOneEndsLikeOneThatWasNot() throws IOException {
    Path run = run();
    Map<String, float[]> whole;
    try (SyntheticClips clips = longClips();
        XdcTrainer trainer = again(clips, run).build();
        XdcModel model = trainer.fit()) {
      whole = weights(model);
    }
    List<String> stops = new ArrayList<>();
    Map<String, float[]> resumed = null;
    while (resumed == null && stops.size() < 20) {
      StopAfter listener = new StopAfter(5);
      try (SyntheticClips clips = longClips();
          XdcTrainer trainer =
              again(clips, run)
                  .optOutputDir(folder.resolve("long"))
                  .optCheckpoints(CheckpointPolicy.standard().withEverySteps(2))
                  .addListener(listener)
                  .build()) {
        listener.trainer = trainer;
        try (XdcModel model = trainer.fit()) {
          resumed = weights(model);
        } catch (RunStoppedException e) {
          stops.add(e.getMessage());
        }
      }
    }
    assertThat(stops).hasSizeGreaterThan(2);
    assertThat(resumed).usingRecursiveComparison().isEqualTo(whole);
  }

  @Test
  void itemsThatHadNoFeaturesHaveNoLabelsEither() throws IOException {
    Path run;
    try (SyntheticClips clips = TinyRuns.clips();
        TornClips torn = new TornClips(clips, 5)) {
      run = run(TinyRuns.trainer(clips).setDataset(torn));
    }
    assertThat(labels(run).get("missing")).containsExactly(5);

    List<Long> planned = new ArrayList<>();
    XdcListener listener =
        new XdcListener() {
          @Override
          public void onProgress(Progress progress) {
            planned.add(progress.planned());
          }
        };
    try (SyntheticClips clips = longClips();
        XdcTrainer trainer = again(clips, run).addListener(listener).build()) {
      trainer.fit().close();
    }
    // 44 videos, 4 held out, 1 without labels, 2 epochs
    assertThat(planned).isNotEmpty().allMatch(clips -> clips == 39 * 2);
  }

  @Test
  void refusesOtherItemsAndOtherSettings() throws IOException {
    Path run = run();
    try (SyntheticClips clips = longClips();
        SyntheticClips others = new SyntheticClips(LONG, 43, 4, 0.3, 1)) {
      assertThatThrownBy(() -> again(others, run).build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("was trained on other items (data was 44 videos, ")
          .hasMessageContaining("now 43 videos, ");
      assertThatThrownBy(
              () ->
                  again(clips, run)
                      .optSeed(4)
                      .optConfig(CONFIG.toBuilder().optValidationShare(0.2).build())
                      .build())
          .hasMessageContaining("(config.validationShare was 0.1, now 0.2; seed was 3, now 4)");
      assertThatThrownBy(() -> again(clips, run).optConfig(TinyRuns.CONFIG).build())
          .hasMessage(
              "XdcConfig.rounds is 2, must be 1 to train on a last clustering: use"
                  + " XdcConfig.longClips()");
      assertThatThrownBy(() -> again(clips, run).setClusters(4).build())
          .hasMessageContaining("leave out setAudioEncoder, setSameModality and setClusters");
      assertThatThrownBy(
              () ->
                  again(clips, run)
                      .setVideoEncoder(Encoders.of(EncoderSpec.r2plus1d(10, 3), LONG))
                      .build()
                      .fit())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("does not fit the encoder R(2+1)D-10 x3");
      assertThatThrownBy(() -> again(clips, folder.resolve("none")).build())
          .hasMessageContaining("holds no run: checkpoints is missing");
    }
  }

  @Test
  void refusesARunThatIsNotFinished() throws IOException {
    Path run = folder.resolve("run");
    StopInRoundTwo listener = new StopInRoundTwo();
    try (SyntheticClips clips = TinyRuns.clips();
        XdcTrainer trainer =
            TinyRuns.trainer(clips).optOutputDir(run).addListener(listener).build()) {
      listener.trainer = trainer;
      assertThatThrownBy(trainer::fit).isInstanceOf(RunStoppedException.class);
    }
    try (SyntheticClips clips = longClips()) {
      assertThatThrownBy(() -> again(clips, run).build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              run + " is in round 2 of 2, must be finished: resume it and let it finish first");
    }
  }

  private static final class StopInRoundTwo implements XdcListener {
    private XdcTrainer trainer;

    @Override
    public void onProgress(Progress progress) {
      if (progress.round() == 2) {
        trainer.requestStop();
      }
    }
  }

  @Test
  void twoSoundEncodersLeaveNothingToTrain() throws IOException {
    Path run;
    try (SyntheticClips clips = TinyRuns.clips()) {
      EncoderSpec sound = EncoderSpec.audioResNet(10, 2, AudioStem.B);
      run =
          run(
              TinyRuns.trainer(clips)
                  .setSameModality(
                      Encoders.of(sound, TinyRuns.SPEC), Encoders.of(sound, TinyRuns.SPEC)));
    }
    try (SyntheticClips clips = longClips()) {
      assertThatThrownBy(() -> again(clips, run).build().fit())
          .hasMessageContaining("video.safetensors does not fit the encoder R(2+1)D-10 x2");
    }
  }
}
