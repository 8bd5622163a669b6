package dev.xdc.page.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.xdc.clip.Modality;
import dev.xdc.suite.clusters.ClusterNames;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Pages of a small run whose videos and labels have names that attack the page. */
class ReportCommandTest {
  private static final int MOST_WORDS = 19;
  private static final String SCRIPT =
      """
      views[0].name(views[0].sorted("size", "")[0].number, 'a "b", <i>');
      document.documentElement.dataset.names = namesCsv(views);
      document.documentElement.dataset.taken = takeNames(views, namesCsv(views)) + takeNames(views,
        "clustering,modality,cluster,name\\nother,video,0,x\\n");
      show(views[1], views[1].sorted("size", "")[0].number);
      document.querySelector(".tile").click();
      const video = document.querySelector("#stage video");
      video.addEventListener("loadeddata", () => {
        document.documentElement.dataset.played = video.videoWidth + "x" + video.videoHeight;
      });
      """;

  @RegisterExtension static final SharedRun RUN = new SharedRun();

  @TempDir private static Path folder;
  private static Path data;
  private static Path run;
  private static Path page;

  @BeforeAll
  static void makeRun() {
    data = RUN.made().data();
    run = RUN.made().run();
    page = RUN.made().page();
  }

  @Test
  void thePageHoldsTheRunAndItsClusters() throws IOException {
    JsonObject shown = HostileRun.data(Files.readString(page));

    assertThat(shown.getAsJsonObject("facts").get("Method").getAsString()).isEqualTo("xdc");
    assertThat(shown.get("command").getAsString()).contains("--config", "run.yaml");
    assertThat(shown.getAsJsonArray("rows")).hasSizeGreaterThan(5);
    assertThat(shown.getAsJsonObject("items").getAsJsonArray("ids")).hasSize(25);
    assertThat(shown.getAsJsonArray("refused").toString()).contains("unreadable", "broken.mp4");
    JsonArray views = shown.getAsJsonArray("views");
    assertThat(views).hasSize(2);
    Set<Integer> used = new HashSet<>();
    views.get(0).getAsJsonObject().getAsJsonArray("cluster").forEach(c -> used.add(c.getAsInt()));
    assertThat(used).hasSizeBetween(2, 4).allMatch(c -> c >= 0 && c < 4);
    assertThat(views.get(1).getAsJsonObject().getAsJsonArray("plane")).hasSize(50);
  }

  @Test
  void picturesAndCopiesLieBesideThePage() throws IOException {
    JsonObject tiles = HostileRun.data(Files.readString(page)).getAsJsonObject("tiles");
    int count = tiles.getAsJsonArray("video").size();
    assertThat(tiles.getAsJsonArray("drawn").asList())
        .hasSize(count)
        .allMatch(d -> d.getAsInt() == 1);
    assertThat(tiles.getAsJsonArray("copy").asList())
        .hasSize(count)
        .allSatisfy(
            name ->
                assertThat(page.resolveSibling("media").resolve(name.getAsString()))
                    .isNotEmptyFile());

    BufferedImage sheet = ImageIO.read(page.resolveSibling("thumbs").resolve("0.jpg").toFile());
    assertThat(sheet.getWidth()).isEqualTo(12 * 160);
    Set<Integer> colours = new HashSet<>();
    for (int x = 0; x < 160; x++) {
      colours.add(sheet.getRGB(x, 60));
    }
    assertThat(colours).hasSizeGreaterThan(10);
  }

  @Test
  void filesOfTheProjectorHaveARowAndAPictureForEachVideo() throws IOException {
    Path folder = page.resolveSibling("projector");
    String config = Files.readString(folder.resolve("projector_config.pbtxt"));
    for (String name : List.of("video", "audio")) {
      List<String> tensors = Files.readAllLines(folder.resolve(name + "-tensors.tsv"));
      List<String> metadata = Files.readAllLines(folder.resolve(name + "-metadata.tsv"));
      assertThat(tensors).hasSize(25);
      assertThat(tensors)
          .allSatisfy(
              row ->
                  assertThat(row.split("\t"))
                      .hasSameSizeAs(tensors.get(0).split("\t"))
                      .allMatch(value -> Float.isFinite(Float.parseFloat(value))));
      assertThat(metadata).hasSize(26).first().isEqualTo("id\tcluster\tlabel");
      assertThat(metadata).allMatch(row -> row.split("\t").length == 3);
      BufferedImage sprite = ImageIO.read(folder.resolve(name + "-sprite.png").toFile());
      assertThat(sprite.getWidth()).isEqualTo(5 * 96);
      assertThat(sprite.getHeight()).isEqualTo(5 * 72);
      Set<Integer> colours = new HashSet<>();
      for (int x = 4 * 96; x < 5 * 96; x++) {
        colours.add(sprite.getRGB(x, 4 * 72 + 36)); // of the last video
      }
      assertThat(colours).hasSizeGreaterThan(10);
      assertThat(config)
          .contains(
              "tensor_path: \"" + name + "-tensors.tsv\"",
              "single_image_dim: 96 single_image_dim: 72");
    }
  }

  @Test
  void projectorNeedsFeatures() {
    assertThat(
            Xdc.run(
                    "report",
                    "--run",
                    run,
                    "--out",
                    folder.resolve("p"),
                    "--projector",
                    "--clusters",
                    "none")
                .err())
        .contains("--projector needs the features of a model that keeps clusters");
  }

