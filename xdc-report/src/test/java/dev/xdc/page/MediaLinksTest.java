package dev.xdc.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.data.media.AudioStream;
import dev.xdc.data.media.FilePart;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.media.Segment;
import dev.xdc.data.media.VideoStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MediaLinksTest {
  private static final AudioStream AAC = new AudioStream("aac", 16_000, 1, 0);

  private static MediaInfo film(String path, String codec) {
    return new MediaInfo(Path.of(path), 2, new VideoStream(codec, 16, 64, 64, 0), AAC);
  }

  @Test
  void linksLeadFromThePageToTheFile() {
    assertThat(MediaLinks.relative("/runs/page/", "/clips/a/b.mp4"))
        .isEqualTo("../../clips/a/b.mp4");
    assertThat(MediaLinks.relative("/runs/page", "/runs/page/b.mp4")).isEqualTo("./b.mp4");
    assertThat(MediaLinks.relative("/runs/page", "/runs/b.mp4")).isEqualTo("../b.mp4");
  }

  @Test
  void namesAreEncodedSoThatNoneIsAFragmentOrMarkup() {
    MediaLinks links =
        MediaLinks.of(
            List.of(film("/clips/50% #1?.mp4", "h264"), film("/clips/<b>\".mp4", "h264")),
            Path.of("/page"));

    assertThat(links.base()).isEqualTo("../clips/");
    assertThat(links.links()).containsExactly("50%25%20%231%3F.mp4", "%3Cb%3E%22.mp4");
  }

  @Test
  void aLinkThatIsTheIdIsLeftOut() {
    MediaLinks links =
        MediaLinks.of(
            List.of(film("/clips/a.mp4", "h264"), film("/clips/b c.mp4", "h264")), Path.of("/p"));

    assertThat(links.without(List.of("a.mp4", "b c.mp4")).links()).containsExactly("", "b%20c.mp4");
  }

  @Test
  void segmentsOfAFileShareItsLink() {
    MediaInfo file = film("/clips/talk.mp4", "mpeg4");
    MediaInfo first = file.within(new Segment(0, 1));
    MediaInfo second = file.within(new Segment(1, 2));
    MediaLinks links =
        MediaLinks.of(List.of(first, film("/clips/x.mp4", "h264"), second), Path.of("/p"));

    assertThat(links.file()).containsExactly(0, 1, 0);
    assertThat(second.part()).isEqualTo(new FilePart(null, 1, 2));
    assertThat(links.kinds()).containsExactly("mp4 mpeg4 aac", "mp4 h264 aac");
    assertThat(links.playable()).containsExactly(false, true);
  }
}
