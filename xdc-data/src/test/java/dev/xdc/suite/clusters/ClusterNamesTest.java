package dev.xdc.suite.clusters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import dev.xdc.ClipRule;
import dev.xdc.ClusterFitting;
import dev.xdc.FeatureClusters;
import dev.xdc.Preset;
import dev.xdc.XdcModel;
import dev.xdc.clip.Modality;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.cluster.KMeans;
import dev.xdc.encoder.Encoders;
import dev.xdc.feature.FeatureBank;
import dev.xdc.feature.FeatureTransform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterNamesTest {
  private static FeatureClusters three;

  @TempDir private Path folder;

  @BeforeAll
  static void cluster() throws IOException {
    Preset preset = Preset.tiny();
    ClipRule rule = new ClipRule(1, false);
    try (SyntheticClips clips = new SyntheticClips(preset.clip(), 9, 3, 0.3, 1);
        XdcModel model =
            new XdcModel(
                preset.clip(),
                List.of(Encoders.of(preset.audio(), preset.clip()).initialize(Device.cpu(), 1)),
                Map.of());
        FeatureBank rows = model.items(clips, Modality.AUDIO, rule, done -> {})) {
      three =
          new ClusterFitting(3, FeatureTransform.raw(), KMeans.standard(), rule, 1)
              .fit(model.encoder(Modality.AUDIO), rows);
    }
  }

  private Path file(String... lines) throws IOException {
    return Files.write(folder.resolve("names.csv"), List.of(lines));
  }

  @Test
  void readsNamesByModalityAndLeavesEmptyOnesOut() throws IOException {
    Map<Modality, ClusterNames> names =
        ClusterNames.read(
            file(
                "\uFEFFclustering,modality,cluster,name,size",
                "aa,audio,1,\"wind, strong\",5",
                "aa,audio,0,,9",
                "bb,VIDEO,2,goal,3"));
    assertThat(names)
        .containsOnly(
            Map.entry(
                Modality.AUDIO, new ClusterNames("aa", Modality.AUDIO, Map.of(1, "wind, strong"))),
            Map.entry(Modality.VIDEO, new ClusterNames("bb", Modality.VIDEO, Map.of(2, "goal"))));
    assertThat(names.get(Modality.AUDIO).name(0)).isEmpty();
  }

  @Test
  void refusesWhatIsNoFileOfNames() throws IOException {
    String header = "clustering,modality,cluster,name";
    assertFault(
        "row 1: expected the columns clustering,modality,cluster,name, found id", "id", "x");
    assertFault("row 2: modality is \"sound\", must be video or audio", header, "aa,sound,1,x");
    assertFault("row 2: cluster is \"-1\", must be a whole number", header, "aa,audio,-1,x");
    assertFault("row 2: cluster is \"one\", must be a whole number", header, "aa,audio,one,x");
    assertFault("row 3: audio cluster 1 has a name", header, "aa,audio,1,x", "aa,audio,1,y");
    assertFault("row 3: of the audio clustering bb", header, "aa,audio,1,x", "bb,audio,2,y");
    assertFault("names no cluster: fill in the column name", header, "aa,audio,1,");
  }

  private void assertFault(String message, String... lines) throws IOException {
    Path file = file(lines);
    assertThatThrownBy(() -> ClusterNames.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message);
  }

  @Test
  void namesOfOtherClustersAreRefused() {
    new ClusterNames(three.hash(), Modality.AUDIO, Map.of(2, "x")).check(three);
    assertThatThrownBy(
            () -> new ClusterNames(three.hash(), Modality.AUDIO, Map.of(3, "x")).check(three))
        .hasMessage("the names are of audio cluster 3, must be in [0, 2]");
    assertThatThrownBy(() -> new ClusterNames("aa", Modality.AUDIO, Map.of()).check(three))
        .hasMessage("the names are of the audio clustering aa, the model keeps " + three.hash());
  }

  private static Map<String, Integer> clusters(int... clusters) {
    Map<String, Integer> byId = new HashMap<>();
    for (int i = 0; i < clusters.length; i++) {
      byId.put("v" + i, clusters[i]);
    }
    return byId;
  }

  @Test
  void namesMoveToTheClusterThatSharesMostMembers() {
    ClusterNames before =
        new ClusterNames("aa", Modality.AUDIO, Map.of(0, "wind", 1, "rain", 2, "sea", 7, "gone"));
    CarriedNames carried =
        CarriedNames.of(
            before,
            clusters(0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 3, 3),
            clusters(2, 2, 2, 1, 0, 0, 1, 0, 1, 1, 1, 1),
            three);
    assertThat(carried.names())
        .isEqualTo(new ClusterNames(three.hash(), Modality.AUDIO, Map.of(2, "wind", 0, "rain")));
    assertThat(carried.lines())
        .containsExactly(
            "audio cluster 0 \"wind\" moves to audio cluster 2: 3 of 3 members, 3 there, share 1.00",
            "audio cluster 1 \"rain\" moves to audio cluster 0: 2 of 3 members, 3 there, share 0.67",
            "audio cluster 2 \"sea\" dropped: no cluster is left that shares its members",
            "audio cluster 7 \"gone\" dropped: no cluster is left that shares its members");
  }

  @Test
  void aNameWithoutAClearPartnerIsDropped() {
    CarriedNames carried =
        CarriedNames.of(
            new ClusterNames("aa", Modality.AUDIO, Map.of(0, "wind")),
            clusters(0, 0, 0, 0, 0),
            clusters(0, 0, 1, 1, 2),
            three);
    assertThat(carried.names().names()).isEmpty();
    assertThat(carried.lines().get(0))
        .matches(
            "audio cluster 0 \"wind\" dropped: the best partner is audio cluster [01]: 2 of 5"
                + " members, 2 there, share 0.40");
    assertThatThrownBy(
            () ->
                CarriedNames.of(
                    new ClusterNames("aa", Modality.AUDIO, Map.of(0, "wind")),
                    Map.of("other", 0),
                    clusters(0),
                    three))
        .hasMessage("no video is in both audio clusterings: give the videos of the first");
  }
}
