package dev.xdc.formats;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.xdc.AssignedItems;
import dev.xdc.Prediction;
import dev.xdc.RunClusters;
import dev.xdc.XdcClassifier;
import dev.xdc.XdcModel;
import dev.xdc.cli.XdcCommand;
import dev.xdc.clip.Modality;
import dev.xdc.data.index.IndexReader;
import dev.xdc.data.index.IndexRow;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.data.reader.MediaList;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.FeatureBank;
import dev.xdc.feature.JavaRows;
import dev.xdc.feature.NpyRows;
import dev.xdc.search.Hit;
import dev.xdc.search.SearchIndex;
import dev.xdc.search.SearchQuery;
import dev.xdc.suite.clusters.ClusterNames;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What version 0.1.0 wrote can be read, and means the same. {@link WriteFormats} made the files;
 * they are never written anew.
 */
class FormatsTest {
  private static final Path KEPT = Path.of("src/test/resources/formats-0.1.0");
  private static final Path MODEL = KEPT.resolve("run/final");

  /** Machines round differently. */
  private static final Offset<Float> ROUNDING = Offset.offset(1e-4f);

  private static XdcModel model;
  private static MediaDataset raw;

  @BeforeAll
  static void open() throws IOException {
    model = XdcModel.load(MODEL, Device.cpu());
    raw = clips("shards-raw");
  }

  @AfterAll
  static void close() {
    raw.close();
    model.close();
  }

  private static MediaDataset clips(String shards) throws IOException {
    MediaList files = MediaList.of(KEPT.resolve(shards));
    return MediaDataset.builder().setFiles(files).setSpec(model.clipSpec()).build();
  }

  private static float[][] embed(MediaDataset clips, Modality modality) throws IOException {
    try (FeatureBank features = model.embed(clips, modality, 1)) {
      return JavaRows.of(features.values());
    }
  }

  private static float[][] kept(Modality modality) throws IOException {
    Path file = KEPT.resolve("features/" + modality + ".npy");
    try (NDManager manager = TorchEngine.ready().newBaseManager(Device.cpu());
        NpyRows rows = NpyRows.open(manager, file)) {
      return JavaRows.of(rows.chunk(manager, 0, rows.rows()));
    }
  }

  @Test
  void modelComputesTheFeaturesThatItComputedThen() throws IOException {
    for (Modality modality : Modality.values()) {
      float[][] then = kept(modality);
      float[][] now = embed(raw, modality);
      assertThat(now).hasDimensions(12, then[0].length);
      for (int i = 0; i < now.length; i++) {
        assertThat(now[i]).as("%s %s", modality, raw.id(i)).containsExactly(then[i], ROUNDING);
      }
    }
    assertThat(kept(Modality.VIDEO)[0])
        .containsExactly(
            new float[] {
              0.66903f, 0.67209f, 0.00000f, 0.00024f, 0.14808f, 0.00000f, 0.93322f, 0.30927f
            },
            ROUNDING);
  }

  @Test
  void modelAssignsTheSameClusters() throws IOException {
    assertThat(clusters(Modality.VIDEO)).containsExactly(1, 0, 0, 0, 0, 0, 0, 2, 2, 0, 0, 0);
    assertThat(clusters(Modality.AUDIO)).containsExactly(2, 2, 2, 1, 0, 0, 1, 2, 2, 1, 0, 1);
  }

  private static int[] clusters(Modality modality) throws IOException {
    AssignedItems assigned = model.assign(raw, modality, done -> {});
    return IntStream.range(0, assigned.size()).map(assigned::cluster).toArray();
  }

  @Test
  void encodedShardsAreDecoded() throws IOException {
    try (MediaDataset encoded = clips("shards-encoded")) {
      float[][] features = embed(encoded, Modality.VIDEO);
      assertThat(encoded.id(1)).isEqualTo("test/00001.mp4");
      // Decoders differ.
      assertThat(features[1])
          .containsExactly(
              new float[] {0f, 0.722f, 0f, 0.376f, 0f, 0f, 1.362f, 0.492f}, Offset.offset(0.1f));
    }
  }

  @Test
  void runKeepsItsClusters() throws IOException {
    RunClusters run = RunClusters.of(KEPT.resolve("run"));

    run.check(raw);
    assertThat(run.round()).isEqualTo(2);
    assertThat(run.sources()).containsExactly("video", "audio");
  }

  @Test
  void runResumesWithinARound(@TempDir Path folder) throws IOException {
    Path run = folder.resolve("run");
    copy(KEPT.resolve("run"), run, "final", "000016-round3");
    StringWriter out = new StringWriter();
    PrintWriter text = new PrintWriter(out, true);
    String shards = KEPT.resolve("shards-raw").toString();
    int code =
        XdcCommand.run(
            text,
            text,
            ("pretrain --config " + run.resolve("run.yaml") + " --data " + shards + " --out " + run)
                .split(" "));

    assertThat(code).as(out.toString()).isZero();
    assertThat(out.toString()).contains("round 2/2 clustered").doesNotContain("round 1 ");
    assertThat(run.resolve("final/model.json")).exists();
  }

  private static void copy(Path from, Path to, String... without) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path name = from.relativize(file);
        if (Arrays.stream(without).noneMatch(name.toString()::contains)) {
          Files.copy(file, to.resolve(name.toString()));
        }
      }
    }
  }

  @Test
  void classifierGivesTheSameProbabilities() throws IOException {
    try (XdcClassifier classifier = XdcClassifier.load(KEPT.resolve("classifier"), Device.cpu())) {
      List<Prediction> found = classifier.classify(raw, done -> {});
      assertThat(found.get(0).top(1).get(0).label()).isEqualTo("cross-glide");
      assertThat(found.get(0).top(1).get(0).probability()).isCloseTo(0.09238f, ROUNDING);
    }
  }

  @Test
  void searchIndexFindsTheSameVideos() throws IOException {
    try (SearchIndex index = SearchIndex.openForQueries(KEPT.resolve("search"))) {
      assertThat(index.size()).isEqualTo(12);
      float[] first = kept(Modality.VIDEO)[0];
      List<Hit> hits = index.search(SearchQuery.within(Modality.VIDEO, first, 3));
      assertThat(hits)
          .extracting(Hit::id)
          .containsExactly("train/00000.mp4", "train/00009.mp4", "train/00002.mp4");
      assertThat(hits.get(0).label()).isEqualTo("cross-glide");
    }
  }

  @Test
  void indexOfMediaHoldsWhatWasFound() throws IOException {
    try (IndexReader index = IndexReader.open(KEPT.resolve("media.jsonl"))) {
      assertThat(index.header().files()).isEqualTo(12);
      IndexRow row = index.next();
      assertThat(row.id()).isEqualTo("train/00000.mp4");
      assertThat(row.label()).isEqualTo("cross-glide");
      assertThat(row.media().durationSeconds()).isEqualTo(2);
      assertThat(row.media().video().frameRate()).isEqualTo(16);
      assertThat(row.media().audio().sampleRateHertz()).isEqualTo(16000);
    }
  }

  @Test
  void namesBelongToTheClustering() throws IOException {
    Map<Modality, ClusterNames> names = ClusterNames.read(KEPT.resolve("names.csv"));

    assertThat(names).containsOnlyKeys(Modality.AUDIO);
    names.get(Modality.AUDIO).check(model.clusters().orElseThrow().of(Modality.AUDIO));
    assertThat(names.get(Modality.AUDIO).names()).containsValue("beeps");
  }
}
