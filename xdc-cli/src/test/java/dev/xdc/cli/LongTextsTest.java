package dev.xdc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.xdc.data.reader.MediaCsv;
import dev.xdc.data.reader.MediaList;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts are taken apart in time that grows with their length, not with its square. */
class LongTextsTest {
  private static final Duration ENOUGH = Duration.ofSeconds(15);
  private static final int LENGTH = 500_000;

  @TempDir private Path folder;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void tagsOfAList() throws IOException {
    String cell = "x" + " ".repeat(LENGTH) + "y; z";
    Path list = Files.writeString(folder.resolve("l.csv"), "path,tags\na.mp4,\"" + cell + "\"\n");
    MediaList read = assertTimeoutPreemptively(ENOUGH, () -> MediaCsv.read(list));
    assertThat(read.items().get(0).tags()).hasSize(2);
  }

  @Test
  void headOfANumpyFile() throws IOException {
    SampleFiles samples = new SampleFiles(folder, EnumSet.noneOf(FileFormat.class));
    for (String piece : new String[] {"'shape': (", " ", "'descr': '"}) {
      byte[] head = bytes("{'descr': '<f4', 'shape': (4" + piece.repeat(LENGTH / piece.length()));
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      file.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0});
      file.writeBytes(
          ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(head.length).array());
      file.writeBytes(head);
      boolean refused =
          assertTimeoutPreemptively(
              ENOUGH, () -> samples.refused(FileFormat.NPY, file.toByteArray()));
      assertThat(refused).isTrue();
    }
  }

  @Test
  void argumentInAMessage() {
    String blanks = "a" + " ".repeat(LENGTH) + "b";
    Cli.Outcome outcome =
        assertTimeoutPreemptively(
            ENOUGH, () -> Cli.run("weights", "inspect", "x.pth", "--colour", blanks));
    assertThat(outcome.code()).isEqualTo(2);
  }
}
