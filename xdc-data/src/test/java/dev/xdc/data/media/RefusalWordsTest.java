package dev.xdc.data.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.xdc.data.TestMedia;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A refusal says what is wrong with the file, not what went wrong while it was read. */
class RefusalWordsTest {

  /** Far more frames than any small file can hold. */
  private static final int ABSURD = 80_000_000;

  @TempDir Path folder;

  @BeforeEach
  void workersAreThere() throws IOException {
    assumeTrue(TestMedia.programs().workers() != null, "FFmpeg's bindings are not there");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mpeg4", "libopenh264"})
  void aHeaderThatClaimsMoreFramesThanTheFileHasBytes(String codec) throws IOException {
    byte[] bytes = film(codec);
    patch(bytes, "stsz", 4, 1, ABSURD); // one byte each
    patch(bytes, "stts", 8, ABSURD);
    assertThat(refusal(bytes).problem())
        .isEqualTo(
            "its header claims 80000000 frames, but the file has only " + bytes.length + " bytes");
  }

  @Test
  void aHeaderWhoseTablesContradictEachOther() throws IOException {
    byte[] bytes = film("mpeg4");
    patch(bytes, "stsz", 4, 1, ABSURD);
    assertThat(refusal(bytes).problem())
        .isEqualTo(
            "its header claims 20 frames, but its tables of their places and sizes make no sense");
  }

  @Test
  void anEmptyFile() throws IOException {
    assertThat(refusal(new byte[0]).problem())
        .isEqualTo("is not readable as media: it has 0 bytes");
  }

  @Test
  void aFileThatLacksItsHeader() throws IOException {
    byte[] bytes = film("mpeg4");
    assertThat(refusal(Arrays.copyOf(bytes, indexOf(bytes, "moov") - 4)).problem())
        .contains("Invalid data")
        .as("what FFmpeg found, once, without the address of its object")
        .endsWith("(moov atom not found)");
  }

  @Test
  void aHeaderWithoutMedia() throws IOException {
    Path file = folder.resolve("fragments.mp4");
    byte[] rgb = TestMedia.greyRamp(20, 32, 24);
    String[] options = {"-c:v", "mpeg4", "-movflags", "empty_moov+frag_keyframe"};
    TestMedia.encode(file, "10", rgb, 32, 24, new byte[0], options);
    byte[] bytes = Files.readAllBytes(file);
    int fragment = indexOf(bytes, "moof") - 4;
    MediaException refusal = refusal(Arrays.copyOf(bytes, fragment));
    assertThat(refusal.kind()).isEqualTo(RefusalKind.NO_LENGTH);
    assertThat(refusal.problem()).contains("a header without media");
  }

  private byte[] film(String codec) throws IOException {
    Path file = folder.resolve("film.mp4");
    byte[] rgb = TestMedia.greyRamp(20, 32, 24);
    TestMedia.encode(file, "10", rgb, 32, 24, new byte[0], "-c:v", codec);
    return Files.readAllBytes(file);
  }

  private MediaException refusal(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("odd.mp4"), bytes);
    MediaProbe probe = new MediaProbe(TestMedia.programs());
    return catchThrowableOfType(MediaException.class, () -> probe.probe(file));
  }

  /** Overwrites numbers of a box, {@code at} bytes behind its name. */
  private static void patch(byte[] bytes, String box, int at, int... numbers) {
    ByteBuffer to = ByteBuffer.wrap(bytes).position(indexOf(bytes, box) + 4 + at);
    Arrays.stream(numbers).forEach(to::putInt);
  }

  private static int indexOf(byte[] bytes, String box) {
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(box);
    assertThat(at).as(box).isPositive();
    return at;
  }
}
