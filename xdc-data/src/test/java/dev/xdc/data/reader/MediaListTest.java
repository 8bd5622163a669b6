package dev.xdc.data.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.xdc.data.media.Segment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MediaListTest {

  @TempDir Path folder;

  @Test
  void readsPathsAndLabels() throws IOException {
    MediaList list = csv("path,label\na.mp4,dog\nsub/b.mp4,cat\n");
    assertThat(list.items())
        .containsExactly(
            new MediaList.Item("a.mp4", folder.resolve("a.mp4"), "dog"),
            new MediaList.Item("sub/b.mp4", folder.resolve("sub/b.mp4"), "cat"));
    assertThat(list.classes()).containsExactly("cat", "dog");
    assertThat(list.label(0)).isEqualTo(1);
  }

  @Test
  void readsPathsAlone() throws IOException {
    MediaList list = csv("path\na.mp4\nb.mp4\n");
    assertThat(list.isLabelled()).isFalse();
    assertThat(list.size()).isEqualTo(2);
  }

  @Test
  void passesOverFurtherColumnsBlankLinesAndAByteOrderMark() throws IOException {
    MediaList list = csv("\uFEFFfold,label,path\n\n1,x,\"a, b.mp4\"\n\n2,y,c.mp4\n");
    assertThat(list.items().get(0).id()).isEqualTo("a, b.mp4");
    assertThat(list.classes()).containsExactly("x", "y");
  }

  @Test
  void absolutePathsStay() throws IOException {
    Path other = folder.resolve("x.mp4").toAbsolutePath();
    assertThat(csv("path\n" + other + "\n").items().get(0).path()).isEqualTo(other);
  }

  @Test
  void numericLabelsAreSortedAsNumbers() throws IOException {
    MediaList list = csv("path,label\na,10\nb,9\nc,2\n");
    assertThat(list.classes()).containsExactly("2", "9", "10");
    assertThat(csv("path,label\na,10\nb,9\nc,x\n").classes()).containsExactly("10", "9", "x");
  }

  @Test
  void aTestSetTakesTheClassNumbersOfItsTrainingSet() throws IOException {
    MediaList train = csv("path,label\na,cat\nb,dog\nc,owl\n");
    MediaList test = csv("path,label\nd,owl\n").withClasses(train.classes());
    assertThat(test.label(0)).isEqualTo(2);
    assertThat(test.classes()).isEqualTo(train.classes());
  }

  @Test
  void refusesALabelTheTrainingSetLacks() throws IOException {
    MediaList test = csv("path,label\nd,emu\n");
    assertThatThrownBy(() -> test.withClasses(List.of("cat", "dog")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("label \"emu\" of d")
        .hasMessageContaining("[cat, dog]");
  }

  @Test
  void aFileMayHaveSeveralTags() throws IOException {
    MediaList list = csv("path,tags\na.mp4,Speech;Dog\nb.mp4,Dog\n");

    assertThat(list.isTagged()).isTrue();
    assertThat(list.isLabelled()).isFalse();
    assertThat(list.classes()).containsExactly("Dog", "Speech");
    assertThat(list.tags(0)).containsExactly(1, 0);
    assertThat(list.withClasses(List.of("Cat", "Dog", "Speech")).tags(1)).containsExactly(1);
    assertThatThrownBy(() -> list.label(0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> csv("path,label\na,b\n").tags(0))
        .isInstanceOf(IllegalStateException.class);
    assertThat(list.withoutLabels().isTagged()).isFalse();
  }

  @Test
  void tagsAndLabelsDoNotMix() {
    assertThatThrownBy(() -> csv("path,label,tags\na,b,c\n"))
        .hasMessageContaining("has the columns label and tags, must be one");
    assertThatThrownBy(() -> csv("path,tags\na,b;;c\n")).hasMessageContaining("line 2: an empty");
    assertThatThrownBy(() -> new MediaList.Item("a", folder, "b", List.of("c")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void classesMayBeNumberedInAGivenOrder() {
    List<MediaList.Item> items = List.of(new MediaList.Item("a", folder, "dog"));
    MediaList list = MediaList.of("test", items, List.of("owl", "dog", "cat"));

    assertThat(list.label(0)).isEqualTo(1);
    assertThat(list.classes()).containsExactly("owl", "dog", "cat");
    assertThatThrownBy(() -> MediaList.of("test", items, List.of("dog", "dog")))
        .hasMessageContaining("a class is named twice");
    assertThat(MediaList.of("test", List.of(), List.of("dog")).isLabelled()).isTrue();
  }

  @Test
  void whatIsWrittenIsReadAgainFromAnywhere() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    MediaList labelled = csv("path,label\n\"a, b.mp4\",\"x, \"\"y\"\"\"\nsub/b.mp4,z\n");
    MediaCsv.write(labelled, elsewhere.resolve("labelled.csv"));
    MediaList again = MediaList.of(elsewhere.resolve("labelled.csv"));
    assertThat(again.items())
        .extracting(MediaList.Item::path)
        .isEqualTo(labelled.items().stream().map(MediaList.Item::path).toList());
    assertThat(again.classes()).containsExactly("x, \"y\"", "z");

    MediaCsv.write(csv("path,tags\na,b;c\n"), elsewhere.resolve("tagged.csv"));
    assertThat(MediaList.of(elsewhere.resolve("tagged.csv")).classes()).containsExactly("b", "c");
    MediaCsv.write(csv("path\na\n"), elsewhere.resolve("bare.csv"));
    assertThat(MediaList.of(elsewhere.resolve("bare.csv")).classes()).isEmpty();
    assertThat(elsewhere.resolve("bare.csv")).content().startsWith("path\n" + folder);
  }

  @Test
  void aWrongHeaderIsNamed() {
    assertThatThrownBy(() -> csv("file,class\na.mp4,1\n"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("list.csv, line 1")
        .hasMessageContaining("expected the header path,label or path")
        .hasMessageContaining("found file,class");
  }

  @Test
  void aMissingHeaderIsNamed() {
    assertThatThrownBy(() -> csv("a.mp4,1\nb.mp4,2\n")).hasMessageContaining("found a.mp4,1");
  }

  @Test
  void anIncompleteLineIsNamed() {
    assertThatThrownBy(() -> csv("path,label\na.mp4,1\nb.mp4\nc.mp4,2\n"))
        .hasMessageContaining("line 3: no label");
    assertThatThrownBy(() -> csv("path,label\na.mp4,1\n,2\n"))
        .hasMessageContaining("line 3: no path");
    assertThatThrownBy(() -> csv("path,label\na.mp4,1\nb.mp4,"))
        .hasMessageContaining("line 3: no label");
  }

  @Test
  void emptyListsAreRefused() {
    assertThatThrownBy(() -> csv("")).hasMessageContaining("is empty");
    assertThatThrownBy(() -> csv("path,label\n")).hasMessageContaining("names no media file");
  }

  @Test
  void aFileListedTwiceIsRefused() {
    assertThatThrownBy(() -> csv("path\na\nb\na\n")).hasMessageContaining("a is listed twice");
  }

  @Test
  void binaryFilesAreRefused() throws IOException {
    byte[] binary = {0, 1, (byte) 0xff, (byte) 0xfe, 9};
    Path file = Files.write(folder.resolve("list.bin"), binary);
    assertThatThrownBy(() -> MediaList.of(file)).hasMessageContaining("not a CSV file");
  }

  @Test
  void aMediaFileOrASegmentOfOneIsAListOfOne() throws IOException {
    Path file = Files.writeString(folder.resolve("video.mp4"), "");
    assertThat(MediaList.of(file).items()).extracting(MediaList.Item::path).containsExactly(file);
    MediaList.Item part = MediaList.of(Path.of(file + "#t=1,2")).items().get(0);
    assertThat(part.path()).isEqualTo(file);
    assertThat(part.segment()).isEqualTo(new Segment(1, 2));
    assertThatThrownBy(() -> MediaList.of(folder.resolve("none.mp4#t=1,2")))
        .hasMessageContaining("none.mp4 does not exist");
  }

  @Test
  void aQuoteThatNeverEndsIsRefused() {
    assertThatThrownBy(() -> csv("path\n\"a.mp4\nb.mp4\n")).isInstanceOf(IOException.class);
  }

  @Test
  void aMissingListIsRefused() {
    assertThatThrownBy(() -> MediaList.of(folder.resolve("none.csv")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none.csv does not exist");
  }

  @Test
  void aFolderIsListedInNaturalOrder() throws IOException {
    touch("clip10.mp4");
    touch("clip2.MP4");
    touch("clip1.webm");
    touch("notes.txt");
    touch(".hidden.mp4");
    MediaList list = MediaList.of(folder);
    assertThat(list.items())
        .extracting(MediaList.Item::id)
        .containsExactly("clip1.webm", "clip2.MP4", "clip10.mp4");
    assertThat(list.isLabelled()).isFalse();
  }

  @Test
  void subFoldersAreLabels() throws IOException {
    touch("dog/b.mp4");
    touch("cat/x/a.mp4");
    MediaList list = MediaList.of(folder);
    assertThat(list.items())
        .extracting(MediaList.Item::id)
        .containsExactly("cat/x/a.mp4", "dog/b.mp4");
    assertThat(list.classes()).containsExactly("cat", "dog");
    touch("stray.mp4");
    assertThat(MediaList.of(folder).isLabelled()).isFalse();
  }

  @Test
  void linksToFoldersAreFollowed() throws IOException {
    touch("far/owl/c.mp4");
    touch("root/dog/b.mp4");
    Path root = folder.resolve("root");
    link(root.resolve("owl"), folder.resolve("far/owl"));
    link(root.resolve("dog/round"), root);
    link(root.resolve("lost.mp4"), folder.resolve("nowhere"));
    link(folder.resolve("link"), root);

    MediaList list = MediaList.of(folder.resolve("link"));
    assertThat(list.items())
        .extracting(MediaList.Item::id)
        .containsExactly("dog/b.mp4", "owl/c.mp4");
    assertThat(list.classes()).containsExactly("dog", "owl");
    assertThat(list.items().get(0).path()).isEqualTo(folder.resolve("link/dog/b.mp4"));
    assertThat(VideoFolder.readAll(root).items())
        .extracting(MediaList.Item::id)
        .containsExactly("dog/b.mp4", "lost.mp4", "owl/c.mp4");
    touch("root/.git/a.mp4");
    assertThat(MediaList.of(root).size()).isEqualTo(2);
  }

  private static void link(Path link, Path target) throws IOException {
    try {
      Files.createSymbolicLink(link, target);
    } catch (IOException | UnsupportedOperationException e) {
      assumeThat(e).as("links can be made").isNull();
    }
  }

  @Test
  void aFolderWithoutMediaIsRefused() throws IOException {
    touch("notes.txt");
    assertThatThrownBy(() -> MediaList.of(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("holds no media file; looked for")
        .hasMessageContaining("mp4");
  }

  private void touch(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[0]);
  }

  private MediaList csv(String text) throws IOException {
    Path file = folder.resolve("list.csv");
    Files.writeString(file, text, StandardCharsets.UTF_8);
    return MediaList.of(file);
  }
}
