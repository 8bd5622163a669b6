package dev.xdc.data.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.ClipSpec.PictureNormalization;
import dev.xdc.clip.ShortVideo;
import dev.xdc.data.media.FrameSize;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FrameTransformTest {

  private static final FrameSize SIZE = new FrameSize(20, 12);
  private static final int CROP = 8;
  private static final int FRAMES = 2;
  private static final ClipRequest CENTRE = ClipRequest.centre(0);

  @Test
  void centreCropIsInTheMiddle() {
    float[] out = apply(coordinates(3), 0, CENTRE, PictureNormalization.CONSTANTS, true);
    // Red tells the column, green the row, blue the frame.
    assertThat(pixel(out, 0, 0, 0)).containsExactly(6, 2, 0);
    assertThat(pixel(out, 1, 7, 7)).containsExactly(13, 9, 1);
  }

  @Test
  void framesAreCountedFromTheGivenOne() {
    float[] out = apply(coordinates(5), 2, CENTRE, PictureNormalization.CONSTANTS, false);
    assertThat(pixel(out, 0, 0, 0)).containsExactly(6, 2, 2);
    assertThat(pixel(out, 1, 0, 0)).containsExactly(6, 2, 3);
  }

  @Test
  void theLastFrameIsRepeated() {
    float[] out = apply(coordinates(3), 2, CENTRE, PictureNormalization.CONSTANTS, false);
    assertThat(pixel(out, 1, 0, 0)).containsExactly(6, 2, 2);
  }

  @Test
  void aShortVideoMayBeLooped() {
    ClipSpec spec =
        spec(PictureNormalization.CONSTANTS, false).toBuilder()
            .optFrames(6)
            .optFrameStride(2)
            .optShortVideo(ShortVideo.LOOP)
            .build();
    FloatBuffer out = FloatBuffer.allocate(6 * CROP * CROP * 3);
    new FrameTransform(spec).apply(coordinates(5), 0, SIZE, CENTRE, out);
    int[] shown = new int[6];
    Arrays.setAll(shown, t -> pixel(out.array(), t, 0, 0)[2]);
    assertThat(shown).containsExactly(0, 2, 4, 1, 3, 0);
  }

  @Test
  void constantsArePaperAuthors() {
    byte[] white = new byte[2 * SIZE.bytes()];
    Arrays.fill(white, (byte) 255);
    float[] out = apply(white, 0, CENTRE, PictureNormalization.CONSTANTS, false);
    assertThat(out[0]).isCloseTo((1 - 0.43216f) / 0.22803f, within(1e-5f));
    assertThat(out[1]).isCloseTo((1 - 0.394666f) / 0.22145f, within(1e-5f));
    assertThat(out[2]).isCloseTo((1 - 0.37645f) / 0.216989f, within(1e-5f));
    assertThat(apply(new byte[white.length], 0, CENTRE, PictureNormalization.CONSTANTS, false)[0])
        .isCloseTo(-0.43216f / 0.22803f, within(1e-5f));
  }

  @Test
  void perClipTakesOutBrightnessAndContrast() {
    byte[] frames = coordinates(2);
    byte[] bright = new byte[frames.length];
    for (int i = 0; i < frames.length; i++) {
      bright[i] = (byte) (50 + 10 * frames[i]);
    }
    float[] out = apply(bright, 0, CENTRE, PictureNormalization.PER_CLIP, false);
    double mean = 0;
    double square = 0;
    for (int i = 0; i < out.length; i += 3) {
      mean += out[i] / (out.length / 3.0);
      square += (double) out[i] * out[i] / (out.length / 3.0);
    }
    assertThat(mean).isCloseTo(0, within(1e-5));
    // Columns 6 to 13 by 10: a deviation of 22.9 of 255, to which 0.05 is added.
    double deviation = 10 * Math.sqrt(5.25) / 255;
    assertThat(Math.sqrt(square)).isCloseTo(deviation / (deviation + 0.05), within(1e-4));
  }

  @Test
  void randomCropsCoverAllPlacesAndFollowFromTheSeed() {
    Set<Integer> lefts = new HashSet<>();
    Set<Integer> tops = new HashSet<>();
    for (int seed = 1; seed < 500; seed++) {
      ClipRequest clip = new ClipRequest(0, 0.5, seed);
      float[] out = apply(coordinates(2), 0, clip, PictureNormalization.CONSTANTS, false);
      int[] corner = pixel(out, 0, 0, 0);
      lefts.add(corner[0]);
      tops.add(corner[1]);
      assertThat(pixel(out, 1, 7, 7)).containsExactly(corner[0] + 7, corner[1] + 7, 1);
      assertThat(apply(coordinates(2), 0, clip, PictureNormalization.CONSTANTS, false))
          .isEqualTo(out);
    }
    assertThat(lefts).hasSize(13).contains(0, 12);
    assertThat(tops).hasSize(5).contains(0, 4);
  }

  @Test
  void halfOfTheClipsAreMirroredAsAWhole() {
    int mirrored = 0;
    for (int seed = 1; seed <= 400; seed++) {
      ClipRequest clip = new ClipRequest(0, 0.5, seed);
      float[] plain = apply(coordinates(2), 0, clip, PictureNormalization.CONSTANTS, false);
      float[] out = apply(coordinates(2), 0, clip, PictureNormalization.CONSTANTS, true);
      if (pixel(out, 0, 0, 0)[0] > pixel(out, 0, 0, 7)[0]) {
        mirrored++;
        assertThat(pixel(out, 0, 3, 0)).isEqualTo(pixel(plain, 0, 3, 7));
        assertThat(pixel(out, 1, 5, 6)).isEqualTo(pixel(plain, 1, 5, 1));
      } else {
        assertThat(out).isEqualTo(plain);
      }
    }
    // Binomial of 400 at one half: three deviations are 30.
    assertThat(mirrored).isBetween(170, 230);
  }

  @Test
  void refusesFramesSmallerThanTheCrop() {
    FrameTransform transform = new FrameTransform(spec(PictureNormalization.CONSTANTS, false));
    FloatBuffer out = FloatBuffer.allocate(FRAMES * CROP * CROP * 3);
    assertThatThrownBy(
            () -> transform.apply(new byte[7 * 7 * 3], 0, new FrameSize(7, 7), CENTRE, out))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("smaller than the crop by 1");
  }

  private static byte[] coordinates(int frames) {
    byte[] rgb = new byte[frames * SIZE.bytes()];
    int i = 0;
    for (int t = 0; t < frames; t++) {
      for (int y = 0; y < SIZE.height(); y++) {
        for (int x = 0; x < SIZE.width(); x++) {
          rgb[i++] = (byte) x;
          rgb[i++] = (byte) y;
          rgb[i++] = (byte) t;
        }
      }
    }
    return rgb;
  }

  private static float[] apply(
      byte[] frames, int first, ClipRequest clip, PictureNormalization how, boolean flip) {
    FloatBuffer out = FloatBuffer.allocate(FRAMES * CROP * CROP * 3);
    new FrameTransform(spec(how, flip)).apply(frames, first, SIZE, clip, out);
    assertThat(out.hasRemaining()).isFalse();
    return out.array();
  }

  /** Returns the bytes a pixel had before it was normalised by the constants. */
  private static int[] pixel(float[] out, int t, int y, int x) {
    int at = ((t * CROP + y) * CROP + x) * 3;
    return new int[] {
      Math.round((out[at] * 0.22803f + 0.43216f) * 255),
      Math.round((out[at + 1] * 0.22145f + 0.394666f) * 255),
      Math.round((out[at + 2] * 0.216989f + 0.37645f) * 255)
    };
  }

  private static ClipSpec spec(PictureNormalization how, boolean flip) {
    return ClipSpec.paper().toBuilder()
        .optFrames(FRAMES)
        .optFramesPerSecond(16)
        .optShortSide(CROP)
        .optCrop(CROP)
        .optNormalization(how)
        .optFlip(flip)
        .build();
  }
}
