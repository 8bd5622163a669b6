package dev.xdc.data.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xdc.clip.Modality;
import dev.xdc.data.media.AudioStream;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.media.RefusalKind;
import dev.xdc.data.media.VideoStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexFileTest {

  private static final FileRules RULES = new FileRules(Set.of(Modality.values()), 0.5);
  private static final FileStamp STAMP =
      new FileStamp(1_234_567_890_123L, Instant.parse("2026-01-02T03:04:05.123456789Z"));

  @TempDir Path folder;

  private List<IndexRow> rows() {
    VideoStream picture = new VideoStream("h264", 30_000 / 1001.0, 320, 240, 0.021);
    AudioStream sound = new AudioStream("aac", 44_100, 6, 1 / 3.0);
    Path odd = folder.resolve("clips/名 \"quote\" \\ %03d\nline\u2028.mp4");
    Path far = folder.resolveSibling("elsewhere.mkv");
    Path song = folder.resolve("clips/a/b.mp3");
    return List.of(
        new IndexRow(
            "id 1",
            odd,
            "cat",
            List.of(),
            STAMP,
            new MediaInfo(odd, 0.1 + 0.2, picture, sound),
            null),
        new IndexRow(
            "id 2",
            far,
            null,
            List.of("dog", "a; b"),
            STAMP,
            new MediaInfo(far, 7, picture, null),
            null),
        new IndexRow(
            "id 3",
            song,
            "dog",
            List.of(),
            STAMP,
            new MediaInfo(song, 7, null, sound),
            new Refusal(RefusalKind.NO_PICTURE, "no picture")),
        new IndexRow(
            "id 4",
            folder.resolve("gone"),
            null,
            List.of(),
            null,
            null,
            new Refusal(RefusalKind.MISSING, "no such file")));
  }

  private Path write(String name, List<IndexRow> rows) throws IOException {
    Path file = folder.resolve(name);
    IndexHeader header = new IndexHeader(folder.resolve("clips"), RULES, rows.size());
    try (IndexWriter writer = IndexWriter.create(file, header)) {
      for (IndexRow row : rows) {
        writer.write(row);
      }
      writer.finish();
    }
    return file;
  }

  private static List<IndexRow> read(Path file) throws IOException {
    List<IndexRow> rows = new ArrayList<>();
    try (IndexReader reader = IndexReader.open(file)) {
      for (IndexRow row = reader.next(); row != null; row = reader.next()) {
        rows.add(row);
      }
    }
    return rows;
  }

  @Test
  void whatIsWrittenComesBack() throws IOException {
    Path file = write("index.jsonl", rows());

    assertThat(read(file)).isEqualTo(rows());
    try (IndexReader reader = IndexReader.open(file)) {
      assertThat(reader.header())
          .isEqualTo(new IndexHeader(folder.resolve("clips").toAbsolutePath(), RULES, 4));
    }
    assertThat(Files.readAllLines(file)).hasSize(5);
    assertThat(folder.toFile().list()).containsExactly("index.jsonl");
  }

  @Test
  void aDetailIsOneLineWithoutControlCharacters() {
    assertThat(new Refusal(RefusalKind.UNREADABLE, " a\r\n b\u001b[31m\tc\u009b\0 "))
        .hasToString("a; b?[31m?c??");
  }

  @Test
  void theFirstLineNamesFormatAndVersion() throws IOException {
    Path file = write("index.jsonl", rows());

    assertThat(Files.readAllLines(file).get(0))
        .isEqualTo(
            "{\"format\":\"xdc-index\",\"version\":1,\"root\":\"clips\",\"require\":[\"audio\",\"video\"],"
                + "\"minSeconds\":0.5,\"files\":4}");
    assertThat(IndexReader.isIndex(file)).isTrue();
  }

  @Test
  void anIndexMovesTogetherWithItsFiles() throws IOException {
    Path file = write("index.jsonl", rows());
    Path moved = Files.createDirectories(folder.resolve("new/place"));
    Files.move(file, moved.resolve("index.jsonl"));

    assertThat(read(moved.resolve("index.jsonl")))
        .extracting(IndexRow::path)
        .contains(moved.resolve("clips/a/b.mp3"), folder.resolveSibling("elsewhere.mkv"));
  }

  @Test
  void theRootCountsFromTheIndexWhereOneLiesInTheOther() throws IOException {
    Path deep = Files.createDirectories(folder.resolve("clips/a/b"));
    for (Path root : List.of(folder.resolve("clips"), deep, folder, folder.resolveSibling("far"))) {
      for (Path at : List.of(folder, deep, folder.resolve("clips/a"))) {
        Path file = at.resolve("root.jsonl");
        try (IndexWriter writer = IndexWriter.create(file, new IndexHeader(root, RULES, 0))) {
          writer.finish();
        }
        boolean nested = root.startsWith(at) || at.startsWith(root);
        assertThat(Files.readString(file).contains(folder.getFileName().toString()))
            .isEqualTo(!nested && root.startsWith(folder));
        try (IndexReader reader = IndexReader.open(file)) {
          assertThat(reader.header().root()).isEqualTo(root.toAbsolutePath());
        }
      }
    }
  }

  @Test
  void anUnfinishedIndexLeavesTheOldOneAsItWas() throws IOException {
    Path file = write("index.jsonl", rows());
    try (IndexWriter writer =
        IndexWriter.create(file, new IndexHeader(folder.resolve("clips"), RULES, 4))) {
      writer.write(rows().get(0));
      assertThatThrownBy(writer::finish).hasMessage("1 rows written, the header says 4 files");
    }

    assertThat(read(file)).isEqualTo(rows());
    assertThat(folder.toFile().list()).containsExactly("index.jsonl");
  }

  @Test
  void anIndexCutOffAnywhereIsAnError() throws IOException {
    byte[] whole = Files.readAllBytes(write("index.jsonl", rows()));
    for (int length = 0; length < whole.length; length += 7) {
      Path cut = Files.write(folder.resolve("cut.jsonl"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> read(cut))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cut.jsonl");
    }
  }

  @Test
  void damageIsNamedWithItsLine() throws IOException {
    Path file = write("index.jsonl", rows());
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    for (String bad :
        List.of(
            "",
            "[]",
            "{",
            "{}",
            "{\"id\":\"x\",\"path\":\"x\"}",
            lines.get(1).replace("\"label\"", "\"tags\":[\"owl\"],\"label\""),
            lines.get(1).replace("\"width\":320", "\"width\":0"),
            lines.get(1).replace("2026-01-02T", "yesterday "),
            lines.get(3).replace("no_picture", "mood"))) {
      lines.set(2, bad);
      Path damaged = Files.write(folder.resolve("damaged.jsonl"), lines);
      assertThatThrownBy(() -> read(damaged))
          .as(bad)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("damaged.jsonl, line 3 ");
    }
  }

  @Test
  void otherJsonAndOtherVersionsAreRefused() throws IOException {
    Path other = Files.writeString(folder.resolve("other.jsonl"), "{\"loss\":1}\n");
    Path later = folder.resolve("later.jsonl");
    Files.writeString(
        later,
        Files.readString(write("index.jsonl", rows())).replace("\"version\":1", "\"version\":2"));

    assertThatThrownBy(() -> read(other)).hasMessage(other + " is no index of media files");
    assertThatThrownBy(() -> read(later))
        .hasMessage(
            later
                + " is an index of version 2, this program reads version 1; index the files again");
  }
}
