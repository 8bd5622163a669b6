package dev.xdc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.xdc.data.reader.MediaList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which cluster each video is in, and the names of clusters. */
class AssignCommandTest {
  @TempDir static Path folder;
  private static Path train;
  private static Path test;
  private static Path run;
  private static JsonObject result;

  @BeforeAll
  static void makeARun() throws IOException {
    Path corpus = Cli.corpus(folder.resolve("clips"));
    train = corpus.resolve("train.csv");
    test = corpus.resolve("test.csv");
    run = folder.resolve("run");
    Path json = folder.resolve("pretrain.json");
    Cli.Outcome made =
        Cli.run(Cli.SHORT, "pretrain", "--data", train, "--out", run, "--seed", 7, "--json", json);
    assertThat(made.code()).as(made.err()).isZero();
    assertThat(made.out())
        .containsPattern("final clusters: NMI with the labels trained on last: video 0\\.");
    result = Cli.json(json);
  }

  /** Copies the model into a folder of its own; without clusters if {@code bare}. */
  private static Path model(String name, boolean bare) throws IOException {
    Path copy = Files.createDirectories(folder.resolve(name));
    try (var files = Files.list(run.resolve("final"))) {
      for (Path file : files.toList()) {
        if (!bare || !file.getFileName().toString().startsWith("clusters.")) {
          Files.copy(file, copy.resolve(file.getFileName()));
        }
      }
    }
    return copy;
  }

  private static Cli.Outcome ok(Object... args) {
    Cli.Outcome done = Cli.run(args);
    assertThat(done.code()).as(done.err()).isZero();
    return done;
  }

  @Test
  void printsTheClusterOfEachVideoOfTheRun() throws IOException {
    List<String> lines = ok("assign", "--run", run).out().lines().toList();

    assertThat(lines).hasSize(49);
    assertThat(lines.get(0)).isEqualTo("id,modality,cluster,distance,next_distance,clustering");
    assertThat(lines.get(1)).matches("[^,]+\\.mp4,video,[0-3],[\\d.E-]+,[\\d.E-]+,[0-9a-f]{16}");
    JsonObject kept = Cli.json(run.resolve("final/clusters.json")).getAsJsonObject("clusterings");
    for (String modality : List.of("video", "audio")) {
      JsonObject clustering = kept.getAsJsonObject(modality);
      int[] sizes = new int[4];
      lines.stream()
          .map(line -> line.split(","))
          .filter(cells -> cells[1].equals(modality))
          .forEach(
              cells -> {
                sizes[Integer.parseInt(cells[2])]++;
                assertThat(cells[5]).isEqualTo(clustering.get("hash").getAsString());
                assertThat(Float.parseFloat(cells[3]))
                    .isLessThanOrEqualTo(Float.parseFloat(cells[4]));
              });
      JsonArray saved = clustering.getAsJsonArray("sizes");
      assertThat(sizes)
          .containsExactly(saved.asList().stream().mapToInt(JsonElement::getAsInt).toArray());
    }
  }

  @Test
  void pretrainingReportsTheAgreementWithTheLastLabels() {
    JsonObject nmi = result.getAsJsonObject("clusterNmi");
    for (String modality : List.of("video", "audio")) {
      assertThat(nmi.get(modality).getAsDouble()).isBetween(0.0, 1.0);
    }
  }

  @Test
  void newVideosAreAssignedToFiles() throws IOException {
    Path csv = folder.resolve("new.csv");
    Path lines = folder.resolve("new.jsonl");
    Cli.Outcome done =
        ok(
            "assign",
            "--model",
            run.resolve("final"),
            "--data",
            test,
            "--modality",
            "audio",
            "--csv",
            csv,
            "--jsonl",
            lines);

    assertThat(done.out()).startsWith("12 videos in the 4 clusters of the audio clustering ");
    List<String> rows = Files.readAllLines(csv);
    List<String> objects = Files.readAllLines(lines);
    assertThat(rows).hasSize(13);
    assertThat(objects).hasSize(12);
    for (int i = 0; i < 12; i++) {
      String[] cells = rows.get(i + 1).split(",");
      JsonObject object = JsonParser.parseString(objects.get(i)).getAsJsonObject();
      assertThat(object.get("id").getAsString()).isEqualTo(cells[0]);
      assertThat(object.get("cluster").getAsString()).isEqualTo(cells[2]);
      assertThat(object.get("distance").getAsFloat()).isEqualTo(Float.parseFloat(cells[3]));
    }
  }

  @Test
  void aModelWithoutClustersIsRefusedWithTheCommandThatMakesThem() throws IOException {
    Path model = model("bare", true);
    Cli.Outcome refused = Cli.run("assign", "--model", model, "--data", test);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.error())
        .isEqualTo(
            model
                + " holds no video clustering: make one with xdc clusters --model "
                + model
                + " --data VIDEOS --save");

