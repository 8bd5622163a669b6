package dev.xdc.data.synth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoneRandomTest {

  // Clips of a seed keep their bytes.
  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE, 0x123456789ABCDEFL})
  void drawsWhatTheLibrarysRandomDraws(long seed) {
    Random lone = new LoneRandom(seed);
    Random known = new Random(seed);
    for (int i = 0; i < 1000; i++) {
      assertThat(lone.nextDouble()).isEqualTo(known.nextDouble());
      assertThat(lone.nextBoolean()).isEqualTo(known.nextBoolean());
    }
  }
}
