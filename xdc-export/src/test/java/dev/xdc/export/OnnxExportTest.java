package dev.xdc.export;

import static dev.xdc.export.Fixtures.CLIP;
import static dev.xdc.export.Fixtures.distance;
import static dev.xdc.export.Fixtures.rows;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OrtException;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.ClipSpec.PictureNormalization;
import dev.xdc.encoder.AudioStem;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** ONNX Runtime computes what the encoder computes. */
class OnnxExportTest {
  private static final double CLOSE = 1e-5;

  @TempDir Path folder;

  private ExportedFiles export(ExportSettings.Builder settings) throws IOException {
    return OnnxExport.write(settings.build(), folder.resolve("model.onnx"));
  }

  private static float[][] run(ExportedFiles files, Shape clip, String output)
      throws IOException, OrtException {
    return OnnxRun.of(files.model(), clip, output, rows(files.input()));
  }

  @ParameterizedTest
  @MethodSource("dev.xdc.export.Fixtures#specs")
  void featuresAreThoseOfTheEncoder(EncoderSpec spec) throws IOException, OrtException {
    try (Encoder encoder = Fixtures.encoder(spec, CLIP)) {
      ExportedFiles files = export(ExportSettings.builder().setEncoder(encoder, CLIP));

      float[][] expected = rows(files.output());
      assertThat(expected).hasDimensions(2, spec.featureWidth());
      assertThat(distance(run(files, encoder.clipShape(), "feature"), expected)).isLessThan(CLOSE);
    }
  }

  @Test
  void takesAnyNumberOfClips() throws IOException, OrtException {
    EncoderSpec spec = EncoderSpec.audioResNet(10, 4, AudioStem.B);
    try (Encoder encoder = Fixtures.encoder(spec, CLIP)) {
      ExportedFiles files = export(ExportSettings.builder().setEncoder(encoder, CLIP));
      float[] second = rows(files.input())[1];
      float[] expected = rows(files.output())[1];

      for (int n = 1; n <= 3; n += 2) {
        float[][] clips = new float[n][];
        Arrays.fill(clips, second);
        float[][] features = OnnxRun.of(files.model(), encoder.clipShape(), "feature", clips);
        assertThat(features).hasDimensions(n, spec.featureWidth());
        assertThat(distance(new float[][] {features[n - 1]}, new float[][] {expected}))
            .isLessThan(CLOSE);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void pixelsMayComeAsTheyAre(PictureNormalization normalization) throws IOException, OrtException {
    ClipSpec clip = CLIP.toBuilder().optNormalization(normalization).build();
    try (Encoder encoder = Fixtures.encoder(EncoderSpec.r2plus1d(10, 4), clip)) {
      ExportSettings.Builder settings = ExportSettings.builder().setEncoder(encoder, clip);
      float[][] normalised = rows(export(settings).output());
      ExportedFiles files = export(settings.optRawPixels(true));

      assertThat(rows(files.input())[0]).contains(0f, 255f);
      assertThat(rows(files.output())).isDeepEqualTo(normalised);
      assertThat(distance(run(files, encoder.clipShape(), "feature"), normalised))
          .isLessThan(CLOSE);
    }
  }

  @Test
  void headGivesTheScoresOfItsClassifier() throws IOException, OrtException {
    EncoderSpec spec = EncoderSpec.audioResNet(10, 4, AudioStem.B);
    try (Encoder encoder = Fixtures.encoder(spec, CLIP)) {
      var head = Fixtures.head(spec.featureWidth(), 3);
      ExportSettings.Builder settings = ExportSettings.builder().setEncoder(encoder, CLIP);
      float[][] expected = head.scores(rows(export(settings).output()));
      ExportedFiles files = export(settings.optHead(head, List.of("bark", "meow", "rain")));

      assertThat(distance(rows(files.output()), expected)).isLessThan(CLOSE);
      assertThat(distance(run(files, encoder.clipShape(), "score"), expected)).isLessThan(CLOSE);
      assertThat(Fixtures.json(files.description()).get("classes"))
          .hasToString("[\"bark\",\"meow\",\"rain\"]");
    }
  }

  @Test
  void namesVersionsThatOlderRuntimesRead() throws IOException {
    try (Encoder encoder = Fixtures.encoder(EncoderSpec.r2plus1d(10, 1), CLIP)) {
      ExportedFiles files = export(ExportSettings.builder().setEncoder(encoder, CLIP));
      ModelProto model = ModelProto.parseFrom(Files.readAllBytes(files.model()));

      assertThat(model.getIrVersion()).isEqualTo(8);
      assertThat(model.getOpsetImport(0).getVersion()).isEqualTo(17);
      assertThat(model.getGraph().getNodeList()).noneMatch(n -> n.getOpType().startsWith("Batch"));
    }
  }

  @Test
  @Tag("slow") // half a GB of memory, 130 MB of disk
  void fullSizeFeaturesAreThoseOfTheEncoder() throws IOException, OrtException {
    ClipSpec clip = ClipSpec.paper().toBuilder().optShortSide(128).optCrop(112).build();
    try (Encoder encoder = Fixtures.encoder(EncoderSpec.r2plus1d(18, 64), clip)) {
      ExportedFiles files = export(ExportSettings.builder().setEncoder(encoder, clip));
      float[][] features =
          OnnxRun.of(files.model(), encoder.clipShape(), "feature", rows(files.input())[0]);

      assertThat(distance(features, new float[][] {rows(files.output())[0]})).isLessThan(CLOSE);
    }
  }
}
