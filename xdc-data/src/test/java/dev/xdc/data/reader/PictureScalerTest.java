package dev.xdc.data.reader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.data.media.FrameSize;
import org.junit.jupiter.api.Test;

class PictureScalerTest {
  /** A picture whose red rises by 10 per column, green by 10 per row, blue is 7. */
  private static byte[] ramp(int width, int height) {
    byte[] picture = new byte[width * height * 3];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = (y * width + x) * 3;
        picture[at] = (byte) (10 * x);
        picture[at + 1] = (byte) (10 * y);
        picture[at + 2] = 7;
      }
    }
    return picture;
  }

  private static int[] scaled(FrameSize from, FrameSize to) {
    byte[] out = new byte[5 + to.bytes()];
    new PictureScaler(from, to).scale(ramp(from.width(), from.height()), out, 5);
    int[] values = new int[to.bytes()];
    for (int i = 0; i < values.length; i++) {
      values[i] = out[5 + i] & 255;
    }
    return values;
  }

  @Test
  void shrinksToMeansOfWhatAPixelCovers() {
    // half the size: a triangle of 1/8, 3/8, 3/8, 1/8, cut off and made whole at the edges
    int[] small = scaled(new FrameSize(8, 4), new FrameSize(4, 2));
    assertThat(small).hasSize(4 * 2 * 3);
    assertThat(small[3]).isEqualTo(25);
    assertThat(small[6]).isEqualTo(45);
    assertThat(small[0]).isEqualTo(7); // (3 * 0 + 3 * 10 + 1 * 20) / 7
    assertThat(small[2]).isEqualTo(7);
    assertThat(small[1 + 4 * 3]).isEqualTo(23); // (1 * 10 + 3 * 20 + 3 * 30) / 7
  }

  @Test
  void growsByLinearInterpolation() {
    int[] large = scaled(new FrameSize(4, 4), new FrameSize(8, 4));
    assertThat(new int[] {large[0], large[3], large[6], large[9]}).containsExactly(0, 3, 8, 13);
  }

  @Test
  void leavesTheSameSizeAlone() {
    FrameSize size = new FrameSize(5, 3);
    byte[] out = new byte[size.bytes()];
    new PictureScaler(size, size).scale(ramp(5, 3), out, 0);
    assertThat(out).isEqualTo(ramp(5, 3));
  }
}
