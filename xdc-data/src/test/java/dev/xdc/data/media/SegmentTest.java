package dev.xdc.data.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "talk.mp4|120|130|talk.mp4#t=120,130",
        "talk.mp4|0|0.1|talk.mp4#t=0,0.1",
        "a#t=1,2 at 5%.mp4|1e2|100.1234567|a%23t=1%2C2 at 5%25.mp4#t=100,100.123457",
        "50%2C.mp4|1|2|50%252C.mp4#t=1,2",
      })
  void anIdNamesFileAndTimes(String file, double start, double end, String id) {
    Segment segment = new Segment(start, end);
    assertThat(segment.idIn(file)).isEqualTo(id);
    assertThat(Segment.ofId(id)).contains(segment);
    assertThat(Segment.fileOfId(id)).isEqualTo(file);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.mp4#t=npt:1.50,2|1.5|2",
        "a.mp4#t=,2|0|2",
        "a.mp4#t=1:02:03,1:02:04.5|3723|3724.5"
      })
  void oneSegmentMayBeWrittenInSeveralWays(String id, double start, double end) {
    assertThat(Segment.ofId(id)).contains(new Segment(start, end));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"a.mp4", "a.mp4#t=1", "a.mp4#t=x,2", "#t=1,2", "a.mp4#xywh=1,2"})
  void whatNamesNoSegmentIsAFile(String id) {
    assertThat(Segment.ofId(id)).isEmpty();
    assertThat(Segment.fileOfId(id)).isEqualTo(id);
  }

  @Test
  void aNameMayHoldALineEnd() {
    String id = new Segment(1, 3).idIn("new\nline.mp4");
    assertThat(Segment.fileOfId(id)).isEqualTo("new\nline.mp4");
    assertThat(Segment.ofId(id)).contains(new Segment(1, 3));
  }

  @Test
  void theEndIsAfterTheStart() {
    assertThatThrownBy(() -> new Segment(1, 1.0000001))
        .hasMessageContaining("segment at 1.0 s is shorter than a microsecond");
    assertThatThrownBy(() -> new Segment(2, 2)).hasMessageContaining("must be after its start");
    assertThatThrownBy(() -> new Segment(-1, 2)).hasMessageContaining("must be at least 0");
    assertThatThrownBy(() -> new Segment(0, Double.NaN)).hasMessageContaining("ends at NaN");
  }

  @Test
  void aSegmentOfASegmentCountsOnTheFilesClock() {
    MediaInfo file =
        new MediaInfo(Path.of("a.wav"), 100, null, new AudioStream("pcm_s16le", 16_000, 1, 0));
    MediaInfo inner = file.within(new Segment(20, 60)).within(new Segment(10, 40.5));
    assertThat(inner.startSeconds()).isEqualTo(30);
    assertThat(inner.durationSeconds()).isEqualTo(30);
    assertThat(inner.fileSeconds()).isEqualTo(100);
  }
}
