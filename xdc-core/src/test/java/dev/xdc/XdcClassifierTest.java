package dev.xdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipSubset;
import dev.xdc.clip.Labels;
import dev.xdc.clip.Modality;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.eval.Calibration;
import dev.xdc.eval.EvalProtocol;
import dev.xdc.eval.FineTune;
import dev.xdc.eval.LinearModel;
import dev.xdc.eval.LinearProbe;
import dev.xdc.eval.TrainedHead;
import dev.xdc.train.StreamTraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a probe and a fine-tuning leave behind, applied to other videos. */
class XdcClassifierTest {

  private static final ClipDataset ALL = TinyRuns.clips();
  private static final ClipDataset TRAIN = part(0, 28);
  private static final ClipDataset TEST = part(28, 44);
  private static final EvalProtocol PROTOCOL = EvalProtocol.paper().withClips(1, 2);

  @TempDir static Path folder;
  private static XdcClassifier probe;
  private static final Map<Modality, TrainedHead> LEARNED = new EnumMap<>(Modality.class);

  private static ClipDataset part(int first, int end) {
    return new ClipSubset(ALL, IntStream.range(first, end).toArray());
  }

  private static XdcModel model() {
    Encoder video =
        Encoders.of(EncoderSpec.r2plus1d(10, 2), TinyRuns.SPEC).initialize(Device.cpu(), 1);
    return new XdcModel(
        TinyRuns.SPEC, List.of(video, TinyRuns.audio().initialize(Device.cpu(), 2)), Map.of());
  }

  @BeforeAll
  static void learn() throws IOException {
    XdcModel model = model();
    Map<Modality, XdcClassifier.Head> heads = new EnumMap<>(Modality.class);
    for (Modality modality : Modality.values()) {
      TrainedHead learned =
          new LinearProbe(PROTOCOL).learn(model.encoder(modality), TRAIN, TEST, done -> {});
      LEARNED.put(modality, learned);
      heads.put(modality, new XdcClassifier.Head(learned.head(), learned.calibration()));
    }
    List<String> classes = TRAIN.labels().map(Labels::names).orElseThrow();
    probe = new XdcClassifier(model, classes, heads, 2, Map.of("method", "probe"));
    probe.save(folder.resolve("probe"));
  }

  @AfterAll
  static void close() {
    probe.close();
  }

  @Test
  void itsAccuracyIsThatOfTheProbe() throws IOException {
    for (Modality modality : Modality.values()) {
      List<Prediction> predictions = probe.classify(TEST, Set.of(modality), done -> {});
      int right = 0;
      for (int i = 0; i < predictions.size(); i++) {
        assertThat(predictions.get(i).id()).isEqualTo(TEST.id(i));
        right += predictions.get(i).top(1).get(0).label().equals(label(i)) ? 1 : 0;
      }
      // Clips are averaged after calibration, which may turn a close decision.
      assertThat(right / 16.0)
          .isCloseTo(LEARNED.get(modality).result().top1(), within(1 / 16.0 + 1e-9));
    }
  }

  private static String label(int video) {
    Labels labels = TEST.labels().orElseThrow();
    return labels.names().get(labels.classes()[video]);
  }

  @Test
  void afterLoadingItSaysTheSame() throws IOException {
    List<Prediction> before = probe.classify(TEST, done -> {});
    try (XdcClassifier loaded = XdcClassifier.load(folder.resolve("probe"), Device.cpu())) {
      List<Prediction> after = loaded.classify(TEST, done -> {});
      assertThat(after).hasSameSizeAs(before);
      for (int i = 0; i < after.size(); i++) {
        assertThat(after.get(i).probabilities()).isEqualTo(before.get(i).probabilities());
      }
      assertThat(loaded.classes()).isEqualTo(probe.classes());
      assertThat(loaded.provenance()).containsEntry("method", "probe");
    }
  }

  @Test
  void probabilitiesAreTheMeanOverModalitiesAndSumToOne() throws IOException {
    List<Prediction> both = probe.classify(TEST, done -> {});
    List<Prediction> video = probe.classify(TEST, Set.of(Modality.VIDEO), done -> {});
    List<Prediction> audio = probe.classify(TEST, Set.of(Modality.AUDIO), done -> {});
    for (int i = 0; i < both.size(); i++) {
      float sum = 0;
      for (int c = 0; c < 4; c++) {
        float mean = (video.get(i).probabilities()[c] + audio.get(i).probabilities()[c]) / 2;
        assertThat(both.get(i).probabilities()[c]).isCloseTo(mean, within(1e-6f));
        sum += both.get(i).probabilities()[c];
      }
      assertThat(sum).isCloseTo(1, within(1e-5f));
      assertThat(both.get(i).top(9))
          .hasSize(4)
          .isSortedAccordingTo((a, b) -> Float.compare(b.probability(), a.probability()));
      assertThat(both.get(i).best(1.01)).isEmpty();
      assertThat(both.get(i).classifications().best().getClassName())
          .isEqualTo(both.get(i).top(1).get(0).label());
    }
  }

