package dev.xdc.data.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.data.TestMedia;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MediaWriterTest {

  private static final FrameSize SIZE = new FrameSize(32, 24);

  @TempDir Path folder;

  @Test
  void filesWrittenTogetherAreThoseWrittenAlone() throws IOException {
    MediaWriter writer = new MediaWriter(TestMedia.programs());
    MediaWriter.Film ramp = film("ramp.mp4", TestMedia.soundRamp(16_000), 16);
    MediaWriter.Film chirp = film("chirp.mkv", TestMedia.chirp(8000), 8);
    writer.writeAll(List.of(ramp, chirp), SIZE, 16, TestMedia.RATE);
    for (MediaWriter.Film film : List.of(ramp, chirp)) {
      Path alone = folder.resolve("alone-" + film.target().getFileName());
      writer.write(alone, film.frames(), SIZE, 16, film.sound(), TestMedia.RATE);
      assertThat(film.target()).hasSameBinaryContentAs(alone);
    }
  }

  private MediaWriter.Film film(String name, byte[] sound, int frames) {
    return new MediaWriter.Film(folder.resolve(name), TestMedia.greyRamp(frames, 32, 24), sound);
  }
}
