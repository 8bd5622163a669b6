package dev.xdc.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import dev.xdc.clip.ClipSpec.PictureNormalization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PretrainedWeightsTest {

  // the paper, sections 4.1 and 6; documentation of torchvision's R2Plus1D_18_Weights
  @ParameterizedTest
  @EnumSource
  void eachHasTheClipsItWasTrainedWith(PretrainedWeights weights) {
    boolean authors = weights != PretrainedWeights.TORCHVISION_KINETICS400;
    assertThat(weights.clip().videoShape())
        .isEqualTo(authors ? new Shape(3, 32, 224, 224) : new Shape(3, 16, 112, 112));
    assertThat(weights.clip().framesPerSecond()).isEqualTo(authors ? 30 : 15);
    assertThat(weights.clip().shortSide()).isEqualTo(authors ? 256 : 128);
    assertThat(weights.clip().normalization()).isEqualTo(PictureNormalization.CONSTANTS);
  }

  @ParameterizedTest
  @EnumSource
  void eachIsFoundByItsNameAndByTheNameOfItsFile(PretrainedWeights weights) {
    assertThat(PretrainedWeights.named(weights.label())).contains(weights);
    assertThat(PretrainedWeights.of(Path.of("some", weights.fileName()))).contains(weights);
    assertThat(weights.uri().toString()).endsWith("/" + weights.fileName());
    assertThat(PretrainedWeights.of(Path.of("my-" + weights.fileName()))).isEmpty();
    assertThat(PretrainedWeights.of(Path.of(weights.label() + ".pth"))).isEmpty();
  }

  @Test
  void anotherFileIsNotTheOneItsNameSays(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("r2plus1d_18-91a641e6.pth"), "abc");
    assertThatThrownBy(() -> PretrainedWeights.TORCHVISION_KINETICS400.verify(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("starts with ba7816bf, must be 91a641e6; delete it");
  }
}
