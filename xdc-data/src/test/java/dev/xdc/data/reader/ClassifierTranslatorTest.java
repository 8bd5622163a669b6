package dev.xdc.data.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import dev.xdc.DjlModels;
import dev.xdc.Prediction;
import dev.xdc.Preset;
import dev.xdc.XdcClassifier;
import dev.xdc.XdcModel;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.synth.SyntheticCorpus;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.Encoders;
import dev.xdc.eval.Calibration;
import dev.xdc.eval.LinearModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DJL's predictor gives for a file the probabilities that the classifier gives. */
class ClassifierTranslatorTest {
  private static final ClipSpec CLIP = Preset.tiny().clip();
  private static final List<String> CLASSES = List.of("cat", "dog", "owl");

  @TempDir private Path folder;
  private XdcClassifier classifier;

  @BeforeEach
  void save() throws IOException {
    Encoder video = Encoders.of(Preset.tiny().video(), CLIP).initialize(Device.cpu(), 1);
    Encoder audio = Encoders.of(Preset.tiny().audio(), CLIP).initialize(Device.cpu(), 2);
    XdcModel model = new XdcModel(CLIP, List.of(video, audio), Map.of());
    Map<Modality, XdcClassifier.Head> heads =
        Map.of(Modality.VIDEO, head(video, 0.5), Modality.AUDIO, head(audio, 2));
    classifier = new XdcClassifier(model, CLASSES, heads, 3, Map.of());
    classifier.save(folder.resolve("classifier"));
  }

  @AfterEach
  void close() {
    classifier.close();
  }

  private static XdcClassifier.Head head(Encoder encoder, double temperature) {
    int width = encoder.featureWidth();
    Random random = new Random(width);
    float[] scale = new float[width];
    float[][] weights = new float[width][CLASSES.size()];
    for (int d = 0; d < width; d++) {
      scale[d] = 1;
      for (int k = 0; k < CLASSES.size(); k++) {
        weights[d][k] = random.nextFloat() - 0.5f;
      }
    }
    LinearModel layer =
        new LinearModel(new float[width], scale, weights, new float[CLASSES.size()], Double.NaN, 0);
    return new XdcClassifier.Head(layer, new Calibration(temperature, "a test"));
  }

  private Path file() throws IOException {
    Path corpus =
        new SyntheticCorpus(3, 12, 12).write(folder.resolve("corpus"), FfmpegPrograms.find(), 1);
    return MediaList.of(corpus.resolve("train")).items().get(0).path();
  }

  private Prediction expected(Path file, Set<Modality> heads) throws IOException {
    try (MediaDataset one =
        MediaDataset.builder()
            .setFiles(MediaList.ofPaths(List.of(file.toString())))
            .setSpec(CLIP)
            .build()) {
      return classifier.classify(one, heads, done -> {}).get(0);
    }
  }

  private Criteria.Builder<Path, Classifications> criteria() {
    return ClassifierTranslatorFactory.criteria(folder.resolve("classifier"));
  }

  private static void assertSame(Classifications actual, Prediction expected) {
    assertThat(actual.getClassNames()).isEqualTo(CLASSES);
    for (int c = 0; c < CLASSES.size(); c++) {
      assertThat(actual.getProbabilities().get(c)).isEqualTo((double) expected.probabilities()[c]);
    }
  }

  @Test
  void fileHasTheProbabilitiesOfTheClassifier()
      throws IOException, ModelException, TranslateException {
    Path file = file();
    try (ZooModel<Path, Classifications> loaded = criteria().build().loadModel();
        Predictor<Path, Classifications> predictor = loaded.newPredictor()) {
      assertSame(predictor.predict(file), expected(file, Set.of(Modality.values())));
    }
  }

  @Test
  void oneHeadCanBeAsked() throws IOException, ModelException, TranslateException {
    Path file = file();
    try (ZooModel<Path, Classifications> loaded =
            criteria().optArgument("head", "audio").build().loadModel();
        Predictor<Path, Classifications> predictor = loaded.newPredictor()) {
      assertSame(predictor.predict(file), expected(file, Set.of(Modality.AUDIO)));
    }
    assertThatThrownBy(() -> criteria().optArgument("head", "smell").build().loadModel())
        .hasStackTraceContaining("the argument head is smell, must be video or audio");
  }

  @Test
  void closingDjlsModelFreesTheWeights() throws IOException, ModelException {
    List<NDArray> weights;
    try (ZooModel<Path, Classifications> loaded = criteria().build().loadModel()) {
      weights =
          loaded.getBlock().getParameters().values().stream().map(Parameter::getArray).toList();
      assertThat(weights).hasSizeGreaterThan(20).noneMatch(NDArray::isReleased);
    }
    assertThat(weights).allMatch(NDArray::isReleased);
  }

  @Test
  void namesTheFolderThatHoldsNoClassifier() throws IOException {
    Path bare = folder.resolve("bare");
    DjlModels.save(classifier.model(), bare);
    assertThatThrownBy(() -> ClassifierTranslatorFactory.criteria(bare).build().loadModel())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("bare holds no classifier: classifier.json is missing");
  }
}
