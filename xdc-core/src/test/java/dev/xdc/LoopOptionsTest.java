package dev.xdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.xdc.clip.SyntheticClips;
import dev.xdc.cluster.BalancedKMeans;
import dev.xdc.label.DeepClustering;
import dev.xdc.train.HeadInit;
import dev.xdc.train.InitialFeatures;
import dev.xdc.train.Progress;
import dev.xdc.train.RoundMetrics;
import dev.xdc.train.XdcConfig;
import dev.xdc.train.XdcListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Options of the loop that the paper does not have: off by default, and resumable. */
class LoopOptionsTest {
  private static final XdcConfig MEANS =
      TinyRuns.CONFIG.toBuilder().optHeadInit(HeadInit.CLASS_MEANS).optWarmupRounds(1).build();

  @TempDir private Path folder;

  private static XdcTrainerBuilder balanced(SyntheticClips clips, XdcConfig config) {
    return TinyRuns.trainer(clips).optConfig(config).optClustering(BalancedKMeans.standard());
  }

  private static Map<String, float[]> run(XdcConfig config, XdcListener... listeners)
      throws IOException {
    try (SyntheticClips clips = TinyRuns.clips()) {
      XdcTrainerBuilder builder = balanced(clips, config);
      for (XdcListener listener : listeners) {
        builder.addListener(listener);
      }
      try (XdcTrainer trainer = builder.build();
          XdcModel model = trainer.fit()) {
        return TinyRuns.weights(model);
      }
    }
  }

  @Test
  void aRunWithAllOptionsResumesToTheSameWeightsWhereverItWasStopped() throws IOException {
    Map<String, float[]> whole = run(MEANS);
    Map<String, float[]> weights = null;
    int stops = 0;
    for (int pause = 3; weights == null; pause = pause % 11 + 5) {
      int[] left = {pause};
      XdcTrainer[] running = new XdcTrainer[1];
      XdcListener stop =
          new XdcListener() {
            @Override
            public void onProgress(Progress progress) {
              if (--left[0] == 0) {
                running[0].requestStop();
              }
            }
          };
      try (SyntheticClips clips = TinyRuns.clips();
          XdcTrainer trainer =
              balanced(clips, MEANS).optOutputDir(folder).addListener(stop).build()) {
        running[0] = trainer;
        try (XdcModel model = trainer.fit()) {
          weights = TinyRuns.weights(model);
        } catch (RunStoppedException e) {
          stops++;
        }
      }
      assertThat(stops).isLessThan(60);
    }
    assertThat(stops).isGreaterThan(5);
    assertThat(weights).usingRecursiveComparison().isEqualTo(whole);
    assertThat(Files.readString(folder.resolve("metrics.jsonl")))
        .contains("\"labelInformation\":", "\"crossModalAmi\":");
  }

  @Test
  void headsOfClassMeansReplaceRandomOnes() throws IOException {
    Map<String, float[]> means =
        run(TinyRuns.CONFIG.toBuilder().optHeadInit(HeadInit.CLASS_MEANS).build());
    Map<String, float[]> random = run(TinyRuns.CONFIG);
    assertThat(means.keySet()).isEqualTo(random.keySet());
    assertThat(means.keySet())
        .anySatisfy(name -> assertThat(means.get(name)).isNotEqualTo(random.get(name)));
  }

  @Test
  void aFirstRoundOnHandCraftedFeaturesHasRandomHeads() throws IOException {
    XdcConfig config =
        TinyRuns.CONFIG.toBuilder()
            .optRounds(1)
            .optInitialFeatures(InitialFeatures.HAND_CRAFTED)
            .build();
    assertThat(run(config.toBuilder().optHeadInit(HeadInit.CLASS_MEANS).build()))
        .usingRecursiveComparison()
        .isEqualTo(run(config));
  }

  @Test
  void everyHeadOfMultiHeadClusteringStartsFromItsOwnMeans() throws IOException {
    try (SyntheticClips clips = TinyRuns.clips();
        XdcTrainer trainer =
            balanced(clips, MEANS).optExchanger(DeepClustering.MDC).optOutputDir(folder).build()) {
      trainer.fit().close();
    }
    assertThat(folder.resolve("checkpoints")).isNotEmptyDirectory();
  }

  @Test
  void theRunWarmsUpOverItsFirstRounds() {
    XdcConfig config = TinyRuns.CONFIG.toBuilder().optRounds(5).optWarmupRounds(3).build();
    double[] factors = {0.25, 0.5, 0.75, 1, 1};
    for (int round = 1; round <= 5; round++) {
      assertThat(config.plan(round).rateScale()).isCloseTo(factors[round - 1], within(1e-12));
    }
    assertThat(config.longClips().plan(1).rateScale()).isEqualTo(1);
    assertThat(TinyRuns.CONFIG.plan(1).rateScale()).isEqualTo(1);
  }

  @Test
  void twoStreamsOfOneModalityHaveNoCrossModalAgreement() throws IOException {
    List<RoundMetrics> rounds = new ArrayList<>();
    XdcListener listener =
        new XdcListener() {
          @Override
          public void onRound(RoundMetrics metrics) {
            rounds.add(metrics);
          }
        };
    try (SyntheticClips clips = TinyRuns.clips();
        XdcTrainer trainer =
            TinyRuns.trainer(clips)
                .setSameModality(TinyRuns.audio(), TinyRuns.audio())
                .addListener(listener)
                .build()) {
      trainer.fit().close();
    }
    assertThat(rounds.get(1).crossModalAmi()).isNaN();
    assertThat(rounds.get(1).labelInformation()).isFinite();
  }
}
