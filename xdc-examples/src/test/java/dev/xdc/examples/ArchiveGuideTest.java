package dev.xdc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.cli.XdcCommand;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.media.MediaProbe;
import dev.xdc.data.reader.MediaList;
import dev.xdc.data.synth.SyntheticCorpus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of {@code docs/guides/archive.md} in its folder, and its Java program. */
class ArchiveGuideTest {
  private static final int EACH = 12;

  /** Options whose values are files. */
  private static final Set<String> FILES =
      Set.of(
          ("--data --out --run --model --csv --names-template --names --labels-out --train --test"
                  + " --index")
              .split(" "));

  @TempDir static Path folder;

  @BeforeAll
  static void makeFilms() throws Exception {
    Path clips =
        new SyntheticCorpus(5, 144, 24).write(folder.resolve("clips"), FfmpegPrograms.find(), 2);
    MediaList train = MediaList.of(clips.resolve("train.csv"));
    MediaList test = MediaList.of(clips.resolve("test.csv"));
    join(train, "archive", "labels.csv");
    join(test, "new", "test.csv");
  }

  /** Joins clips to films, and lists the stretch of each with its label. */
  private static void join(MediaList clips, String films, String table) throws Exception {
    Files.createDirectories(folder.resolve(films));
    List<String> lines = new ArrayList<>(List.of("path,start,end,label"));
    for (int film = 0; film < clips.size() / EACH; film++) {
      List<MediaList.Item> parts = clips.items().subList(film * EACH, (film + 1) * EACH);
      Path list = folder.resolve("list.txt");
      Files.writeString(
          list, parts.stream().map(i -> "file '" + i.path() + "'\n").collect(Collectors.joining()));
      String name = films + "/film" + film + ".mp4";
      String[] join = "-nostdin -loglevel error -f concat -safe 0 -i list.txt -c copy".split(" ");
      List<String> command = new ArrayList<>(List.of(FfmpegPrograms.find().ffmpeg().toString()));
      command.addAll(List.of(join));
      command.add(name);
      assertThat(run(command)).as(name).isZero();
      Path file = folder.resolve(name);
      double step = new MediaProbe(FfmpegPrograms.find()).probe(file).durationSeconds() / EACH;
      for (int i = 0; i < EACH; i++) {
        String label = parts.get(i).label();
        lines.add(
            String.format(Locale.ROOT, "%s,%.3f,%.3f,%s", name, i * step, i * step + 1.9, label));
      }
    }
    Files.write(folder.resolve(table), lines);
  }

  private static int run(List<String> command) throws Exception {
    return new ProcessBuilder(command).directory(folder.toFile()).inheritIO().start().waitFor();
  }

  /** Runs a command in this JVM, with the files that it names in the folder of the test. */
  private static String xdc(String arguments) {
    List<String> words = new ArrayList<>();
    for (String word : arguments.split(" ")) {
      String before = words.isEmpty() ? "" : words.get(words.size() - 1);
      boolean file = FILES.contains(before) || before.equals("query");
      words.add(file ? folder.resolve(word).toString() : word);
    }
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        XdcCommand.run(
            new PrintWriter(out), new PrintWriter(err, true), words.toArray(String[]::new));
    assertThat(code).as(() -> arguments + "\n" + out + err).isZero();
    return out.toString();
  }

  @Test
  void everyCommandDoesWhatThePageSays() throws Exception {
    String page = Files.readString(Path.of("../docs/guides/archive.md"));
    List<String> commands =
        Pattern.compile("(?m)^xdc (.+)$").matcher(page).results().map(m -> m.group(1)).toList();
    assertThat(commands).hasSize(11);
    for (String command : commands) {
      String printed = xdc(command);
      if (command.contains("--names-template")) {
        nameTheLargest();
      } else if (command.startsWith("search query")) {
        assertThat(printed.lines()).hasSize(6);
      }
    }
    assertThat(Files.readAllLines(folder.resolve("archive.jsonl"))).hasSize(1 + 12);
    assertThat(Files.readAllLines(folder.resolve("clusters.csv")))
        .hasSizeGreaterThan(2 * 144)
        .anyMatch(line -> line.startsWith("\"film0.mp4#t=2,4\",audio,"));
    assertThat(Files.readAllLines(folder.resolve("members.csv")))
        .hasSizeGreaterThan(1)
        .anyMatch(line -> line.endsWith(",whistles"));
    assertThat(Files.readAllLines(folder.resolve("classes.csv")))
        .hasSizeGreaterThan(3 * 24)
        .first()
        .isEqualTo("id,rank,label,probability");
    assertThat(folder.resolve("video.onnx")).isNotEmptyFile();
    assertThat(folder.resolve("video.onnx.json")).content().contains("classes");
  }

  /** Does what a person does: gives the first cluster of sound a name. */
  private static void nameTheLargest() throws IOException {
    Path names = folder.resolve("names.csv");
    List<String> lines = new ArrayList<>(Files.readAllLines(names));
    assertThat(lines.get(0)).startsWith("clustering,modality,cluster,name");
    Pattern unnamed = Pattern.compile("^([^,]+,audio,\\d+),,");
    for (int i = 1; i < lines.size(); i++) {
      MatchResult found = unnamed.matcher(lines.get(i)).results().findFirst().orElse(null);
      if (found != null) {
        lines.set(i, found.group(1) + ",whistles," + lines.get(i).substring(found.end()));
        Files.write(names, lines);
        return;
      }
    }
    throw new AssertionError("no cluster of sound in " + lines);
  }

  @Test
  void theProgramGoesTheSameWay() throws Exception {
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      ArchiveToAnswers.main(
          folder.resolve("archive").toString(),
          folder.resolve("labels.csv").toString(),
          folder.resolve("test.csv").toString(),
          folder.resolve("java").toString(),
          "1");
    } finally {
      System.setOut(console);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("film0.mp4#t=0,2 is in cluster ")
        .contains("likeliest classes of film0.mp4#t=0,2: ")
        .contains("looks like it: ")
        .contains("video.onnx");
  }
}
