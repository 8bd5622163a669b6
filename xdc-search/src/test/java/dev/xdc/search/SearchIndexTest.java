package dev.xdc.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.xdc.clip.Modality;
import dev.xdc.engine.TorchEngine;
import dev.xdc.eval.CrossModalMap;
import dev.xdc.eval.NearestNeighbours;
import dev.xdc.feature.FeatureRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchIndexTest {
  private static final IndexedModel MODEL =
      new IndexedModel("0123456789abcdef", Map.of(Modality.VIDEO, 3, Modality.AUDIO, 2));

  @TempDir private Path folder;

  private static float[] vector(float... values) {
    return values;
  }

  private static List<String> ids(List<Hit> hits) {
    return hits.stream().map(Hit::id).toList();
  }

  private static SearchQuery pictures(int top, float... vector) {
    return SearchQuery.within(Modality.VIDEO, vector, top);
  }

  private static void fill(SearchIndex index) throws IOException {
    index.put(Features.item("a", "dog", vector(1, 0, 0), vector(1, 0)));
    index.put(Features.item("b", "cat", vector(5, 5, 0), null));
    index.put(Features.item("c", null, vector(0, 0.1f, 0), vector(0, 2)));
    index.commit();
  }

  @Test
  void findsByDirectionAndKeepsWhatItWasGiven() throws IOException {
    try (SearchIndex index = SearchIndex.open(folder, MODEL)) {
      fill(index);

      List<Hit> hits = index.search(pictures(5, 2, 0, 0));

      assertThat(ids(hits)).containsExactly("a", "b", "c");
      assertThat(hits.get(0).similarity()).isCloseTo(1, within(1e-6));
      assertThat(hits.get(1).similarity()).isCloseTo(Math.sqrt(0.5), within(1e-6));
      assertThat(hits.get(2).similarity()).isCloseTo(0, within(1e-6));
      assertThat(hits.get(0))
          .extracting(Hit::label, Hit::file)
          .containsExactly("dog", "/archive/a");
      assertThat(hits.get(2).label()).isNull();
      assertThat(ids(index.search(SearchQuery.within(Modality.AUDIO, vector(0, 1), 1))))
          .containsExactly("c");
      assertThat(index.get("b").orElseThrow().vectors()).containsOnlyKeys(Modality.VIDEO);
      assertThat(index.get("b").orElseThrow().vectors().get(Modality.VIDEO))
          .containsExactly(vector(5, 5, 0), within(1e-5f));
      assertThat(index.size()).isEqualTo(3);
      assertThat(index.size(Modality.AUDIO)).isEqualTo(2);
      assertThat(index.pairs()).isEqualTo(2);
    }
  }

  @Test
  void entriesAreReplacedAndRemoved() throws IOException {
    try (SearchIndex index = SearchIndex.open(folder, MODEL)) {
      fill(index);
      index.put(Features.item("a", "dog", vector(0, 0, 1), null));
      assertThat(index.remove(List.of("b", "/archive/c", "nothing")))
          .containsExactly(Map.entry("b", 1), Map.entry("/archive/c", 1), Map.entry("nothing", 0));
      index.commit();
    }
    try (SearchIndex index = SearchIndex.openForQueries(folder)) {
      assertThat(index.size()).isEqualTo(1);
      assertThat(index.size(Modality.AUDIO)).isZero();
      assertThat(index.search(pictures(5, 0, 0, 1)).get(0).similarity()).isCloseTo(1, within(1e-6));
    }
  }

  @Test
  void filtersNarrowTheSearch() throws IOException {
    try (SearchIndex index = SearchIndex.open(folder, MODEL)) {
      for (int i = 0; i < 300; i++) {
        float near = i < 290 ? 1 : 0; // the ten that pass are the farthest
        index.put(
            IndexedItem.of(
                    "t#" + i,
                    i % 2 == 0 ? "/x/even.mp4" : "/x/odd.mp4",
                    Map.of(Modality.VIDEO, vector(near, 1, i)))
                .from(10 * i, 10 * i + 10)
                .labelled(i < 290 ? "many" : "few"));
      }
      index.commit();
      SearchQuery all = pictures(20, 1, 0, 0);
      SearchFilter few = SearchFilter.ALL.withLabel("few");

      assertThat(index.search(all)).hasSize(20);
      assertThat(index.search(all.among(few))).hasSize(10).allMatch(h -> "few".equals(h.label()));
      assertThat(index.search(all.among(few.withPathPrefix("/x/ev"))))
          .hasSize(5)
          .allMatch(h -> h.file().equals("/x/even.mp4"));
      assertThat(ids(index.search(all.among(SearchFilter.ALL.withTime(20, 40)))))
          .containsExactlyInAnyOrder("t#2", "t#3");
      assertThat(ids(index.search(all.among(SearchFilter.ALL.withTime(19.5, 20.5)))))
          .containsExactlyInAnyOrder("t#1", "t#2");
      assertThat(index.search(all.among(SearchFilter.ALL.withLabel("none")))).isEmpty();
    }
  }

  @Test
  void soundsFindPicturesByTheMapThatIsKept() throws IOException {
    float[][] hidden = Features.clustered(120, 3, 120, 5, 6);
    float[][] pictures = new float[hidden.length][];
    SearchQuery question = SearchQuery.across(Modality.AUDIO, vector(2, 7), 5);
    try (SearchIndex index = SearchIndex.open(folder, MODEL)) {
      for (int i = 0; i < hidden.length; i++) {
        float x = hidden[i][0];
        float y = hidden[i][1];
        float z = hidden[i][2];
        pictures[i] = vector(x + 3, y - x + z, 2 * y - z);
        if (i == 100) {
          index.commit();
          assertThatThrownBy(() -> index.search(question))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("has no map between picture and sound: fit one");
          index.fitMap(10, 1);
        }
        // What is put after the fit is in the common space, too.
        index.put(Features.item("i" + i, null, pictures[i], vector(x - y, 4 * x + z)));
      }
      index.commit();
      assertThat(index.size()).isEqualTo(120);
      // From fewer pairs the space was narrower.
      assertThat(index.map().orElseThrow().width()).isLessThan(index.fitMap(1000, 1).width());
    }
    try (SearchIndex index = SearchIndex.openForQueries(folder)) {
      CrossModalMap map = index.map().orElseThrow();
      float[][] asked = map.apply(Modality.AUDIO, new float[][] {question.vector()});
      int[] nearest;
      try (NDManager manager = TorchEngine.newManager()) {
        FeatureRows shared = FeatureRows.of(manager.create(map.apply(Modality.VIDEO, pictures)));
        nearest =
            new NearestNeighbours(shared, NearestNeighbours.Metric.COSINE).find(asked, 5).rows()[0];
      }
      assertThat(ids(index.search(question)))
          .containsExactlyElementsOf(Arrays.stream(nearest).mapToObj(i -> "i" + i).toList());
    }
  }

  @Test
  void answersWhileItIsWritten() throws Exception {
    try (SearchIndex index = SearchIndex.open(folder, MODEL)) {
      fill(index);
      AtomicBoolean done = new AtomicBoolean();
      CompletableFuture<Integer> asking =
          CompletableFuture.supplyAsync(
              () -> {
                int most = 0;
                try {
                  while (!done.get()) {
                    index.refresh();
                    most = Math.max(most, index.search(pictures(1000, 1, 0, 0)).size());
                  }
                  index.refresh();
                  return index.search(pictures(1000, 1, 0, 0)).size();
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      for (int i = 0; i < 400; i++) {
        index.put(Features.item("n" + i, null, vector(1, i, 1), null));
      }
      done.set(true);
      assertThat(asking.get()).isEqualTo(403); // not committed yet
    }
    try (SearchIndex index = SearchIndex.openForQueries(folder)) {
      assertThat(index.size()).isEqualTo(3);
    }
  }

  @Test
  void readersTakeUpCommitsOfTheWriter() throws IOException {
    try (SearchIndex writer = SearchIndex.open(folder, MODEL)) {
      fill(writer);
      try (SearchIndex reader = SearchIndex.openForQueries(folder)) {
        writer.put(Features.item("d", null, vector(1, 1, 1), vector(1, 1)));
        writer.fitMap(10, 1);
        assertThat(reader.size()).isEqualTo(3);
        assertThat(reader.map()).isEmpty();
        reader.refresh();
        assertThat(reader.size()).isEqualTo(4);
        assertThat(reader.map()).isPresent();
        assertThatThrownBy(() -> reader.remove(List.of("a")))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("queries only");
      }
    }
  }

  @Test
  void onlyOneMayWrite() throws IOException {
    try (SearchIndex index = SearchIndex.open(folder, MODEL)) {
      assertThat(index.size()).isZero();
      assertThatThrownBy(() -> SearchIndex.open(folder))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(folder + " is being written by another process: wait for it");
      assertThatThrownBy(() -> IndexHealth.check(folder))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is being written");
    }
  }

  @Test
  void featuresOfAnotherModelAreRefusedByName() throws IOException {
    try (SearchIndex index = SearchIndex.open(folder, MODEL)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> index.search(pictures(1, 1, 2)))
          .withMessageContaining("the video feature of the query has width 2")
          .withMessageContaining("model 0123456789ab have {video=3, audio=2}");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> index.put(Features.item("x", null, vector(1, Float.NaN, 0), null)))
          .withMessageContaining("the video feature of x must be finite: value 1 is NaN");
    }
    IndexedModel other = new IndexedModel("fedcba9876543210", MODEL.widths());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SearchIndex.open(folder, other))
        .withMessageContaining(
            "holds features of model 0123456789ab, given is model fedcba987654: use that model");
  }

  @ParameterizedTest
  @ValueSource(ints = {1024, 1025, 2048, WideVectors.MOST_WIDTH})
  void wideFeaturesAreFound(int width) throws IOException {
    float[][] rows = Features.clustered(30, width, 30, 1, 2);
    IndexedModel wide = new IndexedModel("wide", Map.of(Modality.VIDEO, width));
    try (SearchIndex index = SearchIndex.open(folder, wide)) {
      for (int i = 0; i < rows.length; i++) {
        index.put(Features.item("r" + i, null, rows[i], null));
        if (i % 10 == 9) {
          index.commit();
        }
      }
      index.merge();
    }
    try (SearchIndex index = SearchIndex.openForQueries(folder)) {
      assertThat(ids(index.search(pictures(1, rows[3])))).containsExactly("r3");
    }
    assertThat(IndexHealth.check(folder).faults()).isEmpty();
  }

  @Test
  void featuresWiderThanTestedAreRefused() {
    IndexedModel wide =
        new IndexedModel("wide", Map.of(Modality.VIDEO, WideVectors.MOST_WIDTH + 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SearchIndex.open(folder, wide))
        .withMessageContaining("video features of width 8193 cannot be indexed, at most 8192");
  }

  @Test
  void foldersOfOtherThingsAreLeftAlone() throws IOException {
    assertThatThrownBy(() -> SearchIndex.openForQueries(folder.resolve("none")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds no search index");
    Files.writeString(folder.resolve("talk.mp4"), "");
    assertThatThrownBy(() -> SearchIndex.open(folder, MODEL))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds other files, such as talk.mp4: give a folder of its own");
  }

  @Test
  void damageIsNamedWithTheRemedy() throws IOException {
    try (SearchIndex index = SearchIndex.open(folder, MODEL)) {
      fill(index);
    }
    IndexHealth before = IndexHealth.check(folder);
    assertThat(before.isSound()).isTrue();
    assertThat(before.entries()).isEqualTo(3);
    assertThat(before.vectors()).containsEntry(Modality.VIDEO, 3).containsEntry(Modality.AUDIO, 2);
    assertThat(before.modelHash()).isEqualTo(MODEL.hash());

    Path data;
    try (var files = Files.list(folder)) {
      data = files.filter(f -> f.toString().endsWith(".cfs")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(data);
    bytes[bytes.length / 2] ^= 1;
    Files.write(data, bytes);
    IndexHealth flipped = IndexHealth.check(folder);
    assertThat(flipped.isSound()).isFalse();
    assertThat(flipped.faults().get(0)).contains("with 3 entries");

    Files.write(data, Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> SearchIndex.openForQueries(folder))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(folder + " is a damaged search index (")
        .hasMessageContaining("delete the folder and add the videos again");
    Files.delete(data);
    assertThatThrownBy(() -> SearchIndex.open(folder, MODEL))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(folder + " is a damaged search index (");
    Files.delete(folder.resolve("segments_2"));
    assertThatThrownBy(() -> SearchIndex.open(folder, MODEL))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(folder + " is a damaged search index (its file segments_N");
  }
}
