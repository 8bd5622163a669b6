package dev.xdc.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.xdc.Preset;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.cluster.SphericalKMeans;
import dev.xdc.encoder.AudioStem;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.feature.FeatureTransform;
import dev.xdc.train.Schedule;
import dev.xdc.train.Sgd;
import dev.xdc.train.StreamTraining;
import dev.xdc.train.TrainingPlan;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Evaluations of an untrained audio encoder on sounds that differ by class. */
class FrozenEvaluationTest {
  private static final ClipSpec SPEC = Preset.tiny().clip();
  private static final EvalProtocol PROTOCOL = EvalProtocol.paper().withClips(2, 3);
  private static final StreamTraining.Watcher NOBODY = new StreamTraining.Watcher() {};

  /**
   * What a layer on random features has learned: 0.53 of 32 videos, where chance is 0.25 with a
   * deviation of 0.08.
   */
  private static final double LEARNED = 0.45;

  private static final TrainingPlan PLAN =
      TrainingPlan.supervised(Schedule.of(1, 0, 12, 0.02, 1), Sgd.nesterov(1e-4), 8, 0);

  private final SyntheticClips train = new SyntheticClips(SPEC, 48, 4, 0.3, 1);
  private final SyntheticClips test = new SyntheticClips(SPEC, 32, 4, 0.3, 2);
  private Encoder encoder;

  @BeforeEach
  void open() {
    encoder = encoder();
  }

  private static Encoder encoder() {
    return Encoders.of(EncoderSpec.audioResNet(10, 8, AudioStem.B), SPEC)
        .initialize(Device.cpu(), 3);
  }

  @AfterEach
  void close() {
    encoder.close();
  }

  @Test
  void lastStagePooledIsTheFeature() throws IOException {
    ClipFeatures map =
        ClipFeatures.extract(
            ClipFeatures.Kind.LAST_STAGE, encoder, test, new BitSet(), 1, 8, done -> {});
    ClipFeatures pooled =
        ClipFeatures.extract(
            ClipFeatures.Kind.POOLED, encoder, test, new BitSet(), 1, 8, done -> {});
    int width = encoder.featureWidth();
    assertThat(map.rows()[5].length).isGreaterThan(width).matches(length -> length % width == 0);
    float[] mean = new float[width];
    for (int i = 0; i < map.rows()[5].length; i++) {
      mean[i % width] += map.rows()[5][i] * width / map.rows()[5].length;
    }
    assertThat(pooled.rows()[5]).containsExactly(mean, within(1e-4f));
  }

  @Test
  void meansAreOverTheClipsOfAVideo() throws IOException {
    ClipFeatures two =
        ClipFeatures.extract(
            ClipFeatures.Kind.POOLED, encoder, test, new BitSet(), 2, 8, done -> {});
    ClipFeatures means = two.videoMeans();
    assertThat(means.videos()).containsExactly(IntStream.range(0, 32).toArray());
    assertThat(means.rows()[9][0])
        .isCloseTo((two.rows()[18][0] + two.rows()[19][0]) / 2, within(1e-6f));
  }

  @Test
  void nearestToASphericalCentroidAreTheLargestCosines() throws IOException {
    float[][] rows =
        ClipFeatures.extract(
                ClipFeatures.Kind.POOLED, encoder, test, new BitSet(), 1, 8, done -> {})
            .rows();
    double[] centroid = new double[encoder.featureWidth()];
    for (float[] row : rows) {
      double length = Math.sqrt(dot(row, row));
      Arrays.setAll(centroid, d -> centroid[d] + row[d] / length);
    }
    List<String> expected =
        IntStream.range(0, rows.length)
            .boxed()
            .sorted(
                Comparator.comparingDouble(
                    i -> -dot(rows[i], centroid) / Math.sqrt(dot(rows[i], rows[i]))))
            .map(test::id)
            .toList();
    ClusterReport report =
        new ClusterEvaluation(
                1, FeatureTransform.raw(), SphericalKMeans.standard(), EvalProtocol.paper())
            .run(encoder, test, 0, rows.length, done -> {});
    List<ClusterReport.Member> nearest = report.clusters().get(0).nearest();
    assertThat(nearest).extracting(ClusterReport.Member::id).isEqualTo(expected);
    assertThat(nearest).allMatch(member -> member.distance() < 2);
  }

  private static double dot(float[] row, float[] other) {
    return IntStream.range(0, row.length).mapToDouble(d -> (double) row[d] * other[d]).sum();
  }

  private static double dot(float[] row, double[] other) {
    return IntStream.range(0, row.length).mapToDouble(d -> row[d] * other[d]).sum();
  }

  @ParameterizedTest
  @EnumSource
  void supportVectorsReadTheClassesAndCIsChosenByFolds(SvmSolver solver) throws IOException {
    SvmProbe.Outcome outcome =
        new SvmProbe(PROTOCOL, ClipFeatures.Kind.LAST_STAGE, List.of(1e-2, 1e-4), solver)
            .run(encoder, train, test, done -> {});
    assertThat(outcome.crossValidation()).containsOnlyKeys(1e-4, 1e-2);
    assertThat(outcome.crossValidation().get(outcome.c()))
        .isEqualTo(outcome.crossValidation().values().stream().max(Double::compare).get());
    assertThat(outcome.result().top1()).isGreaterThan(0.7);
    assertThat(outcome.result().videos()).isEqualTo(32);
    assertThat(outcome.result().clips()).isEqualTo(96);
  }

