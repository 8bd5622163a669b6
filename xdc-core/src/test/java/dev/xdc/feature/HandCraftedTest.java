package dev.xdc.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.xdc.Preset;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HandCraftedTest {

  private static final ClipSpec SPEC = Preset.tiny().clip();

  @ParameterizedTest
  @EnumSource
  void aClipPlayedBackwardsIsTheSame(Modality modality) {
    int steps = modality == Modality.VIDEO ? SPEC.frames() : SPEC.audioFrames();
    int width = modality == Modality.VIDEO ? 3 * SPEC.crop() * SPEC.crop() : SPEC.melBands();
    float[] clip = new float[steps * width];
    Random random = new Random(1);
    for (int i = 0; i < clip.length; i++) {
      clip[i] = random.nextFloat();
    }
    float[] backwards = new float[clip.length];
    for (int t = 0; t < steps; t++) {
      System.arraycopy(clip, t * width, backwards, (steps - 1 - t) * width, width);
    }

    float[] features = HandCrafted.describe(SPEC, modality, FloatBuffer.wrap(clip));

    assertThat(HandCrafted.describe(SPEC, modality, FloatBuffer.wrap(backwards)))
        .hasSize(HandCrafted.width(SPEC, modality))
        .containsExactly(features, within(1e-4f));
  }
}
