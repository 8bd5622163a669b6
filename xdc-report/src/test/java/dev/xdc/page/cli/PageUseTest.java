package dev.xdc.page.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A page used by mouse and keys in Chromium: no name in it may become more than text. */
class PageUseTest {
  private static final int MANY = 100_000;
  private static final int MOST_KEYS = 400;
  private static final String ATTACK = HostileRun.ATTACK;

  /** True if a name of a file, a class or a method has become an element. */
  private static final String ATTACKED =
      "document.querySelectorAll('img[src=x], body script').length > 2";

  @RegisterExtension static final SharedRun RUN = new SharedRun();

  @TempDir private static Path folder;
  private static HostileRun made;
  private static Path page;
  private static @Nullable Tab browser;

  @BeforeAll
  static void makeRun() {
    made = RUN.made();
    page = made.page();
  }

  /** Opens a page in the one browser of all tests; skips the test where there is none. */
  private static Tab opened(Path page) throws Exception {
    Tab tab = browser;
    if (tab == null) {
      tab = Browser.find(folder).tab();
      browser = tab;
    }
    tab.open(page);
    return tab;
  }

  @AfterAll
  static void closeBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  private static void checkClean(Tab tab) {
    assertThat(tab.eval(ATTACKED)).isEqualTo("false");
    assertThat(tab.faults()).isEmpty();
    assertThat(tab.requests())
        .isNotEmpty()
        .allMatch(a -> a.startsWith("file:") || a.startsWith("data:") || a.startsWith("blob:"));
  }

  private static void tabTo(Tab tab, String selector) {
    for (int i = 0; i < MOST_KEYS; i++) {
      tab.key("Tab");
      if (tab.eval("document.activeElement.matches('" + selector + "')").equals("true")) {
        return;
      }
    }
    throw new AssertionError("the Tab key does not reach " + selector);
  }

  @Test
  void amiIsNoSignOfLearningWhereLabelsAreMemorised() throws Exception {
    Tab tab = opened(page);
    tab.eval(
        "{ const last = data.rows.filter(r => r.type === 'round').pop();"
            + " last.labelInformation = -5.6; last.crossModalAmi = 0.31;"
            + " at('figures').replaceChildren(); run(); }");
    assertThat(tab.eval("at('figures').textContent"))
        .contains("0.31", "cross-modal AMI, no sign of learning");
  }

  @Test
  void keysAloneLeadToAClipToThoseLikeItAndBack() throws Exception {
    Tab tab = opened(page);
    tabTo(tab, ".card .tile");
    tab.key("Enter");
    tab.await("at('player').open");
    String first = tab.eval("at('player-title').textContent");
    tab.await("document.querySelector('#stage video').currentTime > 0");
    assertThat(tab.eval("document.querySelector('#stage video').webkitAudioDecodedByteCount > 0"))
        .as("sound")
        .isEqualTo("true");
    assertThat(tab.eval("document.querySelectorAll('#similar .tile').length")).isEqualTo("16");

    tabTo(tab, "#similar .tile");
    tab.key("Enter");
    tab.await("document.querySelector('#stage video').currentTime > 0");
    assertThat(tab.eval("at('player-title').textContent")).isNotEqualTo(first);
    tabTo(tab, "#back");
    tab.key("Enter");
    assertThat(tab.eval("at('player-title').textContent")).isEqualTo(first);
    tab.key("Escape");
    tab.await("!at('player').open && !document.querySelector('#stage video')");
    checkClean(tab);
  }

  @Test
  void anAviPlaysWithItsSound() throws Exception {
    Tab tab = opened(page);
    String avi = "items.ids.findIndex(id => id.endsWith('.avi'))";
    assertThat(tab.eval("items.media.kinds[items.media.kind[" + avi + "]]"))
        .isEqualTo("avi mpeg4 pcm_s16le");
    tab.eval("play([one(views[0], " + avi + ")], 0)");
    tab.await("document.querySelector('#stage video').currentTime > 0.2");
    assertThat(tab.eval("document.querySelector('#stage video').videoWidth > 0")).isEqualTo("true");
    tab.await("document.querySelector('#stage video').webkitAudioDecodedByteCount > 0");
    tab.key("Escape");
    checkClean(tab);
  }