  @Test
  void moreLabelsHelpAndClipsPassOnce() throws IOException {
    int[] passed = {0};
    List<FewLabels.Point> curve =
        new FewLabels(PROTOCOL, List.of(1, 4, 0), 3)
            .run(encoder, train, test, done -> passed[0] = done);
    assertThat(passed[0]).isEqualTo(2 * 48 + 3 * 32);
    assertThat(curve).extracting(FewLabels.Point::videos).containsExactly(4, 16, 48);
    assertThat(curve).extracting(p -> p.accuracy().count()).containsExactly(3, 3, 1);
    assertThat(curve.get(2).accuracy().mean()).isGreaterThan(curve.get(0).accuracy().mean());
    double probed = new LinearProbe(PROTOCOL).run(encoder, train, test, done -> {}).top1();
    assertThat(curve.get(2).accuracy().mean()).isEqualTo(probed);
  }

  @Test
  void retrievalFindsTheClassAboveChance() throws IOException {
    Retrieval.Result found =
        Retrieval.standard(PROTOCOL).run(List.of(encoder), train, test, done -> {}).get(0);
    assertThat(found.query()).isEqualTo(Modality.AUDIO);
    assertThat(found.recall()).containsOnlyKeys(1, 5, 20);
    assertThat(found.chance().get(1)).isCloseTo(0.25, within(1e-12));
    assertThat(found.recall().get(1)).isGreaterThan(0.5);
    assertThat(found.knn()).isGreaterThan(0.4);
  }

  @Test
  void layersOfAGridLearnAsIfAloneAndLeaveTheEncoder() throws IOException {
    float[] before = encoder.parameter("layer4.0.bn1.running_mean").getArray().toFloatArray();
    List<EvalResult> both =
        new FcOnly(PROTOCOL, PLAN).run(encoder, train, test, List.of(0.4, 1e-6), 1, NOBODY);
    EvalResult alone =
        new FcOnly(PROTOCOL, PLAN).run(encoder, train, test, List.of(0.4), 1, NOBODY).get(0);
    assertThat(both.get(0).perClass()).isEqualTo(alone.perClass());
    assertThat(both.get(0).top1()).isGreaterThan(LEARNED).isGreaterThan(both.get(1).top1());
    assertThat(encoder.parameter("layer4.0.bn1.running_mean").getArray().toFloatArray())
        .isEqualTo(before);
  }

  @Test
  void aRateThatDivergesDoesNotEndTheOthers() throws IOException {
    List<EvalResult> results =
        new FcOnly(PROTOCOL, PLAN).run(encoder, train, test, List.of(1e30, 0.4), 1, NOBODY);
    assertThat(results.get(0)).isNull();
    assertThat(results.get(1).top1()).isGreaterThan(LEARNED);
  }

  @Test
  void theGridReportsWhatItSelectedOn() throws IOException {
    int[] groups = IntStream.range(0, 48).toArray();
    FineTuneGrid.Outcome paper =
        new FineTuneGrid(PROTOCOL, PLAN, List.of(0.4, 1e-6), FineTuneGrid.Selection.EVALUATION)
            .fcOnly(encoder, train, test, groups, 1, NOBODY);
    assertThat(paper.rate()).isEqualTo(0.4);
    assertThat(paper.result()).isSameAs(paper.candidates().get(1).result());
    FineTuneGrid.Outcome held =
        new FineTuneGrid(PROTOCOL, PLAN, List.of(0.4, 1e-6), FineTuneGrid.Selection.HELD_OUT)
            .fcOnly(encoder, train, test, groups, 1, NOBODY);
    assertThat(held.rate()).isEqualTo(0.4);
    assertThat(held.candidates()).allSatisfy(c -> assertThat(c.result().videos()).isLessThan(15));
    assertThat(held.result().videos()).isEqualTo(32);
  }

  @Test
  void everyRateOfFullFineTuningStartsFromTheSameWeights() throws IOException {
    FineTuneGrid.Outcome outcome =
        new FineTuneGrid(PROTOCOL, PLAN, List.of(0.02, 1e-7), FineTuneGrid.Selection.EVALUATION)
            .full(
                FrozenEvaluationTest::encoder,
                train,
                test,
                IntStream.range(0, 48).toArray(),
                1,
                NOBODY);
    try (Encoder fresh = encoder()) {
      EvalResult alone =
          new FineTune(PROTOCOL, PLAN.withBaseRate(0.02)).run(fresh, train, test, 1, NOBODY);
      assertThat(outcome.candidates().get(1).result().perClass()).isEqualTo(alone.perClass());
    }
    assertThat(outcome.result().top1()).isGreaterThanOrEqualTo(0.5);
    assertThat(outcome.result().clipTop1()).isBetween(0.3, 1.0);
  }

  @Test
  void aGridNeedsRates() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new FineTuneGrid(PROTOCOL, PLAN, List.of(), FineTuneGrid.Selection.EVALUATION))
        .withMessageContaining("at least one");
  }
}
