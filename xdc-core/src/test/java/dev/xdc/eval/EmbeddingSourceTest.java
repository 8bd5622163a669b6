package dev.xdc.eval;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.xdc.Preset;
import dev.xdc.TornClips;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.cluster.KMeans;
import dev.xdc.encoder.AudioStem;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.FeatureBank;
import dev.xdc.feature.FeatureExtractor;
import dev.xdc.feature.FeatureTransform;
import dev.xdc.feature.JavaRows;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EmbeddingSourceTest {
  private static final ClipSpec SPEC = Preset.tiny().clip();
  private static final EvalProtocol PROTOCOL = EvalProtocol.paper().withClips(1, 1);

  private final SyntheticClips train = new SyntheticClips(SPEC, 48, 4, 0.3, 1);
  private final SyntheticClips test = new SyntheticClips(SPEC, 32, 4, 0.3, 2);

  @ParameterizedTest
  @EnumSource
  void handCraftedFeaturesAreThoseOfTheFirstRound(Modality modality) throws IOException {
    List<ClipRequest> clips = LabelledSets.clips(test.size(), new BitSet(), 2);
    ClipFeatures features = EmbeddingSource.handCrafted(modality).embed(test, clips, 7, done -> {});

    assertThat(features.clips()).isEqualTo(clips);
    try (NDManager manager = TorchEngine.newManager();
        FeatureBank bank =
            new FeatureExtractor(test, 8).describe(manager, modality, clips, 1, done -> {})) {
      assertThat(features.rows()).isDeepEqualTo(JavaRows.of(bank.values()));
    }
  }

  @Test
  void clipsThatCannotBeReadAreAbsent() throws IOException {
    List<ClipRequest> clips = LabelledSets.clips(test.size(), new BitSet(), 2);
    ClipFeatures whole =
        EmbeddingSource.handCrafted(Modality.AUDIO).embed(test, clips, 7, done -> {});
    ClipFeatures features =
        EmbeddingSource.handCrafted(Modality.AUDIO)
            .embed(new TornClips(test, 5), clips, 7, done -> {});

    assertThat(features.videos()).hasSize(62).doesNotContain(5);
    assertThat(features.rows()[10]).containsExactly(whole.rows()[12]);
  }

  @Test
  void encodersAreJudgedAsSourcesOfFeatures() throws IOException {
    try (Encoder encoder =
        Encoders.of(EncoderSpec.audioResNet(10, 8, AudioStem.B), SPEC)
            .initialize(Device.cpu(), 3)) {
      EmbeddingSource source = EmbeddingSource.of(encoder);
      LinearProbe probe = new LinearProbe(PROTOCOL);
      EvalResult byEncoder = probe.run(encoder, train, test, done -> {});
      EvalResult bySource = probe.run(source, train, test, done -> {});
      assertThat(bySource.modality()).isEqualTo(Modality.AUDIO);
      assertThat(bySource.perClass()).isEqualTo(byEncoder.perClass());
    }
  }

  /** Pitch bands tell the classes of these sounds, so that the statistics of bands do. */
  @Test
  void everyProtocolOfFeaturesTakesHandCraftedOnes() throws IOException {
    EmbeddingSource sound = EmbeddingSource.handCrafted(Modality.AUDIO);
    EmbeddingSource picture = EmbeddingSource.handCrafted(Modality.VIDEO);

    assertThat(new LinearProbe(PROTOCOL).run(sound, train, test, done -> {}).top1())
        .isGreaterThan(0.9);
    assertThat(new FewLabels(PROTOCOL, List.of(1, 0), 2).run(sound, train, test, done -> {}))
        .extracting(FewLabels.Point::videos)
        .containsExactly(4, 48);
    List<Retrieval.Result> directions =
        Retrieval.standard(PROTOCOL).runOn(List.of(picture, sound), train, test, done -> {});
    assertThat(directions).hasSize(4);
    assertThat(directions.get(1).knn()).isGreaterThan(0.5);
    ClusterReport clusters =
        new ClusterEvaluation(4, FeatureTransform.pcaWhitenL2(8), KMeans.standard(), PROTOCOL)
            .run(sound, train, 0, 0, done -> {});
    assertThat(clusters.videos()).isEqualTo(48);
    assertThat(clusters.scores().nmi()).isBetween(0.2, 1.0);
  }

  @Test
  void rowsOfAnArrayAreFlat() {
    try (NDManager manager = TorchEngine.newManager()) {
      assertThat(JavaRows.of(manager.arange(12f).reshape(2, 3, 2)))
          .isDeepEqualTo(new float[][] {{0, 1, 2, 3, 4, 5}, {6, 7, 8, 9, 10, 11}});
    }
  }
}
