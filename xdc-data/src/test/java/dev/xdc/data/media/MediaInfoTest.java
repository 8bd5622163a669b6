package dev.xdc.data.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.data.index.Finding;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MediaInfoTest {
  private static final MediaInfo WHOLE =
      new MediaInfo(
          Path.of("talk é.mp4").toAbsolutePath(),
          12.5,
          new VideoStream("h264", 25, 640, 360, 0),
          null);

  @Test
  void travelsToOtherJvms() throws IOException, ClassNotFoundException {
    Finding sent = new Finding(WHOLE.within(new Segment(2, 4)), null);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(sent);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(sent);
    }
  }

  @Test
  void hasAtLeastOneSample() {
    assertThat(WHOLE.samples(16_000)).isEqualTo(200_000);
    assertThat(WHOLE.within(new Segment(1, 1.00001)).samples(16_000)).isEqualTo(1);
  }
}