  @Test
  void aFineTunedEncoderKeepsItsHead() throws IOException {
    XdcModel model = model();
    TrainedHead tuned =
        new FineTune(PROTOCOL, TinyRuns.CONFIG.plan(1))
            .learn(model.encoder(Modality.AUDIO), TRAIN, TEST, 5, new StreamTraining.Watcher() {});
    assertThat(tuned.calibration().source()).isEqualTo("the test clips");
    try (XdcClassifier classifier =
        new XdcClassifier(
            model,
            probe.classes(),
            Map.of(Modality.AUDIO, new XdcClassifier.Head(tuned.head(), Calibration.NONE)),
            2,
            Map.of())) {
      List<Prediction> predictions = classifier.classify(TEST, done -> {});
      int right = 0;
      for (int i = 0; i < predictions.size(); i++) {
        right += predictions.get(i).top(1).get(0).label().equals(label(i)) ? 1 : 0;
      }
      assertThat(right / 16.0).isEqualTo(tuned.result().top1());
      assertThatThrownBy(() -> classifier.classify(TEST, Set.of(Modality.VIDEO), done -> {}))
          .hasMessageContaining("no head for video, only for [audio]");
    }
  }

  @Test
  void otherClipsAreRefusedByName() {
    ClipDataset longer =
        new SyntheticClips(TinyRuns.SPEC.toBuilder().optFrames(4).build(), 8, 4, 0.3, 1);
    assertThatThrownBy(() -> probe.classify(longer, done -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("video clips are cut otherwise", "frames 4, not 2");
    assertThatThrownBy(() -> probe.model().embed(longer, Modality.VIDEO, 1))
        .hasMessageContaining("frames 4, not 2");
  }

  @Test
  void aFolderWithoutAClassifierSaysWhatMakesOne() throws IOException {
    Path bare = folder.resolve("bare");
    probe.model().save(bare);
    assertThatThrownBy(() -> XdcClassifier.load(bare, Device.cpu()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("classifier.json is missing; xdc probe and xdc finetune make one");
    Path damaged = folder.resolve("damaged");
    probe.save(damaged);
    Files.writeString(damaged.resolve("classifier.json"), "{\"format\": 7}");
    assertThatThrownBy(() -> XdcClassifier.load(damaged, Device.cpu()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has format 7");
    probe.save(damaged);
    Files.copy(
        damaged.resolve("audio.safetensors"),
        damaged.resolve("video-head.safetensors"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> XdcClassifier.load(damaged, Device.cpu()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("video-head.safetensors holds no vector mean");
    probe.save(damaged);
    Path description = damaged.resolve("classifier.json");
    String sound = Files.readString(description);
    for (String fault : List.of("\"temperature\": 0, \"x\"", "\"temperature\": -1, \"x\"")) {
      Files.writeString(description, sound.replaceFirst("\"temperature\": [^,]+,", fault + ": 1,"));
      assertThatThrownBy(() -> XdcClassifier.load(damaged, Device.cpu()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("temperature is ");
    }
    Files.writeString(
        description, sound.replace("\"clipsPerVideo\": 2", "\"clipsPerVideo\": 2000000000"));
    assertThatThrownBy(() -> XdcClassifier.load(damaged, Device.cpu()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("clipsPerVideo is 2000000000, must be in [1, 1000]");
    Files.write(description, new byte[] {(byte) 0xFF, (byte) 0xFE, 0});
    assertThatThrownBy(() -> XdcClassifier.load(damaged, Device.cpu()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("classifier.json is not the description");
  }

  @Test
  void weightsThatAreNotFiniteAreRefused() throws IOException {
    Path damaged = folder.resolve("infinite");
    LinearModel layer = probe.head(Modality.VIDEO).layer();
    float[] bias = layer.bias().clone();
    bias[1] = Float.NaN;
    XdcClassifier.Head head =
        new XdcClassifier.Head(
            new LinearModel(layer.mean(), layer.scale(), layer.weights(), bias, 0, 0),
            Calibration.NONE);
    new XdcClassifier(probe.model(), probe.classes(), Map.of(Modality.VIDEO, head), 1, Map.of())
        .save(damaged);
    assertThatThrownBy(() -> XdcClassifier.load(damaged, Device.cpu()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("video-head.safetensors holds a value that is not finite");
  }

  @Test
  void headsMustFit() {
    XdcClassifier.Head head = probe.head(Modality.VIDEO);
    assertThatThrownBy(
            () ->
                new XdcClassifier(
                    probe.model(), List.of("one"), Map.of(Modality.VIDEO, head), 1, Map.of()))
        .hasMessageContaining("the video head has 4 classes of 16 features, must have 1 of 16");
  }
}
