package dev.xdc.export;

import static dev.xdc.export.Fixtures.CLIP;
import static dev.xdc.export.Fixtures.distance;
import static dev.xdc.export.Fixtures.rows;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ModelException;
import ai.djl.translate.TranslateException;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.ClipSpec.PictureNormalization;
import dev.xdc.encoder.AudioStem;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.eval.LinearModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** An archive that PyTorch loads by itself computes what the encoder computes. */
class TorchScriptExportTest {
  private static final double CLOSE = 1e-5;

  @TempDir Path folder;

  private ExportedFiles export(ExportSettings.Builder settings) throws IOException {
    return TorchScriptExport.write(settings.build(), folder.resolve("model.pt"));
  }

  @ParameterizedTest
  @MethodSource("dev.xdc.export.Fixtures#specs")
  void featuresAreThoseOfTheEncoder(EncoderSpec spec)
      throws IOException, ModelException, TranslateException {
    try (Encoder encoder = Fixtures.encoder(spec, CLIP)) {
      ExportedFiles files = export(ExportSettings.builder().setEncoder(encoder, CLIP));
      float[][] clips = rows(files.input());
      float[][] expected = rows(files.output());

      assertThat(distance(DjlRun.of(files.model(), encoder.clipShape(), clips), expected))
          .isLessThan(CLOSE);
      float[][] three = {clips[1], clips[0], clips[1]};
      assertThat(
              distance(
                  DjlRun.of(files.model(), encoder.clipShape(), three),
                  new float[][] {expected[1], expected[0], expected[1]}))
          .isLessThan(CLOSE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void pixelsMayComeAsTheyAre(PictureNormalization normalization)
      throws IOException, ModelException, TranslateException {
    ClipSpec clip = CLIP.toBuilder().optNormalization(normalization).build();
    try (Encoder encoder = Fixtures.encoder(EncoderSpec.r2plus1d(10, 4), clip)) {
      ExportedFiles files =
          export(ExportSettings.builder().setEncoder(encoder, clip).optRawPixels(true));
      float[][] features = DjlRun.of(files.model(), encoder.clipShape(), rows(files.input()));

      assertThat(distance(features, rows(files.output()))).isLessThan(CLOSE);
    }
  }

  @Test
  void headGivesTheScoresOfItsClassifier() throws IOException, ModelException, TranslateException {
    EncoderSpec spec = EncoderSpec.audioResNet(10, 4, AudioStem.B);
    try (Encoder encoder = Fixtures.encoder(spec, CLIP)) {
      LinearModel head = Fixtures.head(spec.featureWidth(), 3);
      ExportSettings.Builder settings = ExportSettings.builder().setEncoder(encoder, CLIP);
      float[][] expected = head.scores(rows(export(settings).output()));
      ExportedFiles files = export(settings.optHead(head));

      assertThat(
              distance(
                  DjlRun.of(files.model(), encoder.clipShape(), rows(files.input())), expected))
          .isLessThan(CLOSE);
    }
  }

  @Test
  void sameEncoderGivesTheSameBytes() throws IOException {
    try (Encoder encoder = Fixtures.encoder(EncoderSpec.r2plus1d(10, 1), CLIP)) {
      ExportSettings.Builder settings = ExportSettings.builder().setEncoder(encoder, CLIP);
      byte[] first = Files.readAllBytes(export(settings).model());

      assertThat(export(settings).model()).hasBinaryContent(first);
    }
  }

  @Test
  @Tag("slow") // half a GB of memory, 130 MB of disk
  void fullSizeFeaturesAreThoseOfTheEncoder()
      throws IOException, ModelException, TranslateException {
    ClipSpec clip = ClipSpec.paper().toBuilder().optShortSide(128).optCrop(112).build();
    try (Encoder encoder = Fixtures.encoder(EncoderSpec.r2plus1d(18, 64), clip)) {
      ExportedFiles files = export(ExportSettings.builder().setEncoder(encoder, clip));
      float[][] features = DjlRun.of(files.model(), encoder.clipShape(), rows(files.input())[0]);

      assertThat(distance(features, new float[][] {rows(files.output())[0]})).isLessThan(CLOSE);
    }
  }
}
