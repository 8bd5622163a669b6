package dev.xdc.data.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xdc.clip.Modality;
import dev.xdc.data.media.AudioStream;
import dev.xdc.data.media.MediaException;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.media.RefusalKind;
import dev.xdc.data.media.VideoStream;
import dev.xdc.data.reader.MediaList;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scans with a stand-in for the probe that counts its calls; a file holds what its text says. */
class IndexScanTest {

  private static final int FILES = 12;

  @TempDir Path folder;
  private Path clips;
  private Path out;
  private List<IndexItem> items;
  private final AtomicInteger reads = new AtomicInteger();

  @BeforeEach
  void makeFiles() throws IOException {
    clips = Files.createDirectories(folder.resolve("clips"));
    out = folder.resolve("index.jsonl");
    items = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      String content = i % 4 == 1 ? "silent" : i % 4 == 3 ? "broken" : "good";
      Path file = Files.writeString(clips.resolve("clip" + i + ".mp4"), content);
      items.add(new IndexItem("clip" + i + ".mp4", file, "class" + i % 3));
    }
  }

  private MediaInfo read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw MediaException.of(file, RefusalKind.MISSING, "no such file");
    }
    reads.incrementAndGet();
    VideoStream picture = new VideoStream("h264", 25, 32, 24, 0);
    return switch (Files.readString(file)) {
      case "good" -> new MediaInfo(file, 2.5, picture, new AudioStream("aac", 16_000, 1, 0.25));
      case "silent" -> new MediaInfo(file, 2.5, picture, null);
      case "slow" -> throw MediaException.of(file, RefusalKind.TIMED_OUT, "killed after 20 s");
      default -> throw MediaException.of(file, RefusalKind.UNREADABLE, "broken\nbeyond repair");
    };
  }

  private IndexScan.Builder scan() {
    return IndexScan.builder()
        .setItems(items)
        .setRoot(clips)
        .setOut(out)
        .setReading(this::read)
        .optThreads(2);
  }

  private int readsOf(IndexScan scan) throws IOException {
    reads.set(0);
    assertThat(scan.run().read()).isEqualTo(reads.get());
    return reads.get();
  }

  private List<IndexRow> rows() throws IOException {
    List<IndexRow> rows = new ArrayList<>();
    try (IndexReader reader = IndexReader.open(out)) {
      for (IndexRow row = reader.next(); row != null; row = reader.next()) {
        rows.add(row);
      }
    }
    return rows;
  }

  private List<String> refused() throws IOException {
    return rows().stream()
        .filter(row -> row.refusal() != null)
        .map(row -> row.id() + " " + row.refusal().kind().code())
        .toList();
  }

  private Path partial() {
    return folder.resolve("index.jsonl.partial");
  }

  /** Leaves what a scan leaves that ends after {@code files} files. */
  private void stopAfter(int files) {
    AtomicInteger left = new AtomicInteger(files);
    IndexScan scan =
        scan()
            .optThreads(1)
            .setReading(
                file -> {
                  if (left.getAndDecrement() == 0) {
                    throw new IOException("power cut");
                  }
                  return read(file);
                })
            .build();
    assertThatThrownBy(scan::run).isInstanceOf(IOException.class).hasMessage("power cut");
  }

  @Test
  void everyFileHasARowInTheOrderOfTheList() throws IOException {
    ScanReport report = scan().build().run();

    assertThat(report.files()).isEqualTo(12);
    assertThat(report.usable()).isEqualTo(6);
    assertThat(report.refused()).isEqualTo(6);
    assertThat(report.refusals())
        .containsEntry(RefusalKind.NO_SOUND, new ScanReport.Group(3, "clip1.mp4", "no sound"))
        .containsEntry(
            RefusalKind.UNREADABLE, new ScanReport.Group(3, "clip3.mp4", "broken; beyond repair"));
    assertThat(rows())
        .extracting(IndexRow::id)
        .containsExactlyElementsOf(items.stream().map(IndexItem::id).toList());
    assertThat(rows().get(0))
        .isEqualTo(
            new IndexRow(
                "clip0.mp4",
                clips.resolve("clip0.mp4"),
                "class0",
                List.of(),
                FileStamp.of(clips.resolve("clip0.mp4")),
                read(clips.resolve("clip0.mp4")),
                null));
    assertThat(rows().get(1).media()).isNotNull();
    assertThat(partial()).doesNotExist();
  }

  @Test
  void theNumberOfThreadsDoesNotShow() throws IOException {
    scan().optThreads(1).build().run();
    String one = Files.readString(out);
    Files.delete(out);

    scan()
        .optThreads(4)
        .setReading(
            file -> {
              try {
                Thread.sleep(Math.floorMod(file.hashCode(), 7));
              } catch (InterruptedException e) {
                throw new InterruptedIOException();
              }
              return read(file);
            })
        .build()
        .run();

    assertThat(out).hasContent(one);
  }

  @Test
  void anotherScanReadsOnlyWhatHasChanged() throws IOException {
    assertThat(readsOf(scan().build())).isEqualTo(12);
    String before = Files.readString(out);

    assertThat(readsOf(scan().build())).isZero();
    assertThat(out).hasContent(before);

    Files.writeString(clips.resolve("clip3.mp4"), "good");
    Path touched = clips.resolve("clip4.mp4");
    Files.setLastModifiedTime(touched, FileTime.fromMillis(1_000_000_000_000L));
    assertThat(readsOf(scan().build())).isEqualTo(2);
    assertThat(rows().get(3).isUsable()).isTrue();
    assertThat(rows().get(4).stamp()).isEqualTo(FileStamp.of(touched));

    Files.writeString(Files.createFile(clips.resolve("new.mp4")), "good");
    items.add(5, new IndexItem("new.mp4", clips.resolve("new.mp4"), "class0"));
    items.remove(0);
    assertThat(readsOf(scan().build())).isEqualTo(1);
    assertThat(rows().get(4).id()).isEqualTo("new.mp4");
  }

  @Test
  void aFileThatVanishesIsRefusedUntilItIsBack() throws IOException {
    scan().build().run();
    Path file = clips.resolve("clip2.mp4");
    Files.delete(file);

    assertThat(readsOf(scan().build())).isZero();
    assertThat(refused()).contains("clip2.mp4 missing");

    Files.writeString(file, "good");
    assertThat(readsOf(scan().build())).isEqualTo(1);
    assertThat(refused()).doesNotContain("clip2.mp4 missing");
  }

  @Test
  void aFileThatLeavesAFolderIsKeptAsMissingIfWanted() throws IOException {
    scan().build().run();
    Files.delete(clips.resolve("clip2.mp4"));
    items.remove(2);
    items.remove(0);

    scan().optKeepGone(true).build().run();
    assertThat(rows()).hasSize(11);
    assertThat(rows().get(10).id()).isEqualTo("clip2.mp4");
    assertThat(refused()).contains("clip2.mp4 missing").hasSize(7);

    scan().build().run();
    assertThat(rows()).hasSize(10);
  }

  @Test
  void whatLeftAFolderKeepsToTheLabelsOfTheList() throws IOException {
    scan().build().run();
    Files.delete(clips.resolve("clip2.mp4"));
    items.remove(2);

    items.replaceAll(i -> new IndexItem(i.id(), i.path(), null));
    scan().optKeepGone(true).build().run();
    assertThat(rows()).hasSize(12).extracting(IndexRow::label).containsOnlyNulls();
    assertThat(MediaList.of(out).isLabelled()).isFalse();

    items.replaceAll(i -> new IndexItem(i.id(), i.path(), "class"));
    scan().optKeepGone(true).build().run();
    assertThat(rows()).hasSize(11);
    assertThat(MediaList.of(out).classes()).containsExactly("class");
  }

  @Test
  void tagsAreKept() throws IOException {
    items.replaceAll(i -> new IndexItem(i.id(), i.path(), null, List.of("Dog", i.id())));
    scan().build().run();
    assertThat(rows().get(1).tags()).containsExactly("Dog", "clip1.mp4");
    MediaList list = MediaList.of(out);
    assertThat(list.isTagged()).isTrue();
    assertThat(list.classes()).hasSize(FILES + 1);
    assertThat(list.items().get(3).tags()).containsExactly("Dog", "clip3.mp4");

    Files.delete(clips.resolve("clip2.mp4"));
    items.remove(2);
    assertThat(readsOf(scan().optKeepGone(true).build())).isZero();
    assertThat(rows().get(11).tags()).containsExactly("Dog", "clip2.mp4");

    assertThatThrownBy(() -> new IndexItem("a", clips, "label", List.of("tag")))
        .hasMessage("a has the label label and tags, must be one or the other");
  }

  @Test
  void aScanThatTookTooLongIsTriedAgainAndOtherRefusalsAreNot() throws IOException {
    Files.writeString(clips.resolve("clip0.mp4"), "slow");
    scan().build().run();
    assertThat(refused()).contains("clip0.mp4 timed_out", "clip3.mp4 unreadable");

    assertThat(readsOf(scan().build())).isEqualTo(1);
  }

  @Test
  void otherRulesNeedNoReading() throws IOException {
    scan().build().run();

    FileRules silentToo = new FileRules(Set.of(Modality.VIDEO), 0);
    assertThat(readsOf(scan().optRules(silentToo).build())).isZero();
    assertThat(refused())
        .containsExactly("clip3.mp4 unreadable", "clip7.mp4 unreadable", "clip11.mp4 unreadable");

    FileRules longOnes = new FileRules(Set.of(Modality.VIDEO), 3);
    assertThat(readsOf(scan().optRules(longOnes).build())).isZero();
    assertThat(refused()).hasSize(12).contains("clip0.mp4 too_short");
  }

  @Test
  void newLabelsNeedNoReading() throws IOException {
    scan().build().run();
    items.replaceAll(item -> new IndexItem(item.id(), item.path(), "other"));

    assertThat(readsOf(scan().build())).isZero();
    assertThat(rows()).extracting(IndexRow::label).containsOnly("other");
  }

  @Test
  void filesMayMoveTogetherWithTheirIndex() throws IOException {
    scan().build().run();
    Path moved = folder.resolve("moved");
    Files.createDirectories(moved);
    Files.move(clips, moved.resolve("clips"));
    Files.move(out, moved.resolve("index.jsonl"));
    clips = moved.resolve("clips");
    out = moved.resolve("index.jsonl");
    items.replaceAll(i -> new IndexItem(i.id(), clips.resolve(i.id()), i.label()));

    assertThat(readsOf(scan().build())).isZero();
  }

  @Test
  void aStoppedScanGoesOnWhereItWas() throws IOException {
    scan().build().run();
    String whole = Files.readString(out);
    for (int stop = 0; stop < FILES; stop++) {
      Files.delete(out);
      stopAfter(stop);
      assertThat(out).doesNotExist();

      assertThat(readsOf(scan().build())).isEqualTo(FILES - stop);
      assertThat(out).hasContent(whole);
      assertThat(folder.toFile().list()).containsExactlyInAnyOrder("clips", "index.jsonl");
    }
  }

  @Test
  void aJournalCutOffAnywhereIsGoneOnWith() throws IOException {
    scan().build().run();
    String whole = Files.readString(out);
    Files.delete(out);
    stopAfter(FILES - 1);
    byte[] journal = Files.readAllBytes(partial());
    for (int length = 0; length <= journal.length; length += length % 3 + 5) {
      Files.deleteIfExists(out);
      byte[] cut = Arrays.copyOf(journal, length);
      Files.write(partial(), cut);
      int lines = 0;
      for (byte b : cut) {
        lines += b == '\n' ? 1 : 0;
      }

      assertThat(readsOf(scan().build())).isEqualTo(FILES - Math.max(0, lines - 1));
      assertThat(out).hasContent(whole);
    }
  }

  @Test
  void aDamagedLineOfAJournalIsReadAnew() throws IOException {
    stopAfter(8);
    List<String> lines = new ArrayList<>(Files.readAllLines(partial()));
    lines.set(3, "\0\0\0\0");
    lines.set(5, "{\"id\":\"clip4.mp4\"}");
    Files.write(partial(), lines);

    assertThat(readsOf(scan().build())).isEqualTo(4 + 2);
    assertThat(rows()).hasSize(12);
  }

  @Test
  void whatChangesWhileAScanIsStoppedIsReadAnew() throws IOException {
    stopAfter(8);
    Files.writeString(clips.resolve("clip1.mp4"), "good");

    assertThat(readsOf(scan().build())).isEqualTo(4 + 1);
    assertThat(rows().get(1).isUsable()).isTrue();
  }

  @Test
  void anInterruptedScanSaysSoAndGoesOnLater() throws IOException {
    IndexScan scan =
        scan()
            .optProgress(
                (done, planned, secondsLeft) -> {
                  if (done == 5) {
                    Thread.currentThread().interrupt();
                  }
                })
            .build();

    assertThatThrownBy(scan::run).isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(readsOf(scan().build())).isEqualTo(FILES - 5);
  }

  @Test
  void aSecondScanOfTheSameIndexIsRefused() throws IOException {
    IndexScan second = scan().build();
    IndexScan first =
        scan()
            .optProgress(
                (done, planned, secondsLeft) ->
                    assertThatThrownBy(second::run)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("is being written by another scan"))
            .build();

    assertThat(first.run().files()).isEqualTo(12);
  }

  @Test
  void aFileThatIsNoIndexIsNotOverwritten() throws IOException {
    Files.writeString(out, "path,label\na.mp4,1\n");

    assertThatThrownBy(() -> scan().build().run())
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(out + " ");
    assertThat(out).hasContent("path,label\na.mp4,1\n");
    assertThat(partial()).doesNotExist();
    assertThat(reads).hasValue(0);
  }

  @Test
  void progressEndsWithAllFiles() throws IOException {
    List<String> said = new ArrayList<>();
    scan()
        .optProgress((done, planned, left) -> said.add(done + "/" + planned + " " + left))
        .build()
        .run();
    assertThat(said).hasSize(12);
    assertThat(said.get(0)).isEqualTo("1/12 NaN");
    assertThat(said.get(11)).isEqualTo("12/12 0.0");

    said.clear();
    scan()
        .optProgress((done, planned, left) -> said.add(done + "/" + planned + " " + left))
        .build()
        .run();
    assertThat(said).contains("11/12 NaN").last().isEqualTo("12/12 NaN");
  }

  @Test
  void missingAndWrongSettingsAreNamed() {
    assertThatThrownBy(() -> IndexScan.builder().setItems(items).setOut(out).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("setRoot");
    assertThatThrownBy(() -> scan().optThreads(0)).hasMessageContaining("threads is 0");
    assertThatThrownBy(() -> scan().setItems(List.of(items.get(0), items.get(0))))
        .hasMessage("clip0.mp4 is listed twice");
    assertThatThrownBy(() -> new FileRules(Set.of(), 0)).hasMessageContaining("required is empty");
    assertThatThrownBy(() -> new FileRules(Set.of(Modality.AUDIO), -1))
        .hasMessageContaining("minSeconds is -1.0");
  }
}
