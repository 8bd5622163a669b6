package dev.xdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.encoder.AudioStem;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.eval.EvalProtocol;
import dev.xdc.eval.EvalResult;
import dev.xdc.eval.FineTune;
import dev.xdc.eval.LinearProbe;
import dev.xdc.feature.FeatureTransform;
import dev.xdc.label.DeepClustering;
import dev.xdc.train.ClusterMetrics;
import dev.xdc.train.EpochMetrics;
import dev.xdc.train.LabelGranularity;
import dev.xdc.train.RoundMetrics;
import dev.xdc.train.Schedule;
import dev.xdc.train.Sgd;
import dev.xdc.train.StreamTraining;
import dev.xdc.train.TrainingPlan;
import dev.xdc.train.XdcConfig;
import dev.xdc.train.XdcListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class XdcTrainerTest {
  private static final ClipSpec SPEC =
      ClipSpec.paper().toBuilder()
          .optFrames(4)
          .optFramesPerSecond(8)
          .optShortSide(16)
          .optCrop(16)
          .optAudioFrames(32)
          .optMelBands(16)
          .build();
  private static final XdcConfig CONFIG =
      XdcConfig.kinetics().toBuilder()
          .optRounds(4)
          .optSchedule(Schedule.of(0.5, 0, 3, 0.02, 1))
          .optClipsPerEpoch(0)
          .optFeatureTransform(FeatureTransform.pcaWhitenL2(16))
          .build();
  private static final XdcConfig SHORT =
      CONFIG.toBuilder().optRounds(2).optSchedule(Schedule.of(0, 0, 1, 0.02, 1)).build();

  @TempDir private Path folder;

  private static SyntheticClips clips(int size, long seed) {
    return new SyntheticClips(SPEC, size, 4, 0.3, seed);
  }

  private static Encoder video() {
    return Encoders.of(EncoderSpec.r2plus1d(10, 4), SPEC);
  }

  private static Encoder audio() {
    return Encoders.of(EncoderSpec.audioResNet(10, 4, AudioStem.B), SPEC);
  }

  private static XdcTrainerBuilder trainer(SyntheticClips clips, XdcConfig config) {
    return XdcTrainer.builder()
        .setDataset(clips)
        .setVideoEncoder(video())
        .setAudioEncoder(audio())
        .setClusters(8)
        .optConfig(config)
        .optSeed(3);
  }

  private static Map<String, float[]> weights(XdcModel model) {
    Map<String, float[]> weights = new TreeMap<>();
    for (Modality modality : Modality.values()) {
      model
          .encoder(modality)
          .parameters()
          .forEach((name, p) -> weights.put(modality + " " + name, p.getArray().toFloatArray()));
    }
    return weights;
  }

  // the bar: a random encoder scores 0.55 to 0.75 here, XDC 0.99 with this seed
  @Test
  void learnsTheClassesOfSyntheticClipsWithoutLabels() throws IOException {
    LinearProbe probe = new LinearProbe(EvalProtocol.paper().withClips(1, 1));
    List<RoundMetrics> rounds = new ArrayList<>();
    try (SyntheticClips clips = clips(400, 1);
        SyntheticClips test = clips(200, 2);
        XdcTrainer trainer =
            trainer(clips, CONFIG)
                .optOutputDir(folder)
                .addListener(noting(new ArrayList<>(), rounds))
                .build();
        XdcModel model = trainer.fit()) {
      for (Modality modality : Modality.values()) {
        EvalResult result = probe.run(model.encoder(modality), clips, test, done -> {});
        assertThat(result.top1()).as("%s", modality).isGreaterThan(0.9);
      }
    }
    assertThat(rounds).hasSize(4);
    assertThat(rounds.get(3).clusterings()).hasSize(2);
    assertThat(rounds.get(3).clusterings().get(0).nmiLabels()).isGreaterThan(0.5);
    assertThat(rounds.get(0).clusterings().get(0).nmiPrevious()).isNaN();
    assertThat(rounds.get(3).clusterings().get(0).nmiPrevious()).isBetween(0.3, 1.0);
    assertThat(rounds.get(3).crossModalAmi())
        .isGreaterThan(rounds.get(0).crossModalAmi())
        .isBetween(0.4, 1.0);
    assertThat(rounds.get(3).labelInformation())
        .isGreaterThan(rounds.get(0).labelInformation())
        .isBetween(0.8, rounds.get(3).labelEntropy());
    assertThat(Files.readAllLines(folder.resolve("metrics.jsonl")))
        .allMatch(
            line -> line.startsWith("{\"type\":\"") && line.endsWith("}") && !line.contains("NaN"))
        .filteredOn(line -> line.startsWith("{\"type\":\"round\""))
        .hasSize(4);
  }

  @Test
  void featuresInFilesGiveTheSameWeights() throws IOException {
    List<Map<String, float[]>> weights = new ArrayList<>();
    for (long memory : new long[] {1 << 20, 0}) {
      try (SyntheticClips clips = clips(60, 1);
          XdcTrainer trainer =
              trainer(clips, SHORT)
                  .optOutputDir(folder.resolve("memory" + memory))
                  .optFeatureMemory(memory)
                  .build();
          XdcModel model = trainer.fit()) {
        weights.add(weights(model));
      }
    }
    weights.get(0).forEach((name, w) -> assertThat(weights.get(1).get(name)).isEqualTo(w));
    assertThat(folder.resolve("memory1048576/features")).doesNotExist();
    assertThat(folder.resolve("memory0/features"))
        .isDirectoryContaining("glob:**/video.npy")
        .isDirectoryContaining("glob:**/audio.npy")
        .isDirectoryNotContaining("glob:**/transformed*");
  }

  @ParameterizedTest
  @EnumSource(DeepClustering.class)
  void everyMethodTrainsBothEncoders(DeepClustering method) throws IOException {
    try (SyntheticClips clips = clips(60, 1);
        XdcTrainer trainer = trainer(clips, SHORT).optExchanger(method).build();
        XdcModel model = trainer.fit();
        Encoder untouched = video().initialize(Device.cpu(), 0)) {
      assertThat(model.has(Modality.VIDEO)).isTrue();
      assertThat(weights(model).values()).allSatisfy(w -> assertThat(w).doesNotContain(Float.NaN));
      assertThat(model.provenance()).containsEntry("exchange", method.toString());
      assertThat(model.encoder(Modality.VIDEO).parameterCount())
          .isEqualTo(untouched.parameterCount());
    }
  }

  @Test
  void sameSeedGivesTheSameWeightsAndAnotherSeedOthers() throws IOException {
    List<Map<String, float[]>> runs = new ArrayList<>();
    for (long seed : new long[] {3, 3, 4}) {
      try (SyntheticClips clips = clips(60, 1);
          XdcTrainer trainer = trainer(clips, SHORT).optSeed(seed).build();
          XdcModel model = trainer.fit()) {
        runs.add(weights(model));
      }
    }
    assertThat(runs.get(1)).usingRecursiveComparison().isEqualTo(runs.get(0));
    assertThat(runs.get(2).get("video stem.0.weight"))
        .isNotEqualTo(runs.get(0).get("video stem.0.weight"));
  }

  @Test
  void modelComesBackFromItsFolder() throws IOException {
    try (SyntheticClips clips = clips(60, 1);
        XdcTrainer trainer = trainer(clips, SHORT).build();
        XdcModel model = trainer.fit()) {
      model.save(folder);
      try (XdcModel loaded = XdcModel.load(folder, Device.cpu())) {
        assertThat(weights(loaded)).usingRecursiveComparison().isEqualTo(weights(model));
        assertThat(loaded.clipSpec()).isEqualTo(SPEC);
        assertThat(loaded.provenance()).isEqualTo(model.provenance());
      }
    }
  }

  @Test
  void encodersOfOneModalityCanSuperviseEachOther() throws IOException {
    try (SyntheticClips clips = clips(60, 1);
        XdcTrainer trainer =
            XdcTrainer.builder()
                .setDataset(clips)
                .setSameModality(audio(), audio())
                .setClusters(8)
                .optConfig(SHORT)
                .build();
        XdcModel model = trainer.fit()) {
      assertThat(model.has(Modality.AUDIO)).isTrue();
      assertThat(model.has(Modality.VIDEO)).isFalse();
    }
  }

  @Test
  void labelsPerClipAndSeveralClipsPerVideoTrain() throws IOException {
    XdcConfig config =
        SHORT.toBuilder()
            .optClipsPerVideo(2)
            .optLabelGranularity(LabelGranularity.CLIP)
            .optBalanceClusters(true)
            .build();
    List<RoundMetrics> rounds = new ArrayList<>();
    try (SyntheticClips clips = clips(60, 1);
        XdcTrainer trainer =
            trainer(clips, config).addListener(noting(new ArrayList<>(), rounds)).build()) {
      trainer.fit().close();
    }
    assertThat(rounds.get(0).clips())
        .isEqualTo(114); // 60 videos less 3 for validation, 2 clips each
  }

  @Test
  void encodersLearnTheOtherModalitysNumberOfClustersAtTheScaledRate() throws IOException {
    List<EpochMetrics> epochs = new ArrayList<>();
    List<RoundMetrics> rounds = new ArrayList<>();
    try (SyntheticClips clips = clips(60, 1);
        XdcTrainer trainer =
            trainer(clips, SHORT.toBuilder().optRateScale(2.5).build())
                .setClusters(5, 9)
                .addListener(noting(epochs, rounds))
                .build()) {
      trainer.fit().close();
    }
    assertThat(epochs)
        .hasSize(4)
        .allMatch(epoch -> Math.abs(epoch.learningRate() - 0.05) < 1e-12, "0.02 times 2.5");
    for (RoundMetrics round : rounds) {
      assertThat(round.clusterings()).extracting(ClusterMetrics::k).containsExactly(5, 9);
      assertThat(round.streams())
          .extracting(RoundMetrics.StreamMetrics::classes)
          .containsExactly(List.of(9), List.of(5));
    }
  }

  @Test
  void aRoundOfAnEncoderEndsWhenItsValidationLossHasRisen() throws IOException {
    List<EpochMetrics> epochs = new ArrayList<>();
    List<RoundMetrics> rounds = new ArrayList<>();
    XdcConfig config =
        SHORT.toBuilder()
            .optSchedule(Schedule.of(0, 0, 8, 0.3, 1))
            .optValidationShare(0.2)
            .optPatience(1)
            .build();
    try (SyntheticClips clips = clips(60, 1);
        XdcTrainer trainer = trainer(clips, config).addListener(noting(epochs, rounds)).build()) {
      trainer.fit().close();
    }
    int early = 0;
    for (RoundMetrics round : rounds) {
      for (RoundMetrics.StreamMetrics stream : round.streams()) {
        double[] losses =
            epochs.stream()
                .filter(e -> e.round() == round.round() && e.stream().equals(stream.stream()))
                .mapToDouble(EpochMetrics::validationLoss)
                .toArray();
        int rise = 1;
        while (rise < losses.length && losses[rise] <= losses[rise - 1]) {
          rise++;
        }
        assertThat(losses).hasSize(Math.min(8, rise + 1));
        assertThat(stream.stoppedEarly()).isEqualTo(losses.length < 8);
        early += stream.stoppedEarly() ? 1 : 0;
      }
    }
    assertThat(early).isPositive();
  }

  private static XdcListener noting(List<EpochMetrics> epochs, List<RoundMetrics> rounds) {
    return new XdcListener() {
      @Override
      public void onEpoch(EpochMetrics metrics) {
        epochs.add(metrics);
      }

      @Override
      public void onRound(RoundMetrics metrics) {
        rounds.add(metrics);
      }
    };
  }

  @Test
  void fineTuningOnFewLabelsBeatsChance() throws IOException {
    TrainingPlan plan =
        TrainingPlan.supervised(Schedule.of(0.5, 0, 12, 0.02, 1), Sgd.nesterov(1e-4), 16, 0);
    try (SyntheticClips clips = clips(200, 1);
        SyntheticClips test = clips(80, 2);
        Encoder encoder = audio().initialize(Device.cpu(), 1)) {
      EvalProtocol protocol = EvalProtocol.paper().withClips(1, 2).withLabelsPerClass(20, 1);
      EvalResult result =
          new FineTune(protocol, plan)
              .run(encoder, clips, test, 1, new StreamTraining.Watcher() {});
      assertThat(result.top1()).isGreaterThan(0.6);
      assertThat(result.videos()).isEqualTo(80);
      assertThat(result.clips()).isEqualTo(160);
    }
  }

  @Test
  void namesTheSetterThatIsMissing() {
    assertThatThrownBy(() -> XdcTrainer.builder().build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("setDataset");
  }

  @Test
  void refusesMoreClustersThanClips() {
    try (SyntheticClips clips = clips(20, 1)) {
      assertThatThrownBy(() -> trainer(clips, SHORT).setClusters(64).build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("64 clusters for 19 training clips");
    }
  }

  @Test
  void refusesDifferentKForOneJointClustering() {
    try (SyntheticClips clips = clips(60, 1)) {
      assertThatThrownBy(
              () ->
                  trainer(clips, SHORT).setClusters(8, 4).optExchanger(DeepClustering.CDC).build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("8 and 4");
    }
  }
}
