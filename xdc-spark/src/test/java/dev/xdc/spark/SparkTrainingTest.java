package dev.xdc.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.xdc.RunStoppedException;
import dev.xdc.XdcTrainer;
import dev.xdc.XdcTrainerBuilder;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Modality;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.encoder.Precision;
import dev.xdc.train.Progress;
import dev.xdc.train.Schedule;
import dev.xdc.train.XdcConfig;
import dev.xdc.train.XdcListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkTrainingTest extends OnLocalSpark {
  private static final XdcConfig ONE_ROUND =
      TinyRuns.CONFIG.toBuilder()
          .optRounds(1)
          .optSchedule(Schedule.of(0.5, 2, 4, 0.02, 0.5))
          .optPatience(0)
          .build();

  @TempDir private Path folder;

  private XdcTrainerBuilder shared(SyntheticClips clips, int parts, int localSteps) {
    return TinyRuns.trainer(clips).optWorkplace(place().optTraining(parts, localSteps).build());
  }

  private SparkXdc.Builder place() {
    return SparkXdc.on(spark).setClips(TinyRuns::clips).setSharedFolder(folder.resolve("shared"));
  }

  /** With fewer clips in a part, or a higher rate, batch norm lets rounding grow with each step. */
  @Test
  void averagesAfterEachStepAreALocalRunOnTheSameParts() throws IOException {
    XdcConfig twentySteps = TinyRuns.steps(20, 5e-4);
    try (SyntheticClips clips = TinyRuns.clips()) {
      Map<String, float[]> local = TinyRuns.weightsInTwoParts(clips, twentySteps);
      Map<String, float[]> there = TinyRuns.weights(shared(clips, 2, 1).optConfig(twentySteps));

      local.forEach(
          (name, weights) -> {
            if (!name.contains("running")) { // those of the first part, and the average
              assertThat(there.get(name)).as(name).containsExactly(weights, within(1e-5f));
            }
          });
    }
  }

  @Test
  void bfloat16IsOffByLittleOfWhatAStepChanges() throws IOException {
    Map<String, float[]> start = weights(TinyRuns.steps(1, 1e-9), Precision.FLOAT32);
    Map<String, float[]> exact = weights(TinyRuns.steps(1, 5e-4), Precision.FLOAT32);
    Map<String, float[]> rounded = weights(TinyRuns.steps(1, 5e-4), Precision.BFLOAT16);

    double error = 0;
    for (String name : exact.keySet()) {
      // running statistics change at any rate
      for (int i = 0; !name.contains("running") && i < exact.get(name).length; i++) {
        float change = exact.get(name)[i] - start.get(name)[i];
        float off = rounded.get(name)[i] - exact.get(name)[i];
        assertThat(off).as(name).isCloseTo(0, within(Math.abs(change) / 120 + 1e-6f));
        error += Math.abs(off);
      }
    }
    assertThat(error).isPositive();
  }

  private Map<String, float[]> weights(XdcConfig config, Precision reduction) throws IOException {
    try (SyntheticClips clips = TinyRuns.clips()) {
      SparkXdc place = place().optTraining(2, 1).optReduction(reduction).build();
      return TinyRuns.weights(TinyRuns.trainer(clips).optConfig(config).optWorkplace(place));
    }
  }

  @Test
  void bfloat16IsTheNearestUpperHalf() {
    float[] values = {1, 1 + 1f / 256, 1 + 3f / 256, -3.14159f, 0, Float.NaN};
    assertThat(WireFloats.of(values, Precision.BFLOAT16).values())
        .containsExactly(1, 1, 1 + 4f / 256, -3.140625f, 0, Float.NaN);
  }

  @Test
  void aRunWithSeveralStepsBetweenAveragesResumesToTheSameWeights() throws IOException {
    // an epoch ends with a batch of 7, which makes three parts of 2, 2 and 3
    XdcConfig uneven =
        ONE_ROUND.toBuilder()
            .optSchedule(ONE_ROUND.schedule().withEpochs(2))
            .optClipsPerEpoch(39)
            .build();
    try (SyntheticClips clips = TinyRuns.clips()) {
      Map<String, float[]> whole = TinyRuns.weights(shared(clips, 4, 3).optConfig(uneven));

      AtomicReference<XdcTrainer> stopped = new AtomicReference<>();
      AtomicInteger steps = new AtomicInteger();
      XdcListener stop =
          new XdcListener() {
            @Override
            public void onProgress(Progress progress) {
              if (progress.work() == Progress.Work.TRAIN && steps.incrementAndGet() == 4) {
                stopped.get().requestStop();
              }
            }
          };
      Path run = folder.resolve("run");
      try (XdcTrainer trainer =
          shared(clips, 4, 3).optConfig(uneven).optOutputDir(run).addListener(stop).build()) {
        stopped.set(trainer);
        assertThatThrownBy(trainer::fit).isInstanceOf(RunStoppedException.class);
      }
      Map<String, float[]> resumed =
          TinyRuns.weights(shared(clips, 4, 3).optConfig(uneven).optOutputDir(run));

      whole.forEach((name, weights) -> assertThat(resumed.get(name)).as(name).isEqualTo(weights));
    }
  }

  @Test
  void eachPartIsReadOnceInAnEpochHoweverOftenPartsAreAveraged() throws IOException {
    CountedClips.OPENED.set(0);
    XdcConfig twentySteps = TinyRuns.steps(20, 5e-4); // in two epochs, without validation
    try (SyntheticClips clips = TinyRuns.clips()) {
      SparkXdc counted =
          place().setClips(() -> new CountedClips(TinyRuns.clips())).optTraining(2, 1).build();
      TinyRuns.weights(
          TinyRuns.trainer(clips)
              .optConfig(twentySteps.toBuilder().optValidationShare(0).build())
              .optWorkplace(counted));
    }
    int streams = 2;
    int parts = 2;
    int epochs = twentySteps.schedule(1).epochs();
    assertThat(CountedClips.OPENED).hasValue(streams * parts * epochs);
  }

  /** Counts the readers that training opens. */
  private static final class CountedClips extends ForwardingClips {
    static final AtomicInteger OPENED = new AtomicInteger();

    CountedClips(SyntheticClips clips) {
      super(clips);
    }

    @Override
    public ClipReader read(Set<Modality> modalities, List<ClipRequest> requests, int batchSize) {
      if (requests.get(0).drawn()) {
        OPENED.incrementAndGet();
      }
      return clips.read(modalities, requests, batchSize);
    }

    @Override
    public void close() {
      clips.close();
    }
  }

  @Test
  void partsAreASettingOfTheRun() throws IOException {
    try (SyntheticClips clips = TinyRuns.clips();
        XdcTrainer trainer = shared(clips, 5, 1).build()) {
      assertThatThrownBy(trainer::fit)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("batchSize is 8 for 5 parts");
    }
    assertThat(place().optTraining(4, 8).build().settings())
        .containsExactly(Map.entry("shared training", "4 parts, averaged after 8 steps"));
    assertThat(place().optTraining(4, 1).optReduction(Precision.BFLOAT16).build().settings())
        .containsExactly(
            Map.entry("shared training", "4 parts, averaged after 1 step, sent as BFLOAT16"));
  }

  @Test
  void smallBatchesLeaveTheLastPartsEmpty() {
    DataParallel four = new DataParallel(4, 1, Precision.FLOAT32);
    assertThat(List.of(four.start(0, 10), four.start(1, 10), four.start(2, 10), four.start(4, 10)))
        .containsExactly(0, 2, 5, 10);
    assertThat(List.of(four.start(0, 7), four.start(1, 7), four.start(2, 7), four.start(3, 7)))
        .containsExactly(0, 2, 4, 7);
    assertThat(List.of(four.start(0, 5), four.start(1, 5), four.start(2, 5), four.start(3, 5)))
        .containsExactly(0, 2, 5, 5);
    assertThatThrownBy(() -> new DataParallel(2, 0, Precision.FLOAT32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("localSteps 0");
  }
}
