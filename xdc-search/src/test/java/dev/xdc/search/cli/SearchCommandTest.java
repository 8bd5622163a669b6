package dev.xdc.search.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.xdc.Preset;
import dev.xdc.XdcModel;
import dev.xdc.cli.XdcCommand;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.synth.SyntheticCorpus;
import dev.xdc.encoder.Encoders;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** An index from its making to its end, on small videos and untrained encoders. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SearchCommandTest {

  @TempDir private static Path folder;
  private static Path corpus;
  private static Path train;
  private static Path test;
  private static Path model;
  private static Path index;

  private record Outcome(int code, String out, String err) {
    String error() {
      List<String> errors = err.lines().filter(line -> line.startsWith("error: ")).toList();
      assertThat(errors).as(err).hasSize(1);
      return errors.get(0);
    }
  }

  private static Outcome run(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        XdcCommand.run(
            new PrintWriter(out),
            new PrintWriter(err, true),
            Arrays.stream(args).map(Object::toString).toArray(String[]::new));
    return new Outcome(code, out.toString(), err.toString());
  }

  private static Outcome add(Path data, Object... more) {
    Object[] args = {"search", "add", "--index", index, "--model", model, "--data", data};
    Object[] all = Arrays.copyOf(args, args.length + more.length + 2);
    System.arraycopy(more, 0, all, args.length, more.length);
    all[all.length - 2] = "--clips";
    all[all.length - 1] = 2;
    return run(all);
  }

  /** The number of clips is that of the index. */
  private static Outcome query(Object clip, Object... more) {
    Object[] args = {"search", "query", clip, "--index", index, "--model", model};
    Object[] all = Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return run(all);
  }

  private static void model(Path at, int seed) throws IOException {
    Preset preset = Preset.tiny();
    try (XdcModel untrained =
        new XdcModel(
            preset.clip(),
            List.of(
                Encoders.of(preset.video(), preset.clip()).initialize(Device.cpu(), seed),
                Encoders.of(preset.audio(), preset.clip()).initialize(Device.cpu(), seed + 1)),
            Map.of())) {
      untrained.save(at);
    }
  }

  @BeforeAll
  static void makeVideosAndModels() throws IOException {
    corpus =
        new SyntheticCorpus(3, 24, 12).write(folder.resolve("clips"), FfmpegPrograms.find(), 2);
    train = corpus.resolve("train.csv");
    test = corpus.resolve("test.csv");
    model = folder.resolve("model");
    model(model, 1);
    index = folder.resolve("index");
  }

  @Test
  @Order(1)
  void addsVideosAndTheMapBetweenPictureAndSound() {
    Outcome added = add(train);

    assertThat(added.code()).as(added.err()).isZero();
    assertThat(added.out())
        .isEqualToIgnoringNewLines("24 added, 0 updated, 0 unchanged; the index holds 24");
    assertThat(added.err()).contains("map between picture and sound fitted to 24 videos");
    Outcome again = add(train);
    assertThat(again.out()).startsWith("0 added, 0 updated, 24 unchanged");
  }

  @Test
  @Order(2)
  void aVideoFindsItselfFirst() throws IOException {
    Path clip = corpus.resolve("train/00004.mp4");
    for (String sense : List.of("picture", "sound")) {
      Outcome found = query(clip, "--by", sense, "--top", 3);
      assertThat(found.code()).as(found.err()).isZero();
      List<String> lines = found.out().lines().toList();
      assertThat(lines).hasSize(4);
      assertThat(lines.get(0)).isEqualTo("rank,id,file,start,end,label,similarity");
      assertThat(lines.get(1))
          .startsWith("1,\"train/00004.mp4\",\"" + clip.toRealPath() + "\",0.000,2.000,\"")
          .endsWith(",1.000000");
    }
    Path json = folder.resolve("hits.json");
    Outcome across =
        query(
            clip,
            "--by",
            "sound",
            "--for",
            "picture",
            "--csv",
            folder.resolve("hits.csv"),
            "--json",
            json);
    assertThat(across.code()).as(across.err()).isZero();
    assertThat(across.out()).isEmpty();
    assertThat(folder.resolve("hits.csv")).content().hasLineCount(11);
    JsonObject result = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    assertThat(result.get("by").getAsString()).isEqualTo("audio");
    assertThat(result.getAsJsonArray("hits")).hasSize(10);
  }

  @Test
  @Order(2)
  void anotherNumberOfClipsIsRefused() {
    Path clip = corpus.resolve("train/00004.mp4");
    assertThat(query(clip, "--clips", 3).error())
        .contains("index holds means of 2 clips, given are 3: leave the number out");
    Outcome added = run("search", "add", "--index", index, "--model", model, "--data", train);
    assertThat(added.out()).as(added.err()).startsWith("0 added, 0 updated, 24 unchanged");
    assertThat(
            run("search", "add", "--index", index, "--model", model, "--data", train, "--clips", 3)
                .error())
        .contains("means of 2 clips, given are 3");
    assertThat(run("search", "check", "--index", index).out())
        .contains("last      whole files, mean of 2 clips");
  }

  @Test
  @Order(3)
  void filtersNarrowTheAnswer() {
    Path clip = corpus.resolve("train/00004.mp4");
    String label =
        query(clip, "--top", 1).out().lines().toList().get(1).split(",")[5].replace("\"", "");

    assertThat(query(clip, "--label", label).out().lines().skip(1))
        .hasSize(2)
        .allMatch(line -> line.contains('"' + label + '"'));
    assertThat(query(clip, "--path-prefix", corpus.resolve("train/0000")).out().lines().skip(1))
        .hasSize(10);
    assertThat(query(clip, "--path-prefix", corpus.resolve("tra") + "/").out().lines()).hasSize(1);
    assertThat(query(clip, "--from", 2).out().lines()).hasSize(1);
  }

  @Test
  @Order(4)
  void changedAndNewVideosAreEmbedded() throws IOException {
    Path changed = corpus.resolve("train/00001.mp4");
    Files.copy(corpus.resolve("train/00002.mp4"), changed, StandardCopyOption.REPLACE_EXISTING);
    Files.setLastModifiedTime(changed, FileTime.fromMillis(0));
    assertThat(add(train).out()).startsWith("0 added, 1 updated, 23 unchanged; the index holds 24");

    Outcome pictures = add(test, "--modality", "video", "--segment-seconds", 1);
    assertThat(pictures.err())
        .contains("note: the last entries are whole files, these segments of 1.0 s");
    assertThat(pictures.out()).startsWith("24 added, 0 updated, 0 unchanged; the index holds 48");
    assertThat(add(test, "--modality", "video", "--segment-seconds", 1).out())
        .startsWith("0 added, 0 updated, 24 unchanged");
    assertThat(add(test, "--modality", "video").out()).startsWith("12 added, 0 updated");
    assertThat(query(corpus.resolve("test/00003.mp4") + "#t=1,2", "--top", 1).out())
        .contains("\"test/00003.mp4#t=1,2\"", ",1.000,2.000,", ",1.000000");
    Outcome checked = run("search", "check", "--index", index);
    assertThat(checked.code()).as(checked.err()).isZero();
    assertThat(checked.out())
        .contains(
            "entries   60", "features  video 60, audio 24", "map       yes", "health    intact");
  }

  @Test
  @Order(5)
  void videosAreRemovedByIdAndByFile() {
    Outcome unknown = run("search", "remove", "--index", index, "train/00000.mp4", "nothing");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.error()).contains("nothing is not in", "nothing was removed");

    Outcome removed =
        run(
            "search",
            "remove",
            "--index",
            index,
            "train/00000.mp4",
            corpus.resolve("test/00000.mp4"));
    assertThat(removed.code()).as(removed.err()).isZero();
    assertThat(removed.out()).startsWith("4 removed; the index holds 56");
  }

  @Test
  @Order(6)
  void modelsOfOtherIndexesAreRefused() throws IOException {
    Path other = folder.resolve("other");
    model(other, 7);
    Outcome refused =
        run(
            "search",
            "query",
            corpus.resolve("train/00000.mp4"),
            "--index",
            index,
            "--model",
            other);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.error()).contains("holds features of model", "use that model");
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThat(run("search").error()).contains("add, query, remove or check");
    assertThat(run("search", "check", "--index", folder.resolve("none")).error())
        .contains("holds no search index");
    assertThat(query(folder.resolve("none.mp4")).error()).contains("none.mp4 does not exist");
    assertThat(query(train, "--by", "smell").error()).contains("'smell'", "PICTURE, SOUND");
    assertThat(query(train, "--from", 3, "--to", 2).error()).contains("must end after it begins");
    assertThat(add(folder.resolve("none.csv")).error()).contains("none.csv does not exist");
  }

  @Test
  void idsOfTwoFilesAreNotMixedUp() throws IOException {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    for (Path place : List.of(first, second)) {
      Files.createDirectories(place);
      Files.copy(corpus.resolve("test/00005.mp4"), place.resolve("same.mp4"));
    }
    Path before = index;
    index = folder.resolve("two");
    try {
      assertThat(add(first).code()).isZero();
      assertThat(add(second).error())
          .contains("same.mp4 is in the index for", "under another path");
      Files.delete(first.resolve("same.mp4"));
      assertThat(add(second).out()).startsWith("0 added, 1 updated, 0 unchanged");
      Outcome noMap = query(second.resolve("same.mp4"), "--by", "sound", "--for", "picture");
      assertThat(noMap.error())
          .contains("no map between picture and sound", "fit one (xdc search add)");
    } finally {
      index = before;
    }
  }

  @Test
  void aFileIsOneEntryHoweverItsPathIsSpelled() throws IOException {
    Path archive = Files.createDirectories(folder.resolve("spelled/archive"));
    Files.copy(corpus.resolve("test/00005.mp4"), archive.resolve("a.mp4"));
    Path linked = Files.createSymbolicLink(folder.resolve("link"), archive);
    Path list = folder.resolve("spelled/list.csv");
    Files.writeString(list, "path\narchive/a.mp4\n./archive/../archive/a.mp4\n");
    Path before = index;
    index = folder.resolve("fifth");
    try {
      assertThat(add(list).out()).startsWith("1 added, 0 updated, 1 unchanged");
      assertThat(add(archive).out()).startsWith("0 added, 0 updated, 1 unchanged");
      assertThat(add(linked).out()).startsWith("0 added, 0 updated, 1 unchanged");
      Path here = Path.of("").toAbsolutePath().relativize(archive.resolve("a.mp4"));
      Outcome found = query(here, "--path-prefix", linked + "/");
      assertThat(found.out().lines()).hasSize(2);
      assertThat(found.out()).contains(archive.resolve("a.mp4").toRealPath().toString());
      assertThat(run("search", "remove", "--index", index, linked.resolve("a.mp4")).out())
          .startsWith("1 removed");
    } finally {
      index = before;
    }
  }

  @Test
  void segmentsOfAnOlderFileAreReplaced() throws IOException {
    Path archive = Files.createDirectories(folder.resolve("changing"));
    Path video = archive.resolve("v.mp4");
    Path list = archive.resolve("list.csv");
    Files.copy(corpus.resolve("test/00001.mp4"), video);
    Path before = index;
    index = folder.resolve("fourth");
    try {
      Files.writeString(list, "path,start,end\nv.mp4,1,2\nv.mp4,0.5,1.5\n");
      assertThat(add(list).out()).startsWith("2 added");
      Files.setLastModifiedTime(video, FileTime.fromMillis(0));
      // A new segment, one that is there, and one that is listed no more.
      Files.writeString(list, "path,start,end\nv.mp4,0,1\nv.mp4,1,2\n");
      assertThat(add(list).out()).startsWith("1 added, 1 updated, 0 unchanged; the index holds 2");
    } finally {
      index = before;
    }
  }

  @Test
  void whatAnIndexOfMediaFilesKnowsIsNotProbedAgain() throws IOException {
    Path archive = Files.createDirectories(folder.resolve("archive"));
    Path list = folder.resolve("archive.jsonl");
    Files.copy(corpus.resolve("test/00001.mp4"), archive.resolve("a.mp4"));
    Path before = index;
    index = folder.resolve("third");
    try {
      assertThat(add(archive).out()).startsWith("1 added");
      Files.copy(corpus.resolve("test/00002.mp4"), archive.resolve("b.mp4"));
      Files.writeString(archive.resolve("c.mp4"), "this is no video");
      assertThat(run("index", "--data", archive, "--out", list).code()).isZero();

      assertThat(add(list).out()).startsWith("1 added, 0 updated, 1 unchanged");
    } finally {
      index = before;
    }
  }

  @Test
  void optionsAreExplainedInFewWords() {
    for (CommandLine command : new CommandLine(new SearchCommand()).getSubcommands().values()) {
      for (OptionSpec option : command.getCommandSpec().options()) {
        assertThat(String.join(" ", option.description()).split("\\s+"))
            .as(option.longestName())
            .hasSizeBetween(2, 19);
      }
    }
  }
}
