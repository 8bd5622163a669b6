package dev.xdc.export;

import static dev.xdc.export.Fixtures.CLIP;
import static dev.xdc.export.Fixtures.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import com.google.gson.JsonObject;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.ClipSpec.PictureNormalization;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.AudioStem;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.encoder.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.apache.commons.math3.complex.Complex;
import org.apache.commons.math3.transform.DftNormalization;
import org.apache.commons.math3.transform.FastFourierTransformer;
import org.apache.commons.math3.transform.TransformType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files beside a model are enough to use it elsewhere. */
class ExportedFilesTest {
  private static final EncoderSpec AUDIO = EncoderSpec.audioResNet(10, 2, AudioStem.B);
  private static final EncoderSpec VIDEO = EncoderSpec.r2plus1d(10, 2);

  @TempDir Path folder;

  private ExportedFiles export(EncoderSpec spec, ClipSpec clip) throws IOException {
    try (Encoder encoder = Fixtures.encoder(spec, clip)) {
      return OnnxExport.write(
          ExportSettings.builder().setEncoder(encoder, clip).build(),
          folder.resolve("new/model.onnx"));
    }
  }

  @Test
  void spectrogramFollowsFromWhatIsWritten() throws IOException {
    ExportedFiles files = export(AUDIO, CLIP);
    ExportedFiles.Sound sounds = Objects.requireNonNull(files.sound());
    float[] samples = rows(sounds.samples())[1];
    float[][] filters = rows(sounds.melFilters());
    float[] expected = rows(files.input())[1];
    JsonObject sound = Fixtures.json(files.description()).getAsJsonObject("sound");
    int size = sound.get("fftSize").getAsInt();
    int window = sound.get("windowSamples").getAsInt();
    double hop = sound.get("hopSamples").getAsDouble();
    double gain = sound.get("gain").getAsDouble();

    assertThat(sound.get("sampleRateHertz").getAsInt()).isEqualTo(samples.length);
    assertThat(filters).hasDimensions(CLIP.melBands(), size / 2 + 1);
    for (int m = 0; m < CLIP.audioFrames(); m++) {
      double[] frame = new double[size];
      for (int i = 0; i < window; i++) {
        int at = (int) Math.round(m * hop) + i;
        double hann = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / (window - 1));
        frame[i] = at < samples.length ? hann * samples[at] / 32768 : 0;
      }
      Complex[] spectrum =
          new FastFourierTransformer(DftNormalization.STANDARD)
              .transform(frame, TransformType.FORWARD);
      for (int f = 0; f < filters.length; f++) {
        double e = 0;
        for (int bin = 0; bin < filters[f].length; bin++) {
          e += gain * filters[f][bin] * Math.pow(spectrum[bin].abs(), 2);
        }
        double value = e > Math.E ? Math.log(e) : e / Math.E;
        assertThat(expected[m * filters.length + f]).isCloseTo((float) value, within(1e-4f));
      }
    }
  }

  @Test
  void picturesFollowFromWhatIsWritten() throws IOException {
    JsonObject picture =
        Fixtures.json(export(VIDEO, CLIP).description()).getAsJsonObject("picture");
    JsonObject own =
        Fixtures.json(
                export(
                        VIDEO,
                        CLIP.toBuilder().optNormalization(PictureNormalization.PER_CLIP).build())
                    .description())
            .getAsJsonObject("picture");

    assertThat(picture.get("mean")).hasToString("[0.43216,0.394666,0.37645]");
    assertThat(picture.get("deviation")).hasToString("[0.22803,0.22145,0.216989]");
    assertThat(picture.get("normalisedByModel").getAsBoolean()).isFalse();
    assertThat(own.has("mean")).isFalse();
    assertThat(own.get("formula").getAsString()).contains("(v / 255 - mean) / (deviation + 0.05)");
  }

  @Test
  void descriptionNamesShapesAndFiles() throws IOException {
    ExportedFiles files = export(VIDEO, CLIP);
    JsonObject json = Fixtures.json(files.description());

    assertThat(json.get("model").getAsString()).isEqualTo("model.onnx");
    assertThat(json.get("modality").getAsString()).isEqualTo("video");
    assertThat(json.getAsJsonObject("input").get("shape")).hasToString("[\"N\",3,4,24,24]");
    assertThat(json.getAsJsonObject("output").get("shape")).hasToString("[\"N\",16]");
    assertThat(json.getAsJsonObject("clip").get("frameStride").getAsInt()).isEqualTo(2);
    assertThat(json.getAsJsonObject("golden").get("input").getAsString())
        .isEqualTo("model.onnx.input.npy");
    assertThat(files.sound()).isNull();
  }

  @Test
  void soundOfAnotherFrontEndIsNamed() throws IOException {
    ExportedFiles files =
        export(AUDIO, CLIP.toBuilder().optAudioFrontEnd("envelope of 40 bands").build());

    assertThat(Fixtures.json(files.description()).getAsJsonObject("sound"))
        .hasToString("{\"frontEnd\":\"envelope of 40 bands\"}");
    assertThat(files.sound()).isNull();
  }

  @Test
  void precisionOfTheEncoderDoesNotMatterAndStays() throws IOException {
    float[][] expected = rows(export(AUDIO, CLIP).output());
    try (Encoder encoder = Fixtures.encoder(AUDIO, CLIP).optPrecision(Precision.BFLOAT16)) {
      ExportedFiles files =
          OnnxExport.write(
              ExportSettings.builder().setEncoder(encoder, CLIP).build(),
              folder.resolve("low.onnx"));

      assertThat(rows(files.output())).isDeepEqualTo(expected);
      assertThat(encoder.precision()).isEqualTo(Precision.BFLOAT16);
    }
  }

  @Test
  void refusesNetworksOfYourOwnInOneLine() {
    SequentialBlock block = new SequentialBlock();
    block.add(Blocks.batchFlattenBlock());
    try (Encoder own = Encoders.of(Modality.AUDIO, block, CLIP).initialize(Device.cpu(), 1)) {
      assertThatThrownBy(() -> ExportSettings.builder().setEncoder(own, CLIP).build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("SequentialBlock of your own, only built-in ones")
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    try (Encoder encoder = Fixtures.encoder(AUDIO, CLIP)) {
      ExportSettings.Builder settings = ExportSettings.builder().setEncoder(encoder, CLIP);

      assertThatThrownBy(() -> ExportSettings.builder().optRawPixels(true).build())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("setModel");
      assertThatThrownBy(() -> settings.optRawPixels(true).build())
          .hasMessageContaining("only the video encoder takes pixels");
      assertThatThrownBy(() -> settings.optHead(Fixtures.head(15, 2)).build())
          .hasMessageContaining("the head takes features of width 15, the encoder gives 16");
      assertThatThrownBy(() -> settings.optHead(Fixtures.head(16, 2), List.of("one")))
          .hasMessageContaining("1 class names for a head of 2 classes");
    }
  }
}
