package dev.xdc.data.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.data.media.AudioStream;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.media.VideoStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SlidingWindowsTest {
  private static final ClipSpec SPEC = ClipSpec.paper();

  @Test
  void picturesSlideByWholeFrames() {
    List<SlidingWindows.Window> windows =
        new SlidingWindows(SPEC, Modality.VIDEO, 0.5).of(3, film(10));
    assertThat(windows).hasSize(20).allMatch(w -> w.clip().index() == 3);
    assertThat(windows.get(7).startSeconds()).isCloseTo(3.5, within(1e-9));
    assertThat(windows.get(7).endSeconds()).isCloseTo(3.5 + 8 / 30.0, within(1e-9));
    assertThat(windows.get(19).endSeconds()).isLessThanOrEqualTo(10);
  }

  @ParameterizedTest
  @EnumSource(Content.class)
  void soundsSlideOverTheWholeFile(Content content) {
    List<SlidingWindows.Window> windows =
        new SlidingWindows(SPEC, Modality.AUDIO, 1).of(0, content.file(10));
    assertThat(windows).hasSize(9);
    for (int i = 0; i < 9; i++) {
      // Beside a picture the sound lies on the grid of its frames.
      assertThat(windows.get(i).startSeconds()).isCloseTo(i, within(0.5 / 30));
      assertThat(windows.get(i).endSeconds() - windows.get(i).startSeconds()).isEqualTo(2);
    }
  }

  @Test
  void noWindowOccursTwice() {
    assertThat(new SlidingWindows(SPEC, Modality.VIDEO, 1 / 300.0).of(0, film(1)))
        .hasSize(23)
        .extracting(SlidingWindows.Window::startSeconds)
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource(Modality.class)
  void aFileShorterThanAWindowHasOne(Modality modality) {
    assertThat(new SlidingWindows(SPEC, modality, 1).of(0, film(0.2))).hasSize(1);
  }

  @Test
  void longerWindowsHaveMoreFramesAtTheSameRate() {
    ClipSpec spec = SPEC.toBuilder().optFrameStride(2).build();
    ClipSpec longer = SlidingWindows.lengthened(spec, 4);
    assertThat(longer.frames()).isEqualTo(60);
    assertThat(longer.audioSeconds()).isEqualTo(4);
    assertThat(longer.audioFrames()).isEqualTo(200);
    assertThat(longer.melBands()).isEqualTo(40);
  }

  @Test
  void refusesAStrideThatDoesNotMove() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SlidingWindows(SPEC, Modality.VIDEO, 0))
        .withMessageContaining("strideSeconds is 0.0");
  }

  enum Content {
    FILM,
    SOUND;

    MediaInfo file(double seconds) {
      MediaInfo film = film(seconds);
      return this == FILM ? film : new MediaInfo(film.path(), seconds, null, film.audio());
    }
  }

  private static MediaInfo film(double seconds) {
    return new MediaInfo(
        Path.of("a.mp4"),
        seconds,
        new VideoStream("h264", 30, 320, 240, 0),
        new AudioStream("aac", 48_000, 2, 0));
  }
}
