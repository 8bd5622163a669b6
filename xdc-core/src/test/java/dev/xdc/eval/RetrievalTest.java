package dev.xdc.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.xdc.Preset;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.ClipSubset;
import dev.xdc.clip.Labels;
import dev.xdc.clip.Modality;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.encoder.AudioStem;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetrievalTest {
  private static final ClipSpec SPEC = Preset.tiny().clip();

  @Test
  void neighboursAreSortedByAngle() {
    float[][] gallery = {{0, 5}, {3, 0}, {1, 1}, {-1, 0}};
    assertThat(Neighbours.cosine(new float[][] {{9, 1}}, gallery, 10)[0])
        .containsExactly(1, 2, 0, 3);
    assertThat(Neighbours.cosine(new float[][] {{0, 2}}, gallery, 2)[0]).containsExactly(0, 2);
  }

  @Test
  void recallCountsQueriesThatFindTheirClass() {
    int[][] nearest = {{0, 1, 2}, {0, 1, 2}, {2, 1, 0}};
    int[] wanted = {5, 6, 6};
    int[] offered = {5, 6, 7};
    assertThat(Retrieval.recall(nearest, 1, wanted, offered)).isEqualTo(1 / 3.0);
    assertThat(Retrieval.recall(nearest, 2, wanted, offered)).isEqualTo(1);
  }

  @Test
  void chanceIsHypergeometric() {
    // One of four at random; two draws without the own two of four: 2/4 * 1/3.
    assertThat(Retrieval.chance(1, new int[] {0}, new int[] {0, 1, 1, 1})).isEqualTo(0.25);
    assertThat(Retrieval.chance(2, new int[] {0}, new int[] {0, 0, 1, 1}))
        .isCloseTo(1 - 1 / 6.0, within(1e-12));
    assertThat(Retrieval.chance(3, new int[] {0}, new int[] {0, 0, 1, 1})).isEqualTo(1);
    assertThat(Retrieval.chance(9, new int[] {2}, new int[] {0, 0})).isZero();
  }

  @Test
  void mostNeighboursDecideAndTheNearestBreaksTies() {
    int[] gallery = {0, 1, 1, 0};
    assertThat(KnnClassifier.accuracy(new int[][] {{0, 1, 2}}, 3, gallery, new int[] {1})).isOne();
    assertThat(KnnClassifier.accuracy(new int[][] {{0, 1, 2, 3}}, 4, gallery, new int[] {0}))
        .isOne();
    assertThat(KnnClassifier.accuracy(new int[][] {{0, 1, 2}}, 1, gallery, new int[] {1})).isZero();
  }

  /** Pictures of one set with sounds of another. */
  private record Paired(ClipDataset pictures, ClipDataset sounds) implements ClipDataset {
    @Override
    public int size() {
      return pictures.size();
    }

    @Override
    public ClipSpec spec() {
      return pictures.spec();
    }

    @Override
    public String id(int index) {
      return pictures.id(index);
    }

    @Override
    public Optional<Labels> labels() {
      return pictures.labels();
    }

    @Override
    public ClipReader read(Set<Modality> modalities, List<ClipRequest> clips, int batchSize) {
      return (modalities.contains(Modality.AUDIO) ? sounds : pictures)
          .read(modalities, clips, batchSize);
    }

    @Override
    public void close() {}
  }

  @Test
  void picturesFindSoundsOfTheirClassByThePairsThatWereLearned() throws IOException {
    SyntheticClips many = new SyntheticClips(SPEC, 160, 4, 0.1, 1);
    // Each picture has the sound of the next class. Its label is the picture's, in the gallery,
    // too:
    // pictures still find sounds that bear their label, and sounds find pictures of another class.
    ClipSubset next =
        new ClipSubset(many, IntStream.range(0, 160).map(i -> (i + 1) % 160).toArray());
    try (Encoder video = Encoders.of(Preset.tiny().video(), SPEC).initialize(Device.cpu(), 5);
        Encoder audio =
            Encoders.of(EncoderSpec.audioResNet(10, 8, AudioStem.B), SPEC)
                .initialize(Device.cpu(), 3)) {
      assertThat(across(video, audio, many)).allMatch(found -> found.recall().get(1) > 0.8);
      List<Retrieval.Result> shifted = across(video, audio, new Paired(many, next));
      assertThat(shifted.get(0).recall().get(1)).isGreaterThan(0.8);
      assertThat(shifted.get(1).recall().get(1)).isLessThan(0.1);
    }
  }

  /** Returns both directions between picture and sound. */
  private static List<Retrieval.Result> across(Encoder video, Encoder audio, ClipDataset learning)
      throws IOException {
    List<Retrieval.Result> found =
        Retrieval.standard(EvalProtocol.paper().withClips(2, 3))
            .run(
                List.of(video, audio),
                learning,
                new SyntheticClips(SPEC, 64, 4, 0.1, 2),
                done -> {});
    assertThat(found).hasSize(4);
    List<Retrieval.Result> across = found.subList(2, 4);
    assertThat(across)
        .extracting(Retrieval.Result::query)
        .containsExactly(Modality.VIDEO, Modality.AUDIO);
    assertThat(across).allMatch(r -> r.gallery() == r.query().other());
    return across;
  }
}
