package dev.xdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import dev.xdc.clip.Modality;
import dev.xdc.cluster.KMeans;
import dev.xdc.encoder.Encoder;
import dev.xdc.feature.FeatureBank;
import dev.xdc.feature.FeatureTransform;
import dev.xdc.weights.EncoderWeights;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clusterings in the folder of a model. */
class ClusterModelTest {
  private static final ClipRule ONE_CLIP = new ClipRule(1, false);

  @TempDir private Path folder;
  private XdcModel model;

  @BeforeEach
  void makeAModelWithoutOne() throws IOException {
    model = new XdcModel(TinyRuns.SPEC, List.of(audio(1)), Map.of());
    model.save(folder);
  }

  @AfterEach
  void close() {
    model.close();
  }

  private static Encoder audio(long seed) {
    return TinyRuns.audio().initialize(Device.cpu(), seed);
  }

  private FeatureClusters fitted(int k) throws IOException {
    ClusterFitting fitting =
        new ClusterFitting(k, FeatureTransform.pcaWhitenL2(4), KMeans.standard(), ONE_CLIP, 1);
    try (FeatureBank rows = model.items(TinyRuns.clips(), Modality.AUDIO, ONE_CLIP, done -> {})) {
      return fitting.fit(model.encoder(Modality.AUDIO), rows);
    }
  }

  private XdcModel loaded() throws IOException {
    return XdcModel.load(folder, Device.cpu());
  }

  @Test
  void aClusteringMadeLaterIsKeptBesideTheWeights() throws IOException {
    FeatureClusters made = fitted(3);
    new ClusterModel(List.of(made)).save(folder);

    try (XdcModel kept = loaded()) {
      FeatureClusters read = kept.clusters().orElseThrow().of(Modality.AUDIO);
      assertThat(read.hash()).isEqualTo(made.hash()).hasSize(16);
      assertThat(read.sizes()).containsExactly(made.sizes());
      assertThat(read.origin())
          .isEqualTo(
              "transform PcaWhitenL2[components=4], clustering " + KMeans.standard() + ", seed 1");
      assertThat(read.weights())
          .isEqualTo(EncoderWeights.fingerprint(model.encoder(Modality.AUDIO)));
      assertThatThrownBy(() -> kept.clusters().orElseThrow().of(Modality.VIDEO))
          .hasMessage("there is no clustering of video, only of [audio]");
    }
    assertThat(fitted(4).hash()).isNotEqualTo(made.hash());
  }

  @Test
  void aModelWithoutAClusteringLoadsAsBefore() throws IOException {
    try (XdcModel bare = loaded()) {
      assertThat(bare.clusters()).isEmpty();
    }
    assertThatThrownBy(() -> ClusterModel.load(folder))
        .isInstanceOf(IOException.class)
        .hasMessage(folder + " holds no clustering: make one with ClusterFitting, or xdc clusters");
  }

  @Test
  void aModelSavedOverAnotherTakesItsClusteringAway() throws IOException {
    new ClusterModel(List.of(fitted(3))).save(folder);
    model.save(folder);
    assertThat(ClusterModel.isIn(folder)).isFalse();
    assertThat(folder.resolve("clusters.safetensors")).doesNotExist();
  }

  @Test
  void aClusteringOfOtherWeightsIsLeftOut(@TempDir Path before) throws IOException {
    new ClusterModel(List.of(fitted(3))).save(before);
    try (XdcModel other = new XdcModel(TinyRuns.SPEC, List.of(audio(2)), Map.of())) {
      other.save(folder);
    }
    for (String file : List.of("clusters.json", "clusters.safetensors")) {
      Files.copy(before.resolve(file), folder.resolve(file));
    }
    try (XdcModel changed = loaded()) {
      assertThat(changed.clusters()).isEmpty();
    }
  }

  @Test
  void damagedFilesAreRefused() throws IOException {
    new ClusterModel(List.of(fitted(3))).save(folder);
    Path arrays = folder.resolve("clusters.safetensors");
    byte[] bytes = Files.readAllBytes(arrays);
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("}}") + 20;
    bytes[at] ^= 1;
    Files.write(arrays, bytes);
    assertThatThrownBy(this::loaded)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            folder.resolve("clusters.json")
                + " and clusters.safetensors are damaged or do not belong together (the audio"
                + " clustering has the hash ");

    Files.writeString(folder.resolve("clusters.json"), "{\"format\": 9, \"clusterings\": {}}");
    assertThatThrownBy(this::loaded)
        .hasMessage(
            folder.resolve("clusters.json")
                + " has format 9, this version reads 1: use a newer library");
    Files.writeString(folder.resolve("clusters.json"), "[]");
    assertThatThrownBy(this::loaded).hasMessageContaining("is not a description of clusterings");
  }

  @Test
  void aModelIsNotSavedOntoAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("notes.txt"), "");
    assertThatThrownBy(() -> model.save(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + " is a file, a model needs a folder: choose another path");
  }

  @Test
  void moreClustersThanVideosAreRefused() {
    assertThatThrownBy(() -> fitted(45))
        .hasMessage("k is 45, must be at most the number of videos, 44");
    assertThatThrownBy(() -> new ClusterModel(List.of()))
        .hasMessage("clusterings are none, must be at least one");
  }
}
