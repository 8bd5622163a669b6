package dev.xdc.data.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import dev.xdc.DjlModels;
import dev.xdc.Preset;
import dev.xdc.XdcModel;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.synth.SyntheticCorpus;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.Encoders;
import dev.xdc.feature.FeatureBank;
import dev.xdc.feature.JavaRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** DJL's predictor gives for a file what the model gives for a data set of it. */
class VideoTranslatorTest {
  private static final ClipSpec CLIP = Preset.tiny().clip();
  private static final int CLIPS = 3;

  @TempDir Path folder;

  private XdcModel saved() throws IOException {
    Encoder video = Encoders.of(Preset.tiny().video(), CLIP).initialize(Device.cpu(), 1);
    Encoder audio = Encoders.of(Preset.tiny().audio(), CLIP).initialize(Device.cpu(), 2);
    XdcModel model = new XdcModel(CLIP, List.of(video, audio), Map.of());
    DjlModels.save(model, folder.resolve("model"));
    return model;
  }

  private Criteria<Path, float[]> criteria(Modality modality) {
    return Criteria.builder()
        .setTypes(Path.class, float[].class)
        .optModelPath(folder.resolve("model"))
        .optArgument("modality", modality.toString())
        .optArgument("clips", CLIPS)
        .optTranslatorFactory(new VideoTranslatorFactory())
        .build();
  }

  @ParameterizedTest
  @EnumSource
  void fileHasTheBitsOfTheModel(Modality modality)
      throws IOException, ModelException, TranslateException {
    Path corpus = new SyntheticCorpus(3, 12, 12).write(folder, FfmpegPrograms.find(), 1);
    List<MediaList.Item> files = MediaList.of(corpus.resolve("train")).items().subList(0, 2);
    try (XdcModel model = saved();
        ZooModel<Path, float[]> loaded = criteria(modality).loadModel();
        Predictor<Path, float[]> predictor = loaded.newPredictor()) {
      List<float[]> features =
          predictor.batchPredict(files.stream().map(MediaList.Item::path).toList());

      assertThat(features).hasSameSizeAs(files);
      for (int i = 0; i < files.size(); i++) {
        try (MediaDataset one =
                MediaDataset.builder()
                    .setFiles(MediaList.of("one", files.subList(i, i + 1)))
                    .setSpec(CLIP)
                    .build();
            FeatureBank bank = model.embed(one, modality, CLIPS)) {
          assertThat(features.get(i)).containsExactly(JavaRows.of(bank.values())[0]);
        }
      }
    }
  }

  @Test
  void namesTheFileThatCannotBeRead() throws IOException, ModelException {
    try (XdcModel model = saved();
        ZooModel<Path, float[]> loaded = criteria(Modality.VIDEO).loadModel();
        Predictor<Path, float[]> predictor = loaded.newPredictor()) {
      assertThatThrownBy(() -> predictor.predict(Path.of("gone.mp4")))
          .isInstanceOf(TranslateException.class)
          .hasMessageContaining("gone.mp4");
    }
  }
}
