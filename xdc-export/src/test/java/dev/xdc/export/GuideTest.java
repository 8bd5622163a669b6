package dev.xdc.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.xdc.DjlModels;
import dev.xdc.Preset;
import dev.xdc.XdcClassifier;
import dev.xdc.XdcModel;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.reader.ClassifierTranslatorFactory;
import dev.xdc.data.reader.MediaList;
import dev.xdc.data.reader.VideoTranslatorFactory;
import dev.xdc.data.synth.SyntheticCorpus;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.Encoders;
import dev.xdc.engine.TorchEngine;
import dev.xdc.eval.Calibration;
import dev.xdc.eval.LinearModel;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code that {@code docs/guides/djl-and-export.md} shows, between marks, as it runs. */
class GuideTest {
  private static final Path SOURCE = Path.of("src/test/java/dev/xdc/export/GuideTest.java");
  private static final Path PAGE = Path.of("../docs/guides/djl-and-export.md");
  private static final ClipSpec CLIP = Preset.tiny().clip();

  @TempDir Path folder;
  private XdcModel model;

  @BeforeEach
  void make() {
    Encoder video = Encoders.of(Preset.tiny().video(), CLIP).initialize(Device.cpu(), 1);
    Encoder audio = Encoders.of(Preset.tiny().audio(), CLIP).initialize(Device.cpu(), 2);
    model = new XdcModel(CLIP, List.of(video, audio), Map.of());
  }

  @AfterEach
  void close() {
    model.close();
  }

  @Test
  void djlLoadsTheFolder() throws IOException, ModelException, TranslateException {
    List<float[]> clips = List.of(new float[(int) CLIP.audioShape().size()]);
    List<float[]> features;
    // begin
    DjlModels.save(model, folder);
    try (ZooModel<float[], float[]> loaded =
            DjlModels.criteria(folder, Modality.AUDIO).loadModel();
        Predictor<float[], float[]> predictor = loaded.newPredictor()) {
      features = predictor.batchPredict(clips); // M x F values each; D values each
    }
    // end
    assertThat(features.get(0)).hasSize(model.encoder(Modality.AUDIO).featureWidth());
  }

  @Test
  void djlTakesFiles() throws IOException, ModelException, TranslateException {
    Path corpus = new SyntheticCorpus(3, 12, 12).write(folder, FfmpegPrograms.find(), 1);
    Path file = MediaList.of(corpus.resolve("train")).items().get(0).path();
    DjlModels.save(model, folder);
    float[] feature;
    // begin
    Criteria<Path, float[]> criteria =
        Criteria.builder()
            .setTypes(Path.class, float[].class)
            .optModelPath(folder)
            .optArgument("modality", "video")
            .optArgument("clips", 3)
            .optTranslatorFactory(new VideoTranslatorFactory())
            .build();
    try (ZooModel<Path, float[]> loaded = criteria.loadModel();
        Predictor<Path, float[]> predictor = loaded.newPredictor()) {
      feature = predictor.predict(file);
    }
    // end
    assertThat(feature).hasSize(model.encoder(Modality.VIDEO).featureWidth());
  }

  @Test
  void djlClassifiesFiles() throws IOException, ModelException, TranslateException {
    Path corpus =
        new SyntheticCorpus(3, 12, 12).write(folder.resolve("corpus"), FfmpegPrograms.find(), 1);
    Path file = MediaList.of(corpus.resolve("train")).items().get(0).path();
    LinearModel layer = Fixtures.head(model.encoder(Modality.VIDEO).featureWidth(), 2);
    Map<Modality, XdcClassifier.Head> heads =
        Map.of(Modality.VIDEO, new XdcClassifier.Head(layer, Calibration.NONE));
    new XdcClassifier(model, List.of("cat", "dog"), heads, 3, Map.of()).save(folder);
    String label;
    // begin
    Criteria<Path, Classifications> classifier =
        ClassifierTranslatorFactory.criteria(folder) // the --out of xdc probe or xdc finetune
            .optDevice(Device.cpu())
            .build();
    try (ZooModel<Path, Classifications> loaded = classifier.loadModel();
        Predictor<Path, Classifications> predictor = loaded.newPredictor()) {
      label = predictor.predict(file).best().getClassName();
    }
    // end
    assertThat(label).isIn("cat", "dog");
  }

  @Test
  void exportedModelsRun() throws IOException, ModelException, TranslateException, OrtException {
    LinearModel classifier = Fixtures.head(model.encoder(Modality.VIDEO).featureWidth(), 2);
    FloatBuffer pixels = FloatBuffer.allocate((int) CLIP.videoShape().size());
    float[][] scores;
    NDList same;
    // begin
    ExportSettings settings =
        ExportSettings.builder()
            .setModel(model, Modality.VIDEO)
            .optRawPixels(true) // red, green and blue from 0 to 255
            .optHead(classifier, List.of("cat", "dog")) // scores in place of features
            .build();
    ExportedFiles onnx = OnnxExport.write(settings, folder.resolve("video.onnx"));
    ExportedFiles torch = TorchScriptExport.write(settings, folder.resolve("video.pt"));
    // end
    // begin
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    long[] shape = new Shape(1).addAll(CLIP.videoShape()).getShape(); // (1, 3, T, H, W)
    try (OrtSession session = environment.createSession(onnx.model().toString());
        OnnxTensor clip = OnnxTensor.createTensor(environment, pixels, shape);
        OrtSession.Result result = session.run(Map.of("clip", clip))) {
      scores = (float[][]) result.get("score").orElseThrow().getValue();
    }
    // end
    try (NDManager manager = TorchEngine.newManager()) {
      // begin
      Criteria<NDList, NDList> criteria =
          Criteria.builder()
              .setTypes(NDList.class, NDList.class)
              .optModelPath(torch.model())
              .optEngine("PyTorch")
              .build();
      try (ZooModel<NDList, NDList> loaded = criteria.loadModel();
          Predictor<NDList, NDList> predictor = loaded.newPredictor()) {
        same = predictor.predict(new NDList(manager.create(pixels.array(), new Shape(shape))));
      }
      // end
      float[] again = same.singletonOrThrow().toFloatArray();
      assertThat(Fixtures.distance(new float[][] {again}, scores)).isLessThan(1e-5);
    }
  }

  @Test
  void pageShowsThisCode() throws IOException {
    String page = Files.readString(PAGE);
    List<String> block = new ArrayList<>();
    boolean inside = false;
    int blocks = 0;
    for (String line : Files.readAllLines(SOURCE)) {
      if (line.strip().equals("// begin")) {
        inside = true;
      } else if (line.strip().equals("// end")) {
        assertThat(page)
            .contains(
                "```java\n" + String.join("\n", block).stripIndent().stripTrailing() + "\n```\n");
        block.clear();
        inside = false;
        blocks++;
      } else if (inside) {
        block.add(line);
      }
    }
    assertThat(blocks).isEqualTo(6);
    assertThat(page.split("```java\n", -1)).hasSize(blocks + 1);
    assertThat(page.lines()).hasSizeLessThanOrEqualTo(95);
  }
}
