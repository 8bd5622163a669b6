package dev.xdc.data.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.ClipSpec.AudioAlignment;
import dev.xdc.data.media.AudioStream;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.media.VideoStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClipSamplerTest {

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 292", "0.5, 146", "0.001, 0", "0.0018, 1", "0.25, 73", "0.999, 292"})
  void positionBecomesAFrameOfTheGrid(double position, long frame) {
    // 10 s at 30 per second are 300 frames, in which a clip of 8 has 293 places.
    ClipWindow window = sampler(0).video(at(position), film(10));
    assertThat(window).isEqualTo(new ClipWindow(frame, 8, 30));
    assertThat(window.startSeconds()).isEqualTo(frame / 30.0);
  }

  @Test
  void everyPlaceOfADrawnClipIsEquallyLikely() {
    // 12 frames at 30 per second have 5 places for 8 frames; 20,000 draws give each 4,000 +- 57.
    int[] places = new int[5];
    for (int seed = 0; seed < 20_000; seed++) {
      places[(int) sampler(0).video(ClipRequest.random(0, seed), film(0.4)).start()]++;
    }
    for (int count : places) {
      assertThat(count).isBetween(3_770, 4_230);
    }
  }

  @Test
  void soundSharesTheCentreOfThePicture() {
    ClipWindow video = sampler(0).video(at(0.5), film(10));
    ClipWindow audio = sampler(0).audio(at(0.5), film(10));
    assertThat(audio).isEqualTo(new ClipWindow(64_000, 32_000, 16_000));
    assertThat(audio.centreSeconds()).isEqualTo(video.centreSeconds());
  }

  @Test
  void soundSharesTheStartOfThePictureIfAskedTo() {
    ClipSampler sampler = new ClipSampler(spec(0, AudioAlignment.START));
    assertThat(sampler.audio(at(0.25), film(10)).startSeconds())
        .isEqualTo(sampler.video(at(0.25), film(10)).startSeconds(), offset());
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 128000", "0.05, 0", "0.95, 128000"})
  void soundStaysInsideALongFile(double position, long sample) {
    assertThat(sampler(0).audio(at(position), film(10)).start()).isEqualTo(sample);
  }

  @ParameterizedTest
  @CsvSource({"0", "0.5", "1"})
  void soundOfAShortFileBeginsAtItsBeginning(double position) {
    assertThat(sampler(0).audio(at(position), film(1.5)).start()).isZero();
  }

  @Test
  void aFileOfOneClipHasOnePlace() {
    assertThat(sampler(0).video(at(0), film(8 / 30.0)).start()).isZero();
    assertThat(sampler(0).video(at(1), film(8 / 30.0)).start()).isZero();
    assertThat(sampler(0).video(at(1), film(0.1)).start()).isZero();
  }

  @Test
  void positionCountsOverTheSoundWhereThereIsNoPicture() {
    MediaInfo song =
        new MediaInfo(Path.of("a.wav"), 5, null, new AudioStream("pcm_s16le", 44_100, 2, 0));
    assertThat(sampler(0).audio(at(0), song).start()).isZero();
    assertThat(sampler(0).audio(at(0.5), song).start()).isEqualTo(24_000);
    assertThat(sampler(0).audio(at(1), song).start()).isEqualTo(48_000);
  }

  @Test
  void shiftIsUniformWithinItsBoundsAndFollowsFromTheSeed() {
    ClipSampler sampler = sampler(0.5);
    List<Double> shifts = new ArrayList<>();
    for (int i = 1; i <= 2000; i++) {
      ClipRequest clip = new ClipRequest(0, 0.5, i);
      long start = sampler.audio(clip, film(10)).start();
      assertThat(sampler.audio(clip, film(10)).start()).isEqualTo(start);
      shifts.add((start - 64_000) / 16_000.0);
    }
    assertThat(shifts).allMatch(s -> Math.abs(s) <= 0.5);
    // Mean 0 and deviation 0.2887; 2,000 draws keep the mean within 0.0065 at one deviation.
    double mean = shifts.stream().mapToDouble(s -> s).average().orElseThrow();
    assertThat(Math.abs(mean)).isLessThan(0.026);
    double square = shifts.stream().mapToDouble(s -> s * s).average().orElseThrow();
    assertThat(Math.sqrt(square)).isBetween(0.27, 0.31);
  }

  @Test
  void shiftMayLeaveTheFile() {
    long least =
        java.util.stream.LongStream.range(1, 200)
            .map(i -> sampler(0.5).audio(new ClipRequest(0, 0, i), film(10)).start())
            .min()
            .orElseThrow();
    assertThat(least).isNegative();
  }

  @Test
  void withoutAugmentationNothingIsShifted() {
    assertThat(sampler(0.5).audio(at(0.5), film(10)).start()).isEqualTo(64_000);
  }

  private static org.assertj.core.data.Offset<Double> offset() {
    return org.assertj.core.data.Offset.offset(0.5 / 16_000);
  }

  private static ClipRequest at(double position) {
    return new ClipRequest(0, position, ClipRequest.NO_AUGMENTATION);
  }

  private static MediaInfo film(double seconds) {
    return new MediaInfo(
        Path.of("a.mp4"),
        seconds,
        new VideoStream("h264", 30, 320, 240, 0),
        new AudioStream("aac", 48_000, 2, 0));
  }

  private static ClipSampler sampler(double jitter) {
    return new ClipSampler(spec(jitter, AudioAlignment.CENTRE));
  }

  private static ClipSpec spec(double jitter, AudioAlignment alignment) {
    return ClipSpec.paper().toBuilder()
        .optShortSide(32)
        .optCrop(32)
        .optAudioJitterSeconds(jitter)
        .optAudioAlignment(alignment)
        .build();
  }
}
