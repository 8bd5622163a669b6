package dev.xdc.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConvolutionCheckTest {

  @Test
  void channelsOfTheBuiltInWidthsAreRightWhateverTheProcessor() {
    assertThat(ConvolutionCheck.wrongChannels()).doesNotContainKeys(16, 32, 64, 128);
  }
}