    Cli.Outcome saved =
        ok("clusters", "--model", model, "--data", train, "--k", 3, "--pca", 5, "--save");
    assertThat(saved.out()).contains("K = 3, transform PcaWhitenL2[components=5], clustering ");
    assertThat(ok("assign", "--model", model, "--data", test).out().lines()).hasSize(25);
  }

  @Test
  void refusesWhatDoesNotGoTogether() {
    assertThat(Cli.run("assign", "--model", run.resolve("final")).error())
        .contains("--model needs --data");
    assertThat(Cli.run("assign", "--run", folder.resolve("clips")).error())
        .contains("holds no model in final: resume the run and let it finish first");
    Object[] clusters = {"clusters", "--model", run.resolve("final"), "--data", train};
    assertThat(Cli.run(with(clusters, "--labels-out", folder.resolve("l.csv"))).error())
        .isEqualTo("--labels-out needs --names: the names of clusters");
    assertThat(Cli.run(with(clusters, "--names", train, "--within", 0.5)).error())
        .isEqualTo("--within needs --labels-out");
    assertThat(Cli.run(with(clusters, "--names", train)).error())
        .contains(
            "train.csv, row 1: expected the columns clustering,modality,cluster,name, found path");
    assertThat(Cli.run(with(clusters, "--names-template", train)).error())
        .contains("exists and may hold names: choose another path");
    assertThat(Cli.run(with(clusters, "--names-template", folder.resolve("n"), "--k", 3)).error())
        .contains("keeps no video clusters of such settings: add --save");
  }

  private static Object[] with(Object[] args, Object... more) {
    List<Object> all = new ArrayList<>(List.of(args));
    all.addAll(List.of(more));
    return all.toArray();
  }

  /** Writes a template for video clusters and names each of them after its number. */
  private static Path named(Path model, String name) throws IOException {
    Path template = folder.resolve(name + "-template.csv");
    ok(
        "clusters",
        "--model",
        model,
        "--data",
        train,
        "--modality",
        "video",
        "--nearest",
        2,
        "--names-template",
        template);
    List<String> lines = Files.readAllLines(template);
    assertThat(lines.get(0)).isEqualTo("clustering,modality,cluster,name,size,nearest");
    List<String> filled = new ArrayList<>(List.of(lines.get(0)));
    for (String line : lines.subList(1, lines.size())) {
      assertThat(line).matches("[0-9a-f]{16},video,\\d,,\\d+,.*\\.mp4.*");
      filled.add(line.replaceFirst("video,(\\d),,", "video,$1,kind $1,"));
    }
    return Files.write(folder.resolve(name + ".csv"), filled);
  }

  @Test
  void membersOfNamedClustersBecomeLabelledVideos() throws IOException {
    Path model = model("near", true);
    ok(
        "clusters",
        "--model",
        model,
        "--data",
        train,
        "--modality",
        "video",
        "--k",
        3,
        "--pca",
        3,
        "--save");
    Path names = named(model, "names");
    Path all = folder.resolve("all.csv");
    Path near = folder.resolve("near.csv");
    Object[] clusters = {
      "clusters",
      "--model",
      model,
      "--data",
      train,
      "--modality",
      "video",
      "--names",
      names,
      "--labels-out"
    };
    assertThat(ok(with(clusters, all)).out())
        .contains(all + ": 24 videos with labels", "cluster 0 \"kind 0\", ");
    MediaList labelled = MediaList.of(all);
    assertThat(labelled.size()).isEqualTo(24);
    assertThat(labelled.classes()).allMatch(name -> name.startsWith("kind "));
    assertThat(labelled.items()).allMatch(item -> Files.exists(item.path()));

    ok(with(clusters, near, "--within", 0.5));
    assertThat(MediaList.of(near).size()).isBetween(9, 16);
  }

  @Test
  void namesMoveToAnotherClusteringOnlyIfAskedTo() throws IOException {
    Path model = model("moved", false);
    Path names = named(model, "carried");
    Path before = folder.resolve("before.csv");
    ok("assign", "--model", model, "--data", train, "--modality", "video", "--csv", before);
    Object[] refit = {
      "clusters", "--model", model, "--data", train, "--modality", "video", "--k", 5, "--save"
    };
    assertThat(Cli.run(with(refit, "--names", names)).error())
        .contains("--save makes new clusters, and the names belong to others: give --carry-over");
    Cli.Outcome atOnce = ok(with(refit, "--names", names, "--carry-over", model));
    assertThat(atOnce.out()).containsPattern("video cluster \\d \"kind \\d\" (moves to|dropped)");

    Object[] later = {
      "clusters", "--model", model, "--data", train, "--modality", "video", "--names", names
    };
    Cli.Outcome refused = Cli.run(later);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.error())
        .startsWith(names + ": the names are of the video clustering ")
        .endsWith("; --carry-over moves names");
    Cli.Outcome moved = ok(with(later, "--carry-over", before));
    assertThat(moved.out().lines().filter(line -> line.startsWith("video cluster")))
        .containsExactlyElementsOf(
            atOnce.out().lines().filter(line -> line.startsWith("video cluster")).toList());
    assertThat(Cli.run(with(later, "--carry-over", model)).error())
        .contains("--carry-over " + model + " does not hold the video clustering ");
  }
}
