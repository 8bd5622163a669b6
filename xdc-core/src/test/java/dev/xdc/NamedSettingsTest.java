package dev.xdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.MelTriangles;
import dev.xdc.clip.ShortVideo;
import dev.xdc.feature.FeatureTransform;
import dev.xdc.train.DecayedParameters;
import dev.xdc.train.Schedule;
import dev.xdc.train.Sgd;
import dev.xdc.train.TrainingPlan;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NamedSettingsTest {

  static Stream<Preset> presets() {
    Preset odd =
        Preset.small()
            .withClusters(7)
            .withClip(
                ClipSpec.paper().toBuilder()
                    .optFlip(true)
                    .optAudioAlignment(ClipSpec.AudioAlignment.START)
                    .optMelTriangles(MelTriangles.MEL)
                    .optShortVideo(ShortVideo.LOOP)
                    .build())
            .withConfig(
                Preset.small().config().toBuilder()
                    .optFeatureTransform(FeatureTransform.l2())
                    .optRateScale(1.0 / 3)
                    .build())
            .withSupervised(
                new TrainingPlan(
                    Schedule.of(0.5, 1, 2, 0.3, 0.4).withStepsAfterWarmup(false),
                    new Sgd(0.8, false, 0.2, DecayedParameters.ALL),
                    5,
                    6,
                    7,
                    true,
                    0.8,
                    9));
    return Stream.of(
        Preset.tiny(),
        Preset.demo(),
        Preset.small(),
        Preset.paper(),
        Preset.audioSet(),
        Preset.instagram(),
        odd);
  }

  @ParameterizedTest
  @MethodSource("presets")
  void makeOnePresetOfAnother(Preset preset) {
    Map<String, String> texts = new LinkedHashMap<>();
    NamedSettings.of(preset).forEach((name, value) -> texts.put(name, value.toString()));
    for (Preset other : new Preset[] {Preset.paper(), Preset.tiny()}) {
      Preset made = NamedSettings.changed(other, texts);
      assertThat(made.clip()).isEqualTo(preset.clip());
      assertThat(made.video()).isEqualTo(preset.video());
      assertThat(made.audio()).isEqualTo(preset.audio());
      assertThat(made.clusters()).isEqualTo(preset.clusters());
      assertThat(made.config()).isEqualTo(preset.config());
      assertThat(made.supervised()).isEqualTo(preset.supervised());
      assertThat(made.fineTune()).isEqualTo(other.fineTune());
    }
  }

  @Test
  void changeOneValueAlone() {
    Preset changed =
        NamedSettings.changed(Preset.small(), Map.of("config.lastSchedule.epochs", "9"));
    assertThat(changed.config().lastSchedule())
        .isEqualTo(Preset.small().config().lastSchedule().withEpochs(9));
    assertThat(changed.config().schedule()).isEqualTo(Preset.small().config().schedule());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "config.rounds | many | config.rounds is many, must be a whole number",
        "config.rounds | 0 | XdcConfig.rounds is 0, must be at least 1",
        "clip.flip | maybe | clip.flip is maybe, must be true or false",
        "clip.melTriangles | bark | clip.melTriangles is bark, must be HERTZ or MEL",
        "clip.shortVideo | cut | clip.shortVideo is cut, must be REPEAT_LAST or LOOP",
        "audio.stem | C | audio.stem is C, must be A or B",
        "supervised.batchSize | 1 | batchSize is 1, must be at least 2",
        "supervised.clipsPerEpoch | -1 | clipsPerEpoch is -1, must be at least 0",
        "supervised.schedule.epochs | 0 | Schedule.epochs is 0, must be at least 1",
        "config.featureTransform | pca | must be RAW, L2 or PcaWhitenL2[components=N]",
        "video.modality | AUDIO | there is no setting 'video.modality'",
      })
  void whatDoesNotGoIsRefused(String name, String value, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NamedSettings.changed(Preset.tiny(), Map.of(name, value)))
        .withMessageContaining(message);
  }
}
