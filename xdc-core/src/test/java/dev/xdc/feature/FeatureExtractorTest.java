package dev.xdc.feature;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.AudioStem;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.engine.TorchEngine;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FeatureExtractorTest {
  private static final ClipSpec SPEC =
      ClipSpec.paper().toBuilder()
          .optFrames(2)
          .optShortSide(8)
          .optCrop(8)
          .optAudioFrames(16)
          .optMelBands(8)
          .build();

  /** Five clips, with NaN in the sound of the fourth and infinity in the picture of the second. */
  private static ClipDataset damaged() {
    int picture = Math.toIntExact(SPEC.videoShape().size());
    int sound = Math.toIntExact(SPEC.audioShape().size());
    float[][] pictures = new float[5][picture];
    float[][] sounds = new float[5][sound];
    pictures[1][picture / 2] = Float.POSITIVE_INFINITY;
    sounds[3][7] = Float.NaN;
    return ClipDataset.of(SPEC, pictures, sounds);
  }

  @Test
  void aVideoWhoseValuesAreNotFiniteIsNamed() {
    try (ClipDataset clips = damaged();
        Encoder audio =
            Encoders.of(EncoderSpec.audioResNet(10, 2, AudioStem.B), SPEC)
                .initialize(Device.cpu(), 1);
        Encoder video =
            Encoders.of(EncoderSpec.r2plus1d(10, 2), SPEC).initialize(Device.cpu(), 1)) {
      FeatureExtractor extractor = new FeatureExtractor(clips, 3);
      assertThatThrownBy(() -> extractor.extract(audio))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "the sound of video "
                  + clips.id(3)
                  + " holds NaN (clip at 0.50 of its length), must be finite: repair or leave it out");
      assertThatThrownBy(() -> extractor.extract(video))
          .hasMessageStartingWith("the picture of video " + clips.id(1) + " holds Infinity");
    }
  }

  @Test
  void handCraftedFeaturesNameItToo() {
    List<ClipRequest> all = IntStream.range(0, 5).mapToObj(ClipRequest::centre).toList();
    try (ClipDataset clips = damaged();
        NDManager manager = TorchEngine.newManager()) {
      assertThatThrownBy(
              () ->
                  new FeatureExtractor(clips, 2)
                      .describe(manager, Modality.AUDIO, all, 1, done -> {}))
          .hasMessageStartingWith("the sound of video " + clips.id(3) + " holds NaN");
    }
  }
}
