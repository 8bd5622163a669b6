package dev.xdc.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.xdc.Preset;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Modality;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.eval.TransformChoice.Criterion;
import dev.xdc.feature.FeatureTransform;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TransformChoiceTest {
  private static final int VIDEOS = 120;
  private static final int CLASSES = 4;
  private static final FeatureTransform RAW = FeatureTransform.raw();
  private static final FeatureTransform WHITENED = FeatureTransform.pcaWhitenL2(64);

  private final SyntheticClips train =
      new SyntheticClips(Preset.tiny().clip(), VIDEOS, CLASSES, 0.3, 1);

  /** Rows that were made beforehand. */
  private record Rows(float[][] ofVideo) implements EmbeddingSource {
    @Override
    public Modality modality() {
      return Modality.AUDIO;
    }

    @Override
    public Device device() {
      return Device.cpu();
    }

    @Override
    public ClipFeatures embed(
        ClipDataset dataset, List<ClipRequest> clips, int batchSize, IntConsumer progress) {
      return new ClipFeatures(
          clips, clips.stream().map(clip -> ofVideo[clip.index()]).toArray(float[][]::new));
    }
  }

  /** The first four columns tell the class at {@code scale}, the rest is noise of 1. */
  private static EmbeddingSource rows(double scale, double noise, int noisy) {
    Random random = new Random(5);
    float[][] rows = new float[VIDEOS][CLASSES + noisy];
    for (int video = 0; video < VIDEOS; video++) {
      for (int d = 0; d < rows[video].length; d++) {
        double signal = d == video % CLASSES ? scale : 0;
        double width = d < CLASSES ? scale * 0.3 : noise;
        rows[video][d] = (float) (signal + width * random.nextGaussian());
      }
    }
    return new Rows(rows);
  }

  private TransformChoice.Chosen chosen(EmbeddingSource source, Criterion criterion)
      throws IOException {
    return new TransformChoice(List.of(RAW, WHITENED), criterion, EvalProtocol.paper())
        .choose(source, train, done -> {});
  }

  @Test
  void whatNeighboursSeeDecides() throws IOException {
    // Two loud columns of noise drown the class unless columns are brought to one scale; many quiet
    // ones do once they are.
    TransformChoice.Chosen drowned = chosen(rows(1, 20, 2), Criterion.NEIGHBOURS);
    TransformChoice.Chosen clear = chosen(rows(1, 0.05, 40), Criterion.NEIGHBOURS);

    assertThat(drowned.transform()).isEqualTo(WHITENED);
    assertThat(drowned.accuracies().get(WHITENED)).isGreaterThan(0.8);
    assertThat(drowned.accuracies().get(RAW)).isLessThan(0.6);
    assertThat(clear.transform()).isEqualTo(RAW);
    assertThat(clear.accuracies().get(RAW)).isGreaterThan(0.9);
  }

  @Test
  void featuresComeTransformedAsTheWholeTrainingSetSays() throws IOException {
    TransformChoice.Chosen drowned = chosen(rows(1, 20, 2), Criterion.NEIGHBOURS);

    float[][] rows =
        drowned.embed(train, LabelledSets.clips(VIDEOS, new BitSet(), 1), 8, done -> {}).rows();

    assertThat(rows).hasDimensions(VIDEOS, CLASSES + 2);
    for (float[] row : rows) {
      double squares = IntStream.range(0, row.length).mapToDouble(d -> row[d] * row[d]).sum();
      assertThat(squares).isCloseTo(1, within(1e-4));
    }
  }

  @Test
  void ofEquallyGoodOnesTheFirstIsTaken() throws IOException {
    List<FeatureTransform> twice = List.of(WHITENED, FeatureTransform.pcaWhitenL2(65));
    assertThat(
            new TransformChoice(twice, Criterion.LINEAR_PROBE, EvalProtocol.paper())
                .choose(rows(1, 1, 2), train, done -> {})
                .transform())
        .isEqualTo(WHITENED);
  }

  @Test
  void groupsStayTogether() throws IOException {
    // A group has its own row, which says nothing of the class to other groups.
    Random random = new Random(3);
    int[] groups = IntStream.range(0, VIDEOS).map(v -> v % CLASSES + CLASSES * (v / 40)).toArray();
    float[][] ofGroup = new float[3 * CLASSES][8];
    for (float[] row : ofGroup) {
      for (int d = 0; d < row.length; d++) {
        row[d] = (float) random.nextGaussian();
      }
    }
    float[][] rows = new float[VIDEOS][];
    IntStream.range(0, VIDEOS).forEach(v -> rows[v] = ofGroup[groups[v]]);
    TransformChoice choice =
        new TransformChoice(List.of(RAW, WHITENED), Criterion.LINEAR_PROBE, EvalProtocol.paper());

    assertThat(choice.choose(new Rows(rows), train, done -> {}).accuracies())
        .containsEntry(RAW, 1.0);
    assertThat(choice.choose(new Rows(rows), train, groups, done -> {}).accuracies().get(RAW))
        .isLessThan(0.7);
  }

  @Test
  void aSingleCandidateNeedsNoFolds() throws IOException {
    TransformChoice.Chosen only =
        new TransformChoice(List.of(WHITENED), Criterion.LINEAR_PROBE, EvalProtocol.paper())
            .choose(rows(1, 1, 2), train, done -> {});
    assertThat(only.accuracies()).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new TransformChoice(List.of(), Criterion.LINEAR_PROBE, EvalProtocol.paper()))
        .withMessageContaining("FeatureTransform.raw()");
  }
}
