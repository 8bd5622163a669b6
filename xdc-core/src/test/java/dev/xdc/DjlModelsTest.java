package dev.xdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.Device;
import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.DeferredTranslatorFactory;
import ai.djl.translate.TranslateException;
import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.Encoders;
import dev.xdc.feature.FeatureBank;
import dev.xdc.feature.JavaRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** DJL loads a saved model by itself and computes what the model computes. */
class DjlModelsTest {
  private static final ClipSpec CLIP = Preset.tiny().clip();
  private static final int VIDEOS = 5;

  private final SyntheticClips clips = new SyntheticClips(CLIP, VIDEOS, 4, 0.3, 7);
  @TempDir Path folder;
  private XdcModel model;

  @BeforeEach
  void save() throws IOException {
    Encoder video = Encoders.of(Preset.tiny().video(), CLIP).initialize(Device.cpu(), 1);
    Encoder audio = Encoders.of(Preset.tiny().audio(), CLIP).initialize(Device.cpu(), 2);
    model = new XdcModel(CLIP, List.of(video, audio), Map.of());
    DjlModels.save(model, folder);
  }

  @AfterEach
  void close() {
    model.close();
  }

  /** Returns the values of each video's middle clip in the order of its shape. */
  private List<float[]> values(Modality modality) throws IOException {
    List<ClipRequest> middle = IntStream.range(0, VIDEOS).mapToObj(ClipRequest::centre).toList();
    try (ClipReader reader = clips.read(Set.of(modality), middle, VIDEOS);
        NDManager scratch = model.encoder(modality).manager().newSubManager()) {
      ClipBatch batch = reader.next();
      try (NDArray array = batch.array(scratch, modality)) {
        return Arrays.asList(JavaRows.of(array));
      }
    }
  }

  private float[][] embedded(Modality modality) throws IOException {
    try (FeatureBank bank = model.embed(clips, modality, 1)) {
      return JavaRows.of(bank.values());
    }
  }

  @ParameterizedTest
  @EnumSource
  void batchHasTheBitsOfTheModel(Modality modality)
      throws IOException, ModelException, TranslateException {
    try (ZooModel<float[], float[]> loaded = DjlModels.criteria(folder, modality).loadModel();
        Predictor<float[], float[]> predictor = loaded.newPredictor()) {
      assertThat(predictor.batchPredict(values(modality)).toArray(float[][]::new))
          .isDeepEqualTo(embedded(modality));
    }
  }

  @Test
  void loadsByTheFolderAlone() throws IOException, ModelException, TranslateException {
    Criteria<float[], float[]> criteria =
        Criteria.builder()
            .setTypes(float[].class, float[].class)
            .optModelPath(folder)
            .optTranslatorFactory(new DeferredTranslatorFactory())
            .build();
    try (ZooModel<float[], float[]> loaded = criteria.loadModel();
        Predictor<float[], float[]> predictor = loaded.newPredictor()) {
      float[] feature = predictor.predict(values(Modality.VIDEO).get(0));

      assertThat(DjlModels.clip(loaded)).isEqualTo(CLIP);
      assertThat(DjlModels.modality(loaded)).isEqualTo(Modality.VIDEO);
      assertThat(feature).containsExactly(embedded(Modality.VIDEO)[0], offset(1e-5f));
    }
  }

  @Test
  void closingDjlsModelFreesTheWeights() throws IOException, ModelException {
    List<NDArray> weights;
    try (ZooModel<float[], float[]> loaded =
        DjlModels.criteria(folder, Modality.AUDIO).loadModel()) {
      weights =
          loaded.getBlock().getParameters().values().stream().map(Parameter::getArray).toList();
      assertThat(weights).hasSizeGreaterThan(10).noneMatch(NDArray::isReleased);
    }
    assertThat(weights).allMatch(NDArray::isReleased);
  }

  @Test
  void predictionsLeaveNothingBehind() throws IOException, ModelException, TranslateException {
    List<float[]> values = values(Modality.AUDIO);
    try (ZooModel<float[], float[]> loaded =
        DjlModels.criteria(folder, Modality.AUDIO).loadModel()) {
      int before;
      try (Predictor<float[], float[]> predictor = loaded.newPredictor()) {
        predictor.batchPredict(values); // folds the weights
        before = loaded.getNDManager().getManagedArrays().size();
        predictor.batchPredict(values);
      }
      assertThat(loaded.getNDManager().getManagedArrays()).hasSize(before);
    }
  }

  @Test
  void refusesClipsOfAnotherShape() throws IOException, ModelException {
    try (ZooModel<float[], float[]> loaded =
            DjlModels.criteria(folder, Modality.AUDIO).loadModel();
        Predictor<float[], float[]> predictor = loaded.newPredictor()) {
      assertThatThrownBy(() -> predictor.predict(new float[3]))
          .hasMessageContaining("the clip has 3 values, must have");
    }
  }

  @Test
  void refusesNetworksThatDjlCannotBuild() {
    SequentialBlock block = new SequentialBlock();
    block.add(Blocks.batchFlattenBlock());
    Encoder own = Encoders.of(Modality.AUDIO, block, CLIP).initialize(Device.cpu(), 1);
    try (XdcModel mine = new XdcModel(CLIP, List.of(own), Map.of())) {
      assertThatThrownBy(() -> DjlModels.save(mine, folder))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the audio encoder is the network SequentialBlock of your own");
    }
  }
}