  @Test
  void aClickShowsTheNeighboursThatFeaturesHave() throws Exception {
    Tab tab = opened(page);
    String hostile =
        tab.eval("String(items.ids.findIndex(id => id.includes('onerror')))"); // a copy of 0
    assertThat(tab.eval("String(views[0].similar[" + hostile + "][0])"))
        .isEqualTo(tab.eval("String(items.ids.indexOf(items.ids[0]))"));
    tab.click(".card .tile");
    tab.await("at('player').open");
    tab.eval("play([one(views[0], 0)], 0)");
    tab.click("#similar .tile");
    tab.await("at('player-title').textContent.includes('<img src=x')");
    assertThat(tab.eval("at('player-text').textContent")).contains(HostileRun.LABEL);
    checkClean(tab);
  }

  @Test
  void theLassoSelectsThePointsInItAndListsTheirPaths() throws Exception {
    Tab tab = opened(page);
    tab.click("[data-choice=\"modelasso\"]");
    double[] box = tab.box("#plane canvas");
    double middle = box[0] + box[2] / 2;
    tab.drag(rectangle(box[0] + 9, box[1] + 9, middle, box[1] + box[3] - 9)); // corners are round
    String left = "shownItems().filter(i => spot(map.view, i)[0] < map.width / 2).length";
    int expected = Integer.parseInt(tab.eval(left));
    assertThat(expected).isBetween(1, 24);
    assertThat(tab.eval("map.picked.size")).isEqualTo(String.valueOf(expected));
    assertThat(tab.eval("document.querySelector('#picked textarea').value").split("\n"))
        .hasSize(expected)
        .doesNotHaveDuplicates();

    tab.drag(rectangle(box[0] + 9, box[1] + 9, box[0] + box[2] - 9, box[1] + box[3] - 9));
    assertThat(tab.eval("at('picked').textContent")).contains("25 videos selected");
    assertThat(tab.eval("selectionCsv()"))
        .startsWith("path,label\n")
        .contains(HostileRun.FILE + "," + HostileRun.LABEL + "\n");
    tab.click("#picked .actions button:nth-child(2)");
    tab.await("at('map-status').textContent === '25 paths copied.'");
    tab.click("#picked .actions button:nth-child(1)");
    tab.await("at('list').open && document.querySelectorAll('#rows li').length === 25");
    checkClean(tab);
  }

  private static List<double[]> rectangle(double left, double top, double right, double bottom) {
    return List.of(
        new double[] {left, top},
        new double[] {right, top},
        new double[] {right, bottom},
        new double[] {left, bottom});
  }

  @Test
  void theMapShowsAClusterALabelOrANameAlone() throws Exception {
    Tab tab = opened(page);
    tab.click(".card input");
    tab.type(ATTACK);
    tab.key("Tab");
    tab.await("document.querySelector('[data-filter=\"name\"]')");
    choose(tab, "name", 0);
    String named = tab.eval("views[0].sorted('size', '')[0].size");
    assertThat(tab.eval("shownItems().length")).isEqualTo(named);
    choose(tab, "name", -1);
    assertThat(tab.eval("shownItems().length")).isEqualTo("25");
    choose(tab, "label", Integer.parseInt(tab.eval("items.labels[24]")));
    assertThat(tab.eval("shownItems().join()")).isEqualTo("24");
    choose(tab, "label", -1);
    choose(tab, "cluster", 1);
    assertThat(tab.eval("shownItems().every(i => views[0].cluster[i] === only.cluster)"))
        .isEqualTo("true");
    choose(tab, "cluster", -1);
    tab.click("[data-choice=\"colourname\"]");
    tab.await("at('legend').textContent.includes('no name')");
    assertThat(tab.eval("at('legend').textContent")).contains(ATTACK);
    checkClean(tab);
  }

  private static void choose(Tab tab, String filter, int entry) throws InterruptedException {
    tab.eval(
        "(() => { const s = document.querySelector('[data-filter=\""
            + filter
            + "\"]'); s.selectedIndex = "
            + (entry + 1)
            + "; s.dispatchEvent(new Event('change')); })()");
  }