  @Test
  void namesOfFilesAndLabelsAreText() throws IOException {
    String html = Files.readString(page);

    assertThat(html).doesNotContain("<img", "<script>alert");
    assertThat(html.split("</script>", -1)).hasSize(3);
    assertThat(HostileRun.data(html).getAsJsonObject("items").toString())
        .contains("onerror=alert(1)", "alert(2)");
    assertThat(html).contains("default-src 'none'", "script-src 'sha256-");
    assertThat(Pattern.compile("(src|href)=\"?https?:").matcher(html).find()).isFalse();
  }

  @Test
  void aBrowserShowsClustersAndCurvesWithoutAFault() throws Exception {
    Browser.Opened opened = Browser.find(folder).open(page);

    assertThat(opened.console()).isEmpty();
    assertThat(opened.dom()).contains("data-ready=\"true\"", "<path class=\"s0\"", "Time by phase");
    assertThat(opened.dom().split("class=\"card\"", -1)).hasSizeBetween(3, 5);
    assertThat(opened.dom())
        .contains("thumbs/0.jpg", "Cross-modal AMI")
        .doesNotContain("<img src=\"x");
  }

  @Test
  void clipsPlayAndNamesAreThoseThatClustersReads() throws Exception {
    Browser browser = Browser.find(folder);
    Path tested = page.resolveSibling("tested.html");
    Files.writeString(
        tested,
        Files.readString(page)
            .replaceFirst("<meta http-equiv[^>]*>", "")
            .replace("</body>", "<script>" + SCRIPT + "</script></body>"));
    Browser.Opened opened = browser.open(tested);

    assertThat(opened.console()).isEmpty();
    assertThat(opened.left("played")).isEqualTo("64x64");
    assertThat(opened.left("taken"))
        .isEqualTo("1 name taken.0 names taken; left out, of another clustering: 1.");
    Path csv = Files.writeString(folder.resolve("names.csv"), opened.left("names"));
    Map<Modality, ClusterNames> names = ClusterNames.read(csv);
    assertThat(names).containsOnlyKeys(Modality.VIDEO);
    assertThat(names.get(Modality.VIDEO).names().values()).containsExactly("a \"b\", <i>");
    Xdc.Outcome clusters =
        Xdc.run(
            "clusters",
            "--model",
            run.resolve("final"),
            "--data",
            data,
            "--modality",
            "video",
            "--names",
            csv);
    assertThat(clusters.code()).as(clusters.err()).isZero();
    assertThat(clusters.out()).contains("a \"b\", <i>");
  }

  @Test
  void labelsOfTheRunAndCurvesAloneAreShownIfAskedFor() throws IOException {
    Path out = folder.resolve("trained");
    Xdc.Outcome trained =
        Xdc.run("report", "--run", run, "--out", out, "--clusters", "trained", "--members", 0);
    assertThat(trained.code()).as(trained.err()).isZero();
    JsonObject view =
        HostileRun.data(Files.readString(out.resolve("index.html")))
            .getAsJsonArray("views")
            .get(0)
            .getAsJsonObject();
    assertThat(view.get("origin").getAsString()).startsWith("labels of round 2");
    assertThat(view.has("hash")).isFalse();
    assertThat(out.resolve("thumbs")).doesNotExist();

    assertThat(Xdc.run("report", "--run", run, "--out", out, "--clusters", "none").code()).isZero();
    assertThat(HostileRun.data(Files.readString(out.resolve("index.html"))).has("items")).isFalse();
  }

  @Test
  void refusesInOneLine() throws IOException {
    Path other = Files.createDirectories(folder.resolve("other"));
    Files.writeString(other.resolve("index.html"), "<p>mine");

    assertThat(Xdc.run("report", "--run", run, "--out", other, "--clusters", "none").err())
        .contains("is not a page of xdc report: choose another folder");
    assertThat(other.resolve("index.html")).hasContent("<p>mine");
    assertThat(Xdc.run("report", "--run", other, "--out", folder.resolve("x")).err())
        .contains("holds no metrics.jsonl");
    assertThat(
            Xdc.run("report", "--run", run, "--out", folder.resolve("x"), "--members", 101).err())
        .contains("members is 101, must be from 0 to 100");
    assertThat(Xdc.run("report", "--out", folder.resolve("x")).err())
        .contains("give --run RUN, or --compare RUN1 RUN2");
    Path listing = folder.resolve("x");
    assertThat(Xdc.run("report", "--run", run, "--compare", run, run, "--out", listing).err())
        .contains("--run and --compare exclude each other");
    Path json = Files.writeString(folder.resolve("other.json"), "{\"rows\": [3]}");
    assertThat(Xdc.run("report", "--run", run, "--out", listing, "--evaluation", json).err())
        .contains("other.json holds no evaluation: give a JSON file that xdc probe");
  }

  @Test
  void optionsAreExplainedInFewWords() {
    List<OptionSpec> options = new CommandLine(new ReportCommand()).getCommandSpec().options();

    assertThat(options)
        .filteredOn(option -> !option.hidden())
        .hasSizeGreaterThan(6)
        .allSatisfy(
            option ->
                assertThat(String.join(" ", option.description()).split("\\s+"))
                    .as(option.longestName())
                    .hasSizeBetween(2, MOST_WORDS));
  }
}
