package dev.xdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xdc.clip.Modality;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.encoder.AudioStem;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.eval.EvalProtocol;
import dev.xdc.label.DeepClustering;
import dev.xdc.train.Progress;
import dev.xdc.train.XdcListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a trainer was built with is what it does. */
class TrainerSettingsTest {
  private static final Preset PRESET =
      Preset.tiny()
          .withClip(TinyRuns.SPEC)
          .withEncoders(EncoderSpec.r2plus1d(10, 2), EncoderSpec.audioResNet(10, 2, AudioStem.B))
          .withClusters(4)
          .withConfig(TinyRuns.CONFIG);

  @TempDir Path folder;

  @Test
  void aPresetIsAllThatIsNeeded() throws IOException {
    try (SyntheticClips clips = TinyRuns.clips();
        XdcTrainer brief =
            XdcTrainer.builder().setDataset(clips).setPreset(PRESET).optSeed(3).build();
        XdcModel model = brief.fit();
        XdcTrainer spelledOut = TinyRuns.trainer(clips).build();
        XdcModel same = spelledOut.fit()) {
      assertThat(settled(model)).isEqualTo(settled(same));
      TinyRuns.weights(model)
          .forEach((name, w) -> assertThat(w).as(name).isEqualTo(TinyRuns.weights(same).get(name)));
    }
  }

  private static Map<String, String> settled(XdcModel model) {
    Map<String, String> settings = new TreeMap<>(model.provenance());
    settings.remove("started");
    return settings;
  }

  @Test
  void singleSettingsWinOverThePresetInEitherOrder() throws IOException {
    try (SyntheticClips clips = TinyRuns.clips()) {
      XdcTrainerBuilder before =
          XdcTrainer.builder()
              .setDataset(clips)
              .setVideoEncoder(Encoders.of(EncoderSpec.r2plus1d(10, 3), TinyRuns.SPEC))
              .setClusters(3)
              .setPreset(PRESET);
      XdcTrainerBuilder after =
          XdcTrainer.builder()
              .setDataset(clips)
              .setPreset(PRESET)
              .setVideoEncoder(Encoders.of(EncoderSpec.r2plus1d(10, 3), TinyRuns.SPEC))
              .setClusters(3);
      for (XdcTrainerBuilder builder : new XdcTrainerBuilder[] {before, after}) {
        try (XdcTrainer trainer = builder.build();
            XdcModel model = trainer.fit()) {
          assertThat(model.provenance()).containsEntry("clusters", "3, 3");
          assertThat(model.provenance().get("video encoder")).startsWith("R(2+1)D-10 x3");
        }
      }
    }
  }

  @Test
  void settersAfterBuildChangeNothing() throws IOException {
    try (SyntheticClips clips = TinyRuns.clips()) {
      XdcTrainerBuilder builder = TinyRuns.trainer(clips);
      try (XdcTrainer trainer = builder.build()) {
        builder.optSeed(99).setClusters(2).optExchanger(DeepClustering.SDC);
        try (XdcModel model = trainer.fit()) {
          assertThat(model.provenance())
              .containsEntry("seed", "3")
              .containsEntry("clusters", "4, 4")
              .containsEntry("exchange", "XDC");
        }
      }
    }
  }

  @Test
  void buildWritesNothingAndMayBeCalledTwice() throws IOException {
    Path out = folder.resolve("run");
    try (SyntheticClips clips = TinyRuns.clips()) {
      XdcTrainerBuilder builder =
          XdcTrainer.builder().setDataset(clips).setPreset(PRESET).optOutputDir(out);
      try (XdcTrainer unused = builder.build();
          XdcTrainer trainer = builder.build()) {
        assertThat(out).doesNotExist();
        trainer.fit().close();
        assertThat(Files.exists(out.resolve("metrics.jsonl"))).isTrue();
        unused.fit().close(); // the run is finished: the same settings resume it
      }
    }
  }

  @Test
  void aPresetHasThePlanOfSupervisedTrainingToo() throws IOException {
    try (SyntheticClips clips = TinyRuns.clips();
        XdcTrainer trainer =
            XdcTrainer.builder()
                .setDataset(clips)
                .setPreset(PRESET)
                .setSupervised(EvalProtocol.paper().withClips(1, 1))
                .build();
        XdcModel model = trainer.fit()) {
      assertThat(model.provenance())
          .containsEntry("method", "supervised")
          .containsEntry("config.schedule.epochs", PRESET.supervised().schedule().epochs() + "");
    }
  }

  @Test
  void theControlNumbersItsStreams() throws IOException {
    Set<String> names = new TreeSet<>();
    try (SyntheticClips clips = TinyRuns.clips();
        XdcTrainer trainer =
            TinyRuns.trainer(clips)
                .setSameModality(TinyRuns.audio(), TinyRuns.audio())
                .addListener(
                    new XdcListener() {
                      @Override
                      public void onProgress(Progress progress) {
                        names.add(progress.work() + " " + progress.stream());
                      }
                    })
                .build();
        XdcModel model = trainer.fit()) {
      assertThat(model.encoder(Modality.AUDIO)).isNotNull();
    }
    assertThat(names)
        .containsExactly("features audio-1", "features audio-2", "train audio-1", "train audio-2");
  }

  @Test
  void anEncoderServesOneRunOnly() throws IOException {
    try (SyntheticClips clips = TinyRuns.clips()) {
      XdcTrainerBuilder builder =
          XdcTrainer.builder()
              .setDataset(clips)
              .setPreset(PRESET)
              .setAudioEncoder(TinyRuns.audio());
      try (XdcTrainer trainer = builder.build()) {
        trainer.fit().close();
      }
      try (XdcTrainer again = builder.build()) {
        assertThatThrownBy(again::fit)
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("the audio encoder is closed: make another one with Encoders.of");
      }
    }
  }

  @Test
  void nothingIsNoSetting() {
    assertThatThrownBy(() -> XdcTrainer.retrain(null)).hasMessage("run");
    assertThatThrownBy(() -> XdcTrainer.builder().optConfig(null)).hasMessage("config");
  }

  @Test
  void whatIsMissingIsNamed() {
    try (SyntheticClips clips = TinyRuns.clips()) {
      assertThatThrownBy(() -> XdcTrainer.builder().setDataset(clips).build())
          .hasMessage("a required setting is missing: call setVideoEncoder or setPreset");
      assertThatThrownBy(() -> XdcTrainer.builder().setPreset(PRESET).build())
          .hasMessage("a required setting is missing: call setDataset");
    }
  }
}