  @Test
  void theEvaluationHasMatrixBarsCurveAndThePaper() throws Exception {
    Tab tab = opened(page);
    String text = tab.eval("at('evaluation').textContent");
    assertThat(text)
        .contains("Accuracy by the number of labels", "few", "all", "The paper")
        .contains("XDC on " + ATTACK, "50.0 ± 1.0", "78.0 (Table 1)", HostileRun.LABEL);
    JsonObject all = new Gson().fromJson(Files.readString(made.result("all")), JsonObject.class);
    int videos =
        all.getAsJsonObject("confusion").asMap().values().stream()
            .flatMap(got -> got.getAsJsonObject().asMap().values().stream())
            .mapToInt(count -> count.getAsInt())
            .sum();
    assertThat(videos).isEqualTo(25).isEqualTo(all.get("videos").getAsInt());
    assertThat(tab.eval("document.querySelectorAll('.bars tbody tr').length"))
        .isEqualTo(String.valueOf(all.getAsJsonObject("perClass").size()));
    assertThat(tab.eval("document.querySelectorAll('.matrix .right, .matrix .wrong').length > 3"))
        .isEqualTo("true");
    assertThat(tab.eval("document.querySelectorAll('.layer img').length")).isEqualTo("3");
    assertThat(tab.eval("[...document.images].every(i => i.alt && i.naturalWidth > 20)"))
        .isEqualTo("true");
    checkClean(tab);
  }

  @Test
  void runsAreComparedOnOnePage() throws Exception {
    Path other = Files.createDirectories(folder.resolve("b").resolve(ATTACK));
    Files.copy(made.run().resolve("metrics.jsonl"), other.resolve("metrics.jsonl"));
    String settings = Files.readString(made.run().resolve("run.yaml"));
    Files.writeString(other.resolve("run.yaml"), settings.replace("seed: 1\n", "seed: 7\n"));
    Path out = folder.resolve("both");
    Xdc.Outcome reported =
        Xdc.run(
            "report",
            "--compare",
            made.run(),
            other,
            "--evaluation",
            made.result("all"),
            "--out",
            out);
    assertThat(reported.code()).as(reported.err()).isZero();
    Tab tab = opened(out.resolve("index.html"));
    assertThat(tab.eval("at('runs').textContent"))
        .contains(ATTACK, "Settings that differ", "seed", "Cross-modal AMI", "2 of 2");
    assertThat(tab.eval("document.querySelectorAll('#charts path.c1').length > 5"))
        .isEqualTo("true");
    assertThat(tab.eval("document.querySelectorAll('.bars tbody tr').length > 1"))
        .isEqualTo("true");
    checkClean(tab);
  }

  @Test
  void aHundredThousandVideosOpen() throws Exception {
    String html = Files.readString(page);
    JsonObject small = HostileRun.data(html);
    JsonObject items = small.getAsJsonObject("items");
    List<String> numbers = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      numbers.add(String.valueOf(i));
    }
    JsonArray ids = new JsonArray();
    numbers.forEach(i -> ids.add("footage/2024/camera-3/" + i + ".mp4"));
    items.add("ids", ids);
    items.add("labels", repeated(items.getAsJsonArray("labels"), 1));
    items.add("seconds", repeated(items.getAsJsonArray("seconds"), 1));
    JsonObject media = items.getAsJsonObject("media");
    media.add("file", repeated(media.getAsJsonArray("file"), 1));
    media.add("kind", repeated(media.getAsJsonArray("kind"), 1));
    for (var element : small.getAsJsonArray("views")) {
      JsonObject view = element.getAsJsonObject();
      view.remove("similar");
      view.add("cluster", repeated(view.getAsJsonArray("cluster"), 1));
      view.add("distance", repeated(view.getAsJsonArray("distance"), 1));
      view.add("plane", repeated(view.getAsJsonArray("plane"), 2));
    }
    int from = html.indexOf('{', html.indexOf("id=\"data\""));
    Path large = page.resolveSibling("large.html");
    Files.writeString(
        large,
        html.substring(0, from)
            + new Gson().toJson(small)
            + html.substring(html.indexOf("</script>", from)));

    Tab tab = opened(large);
    assertThat(tab.eval("views[0].cluster.length")).isEqualTo(String.valueOf(MANY));
    double opened =
        Double.parseDouble(tab.eval("performance.getEntriesByName(\"ready\")[0].startTime"));
    double changed =
        Double.parseDouble(
            tab.eval(
                "(() => { const t = performance.now(); show(views[1], 0); paint(); return"
                    + " performance.now() - t; })()"));
    assertThat(opened).as("ms until the script has run").isLessThan(20_000);
    assertThat(changed).as("ms to change the modality").isLessThan(8_000);
  }

  private static JsonArray repeated(JsonArray few, int each) {
    JsonArray many = new JsonArray(MANY * each);
    for (int i = 0; i < MANY * each; i++) {
      many.add(few.get(i % few.size()));
    }
    return many;
  }
}
