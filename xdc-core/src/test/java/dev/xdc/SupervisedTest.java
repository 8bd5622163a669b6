package dev.xdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.xdc.checkpoint.CheckpointPolicy;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.Labels;
import dev.xdc.clip.Modality;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.clip.Tags;
import dev.xdc.encoder.AudioStem;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.eval.EvalProtocol;
import dev.xdc.train.DecayedParameters;
import dev.xdc.train.EpochMetrics;
import dev.xdc.train.HeldOutScore;
import dev.xdc.train.Progress;
import dev.xdc.train.RoundMetrics;
import dev.xdc.train.RoundMetrics.StreamMetrics;
import dev.xdc.train.Schedule;
import dev.xdc.train.Sgd;
import dev.xdc.train.TrainingPlan;
import dev.xdc.train.XdcConfig;
import dev.xdc.train.XdcListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training on the labels of a data set by the same loop: one round, and nothing is clustered. */
class SupervisedTest {
  private static final EvalProtocol ONE_CLIP = EvalProtocol.paper().withClips(1, 1);

  @TempDir private Path folder;

  private static TrainingPlan plan(int epochs) {
    return TrainingPlan.supervised(
        Schedule.of(0.5, 1, epochs, 0.02, 0.5), Sgd.nesterov(1e-4), 8, 0);
  }

  private static Encoder video() {
    return Encoders.of(EncoderSpec.r2plus1d(10, 2), TinyRuns.SPEC);
  }

  private static Encoder audio() {
    return Encoders.of(EncoderSpec.audioResNet(10, 2, AudioStem.B), TinyRuns.SPEC);
  }

  private static XdcTrainerBuilder trainer(ClipDataset clips, int epochs, double heldOut) {
    return XdcTrainer.builder()
        .setDataset(clips)
        .setSupervised(ONE_CLIP)
        .optConfig(XdcConfig.supervised(plan(epochs), heldOut))
        .optSeed(3);
  }

  private static SyntheticClips test() {
    return new SyntheticClips(TinyRuns.SPEC, 20, 4, 0.3, 2);
  }

  private static Map<String, float[]> weights(XdcModel model) {
    Map<String, float[]> weights = new TreeMap<>();
    Stream.of(Modality.values())
        .filter(model::has)
        .forEach(
            modality ->
                model
                    .encoder(modality)
                    .parameters()
                    .forEach(
                        (name, p) ->
                            weights.put(modality + " " + name, p.getArray().toFloatArray())));
    return weights;
  }

  /** Keeps what it is told, and asks the run to stop after so many clips were told of. */
  private static final class Noting implements XdcListener {
    private final List<EpochMetrics> epochs = new ArrayList<>();
    private final List<RoundMetrics> rounds = new ArrayList<>();
    private final List<Progress> progress = new ArrayList<>();
    private int left;
    private XdcTrainer trainer;

    Noting(int calls) {
      left = calls;
    }

    @Override
    public void onProgress(Progress p) {
      progress.add(p);
      if (--left == 0) {
        trainer.requestStop();
      }
    }

    @Override
    public void onEpoch(EpochMetrics metrics) {
      epochs.add(metrics);
    }

    @Override
    public void onRound(RoundMetrics metrics) {
      rounds.add(metrics);
    }

    HeldOutScore score(int stream) {
      return Objects.requireNonNull(rounds.get(0).streams().get(stream).heldOut());
    }
  }

  @Test
  void aStoppedRunEndsLikeOneThatWasNot() throws IOException {
    Map<String, float[]> whole;
    Noting told = new Noting(0);
    try (SyntheticClips clips = TinyRuns.clips();
        SyntheticClips test = test();
        XdcTrainer trainer =
            trainer(clips, 2, 0.1)
                .setVideoEncoder(video())
                .setAudioEncoder(audio())
                .optTestSet(test)
                .addListener(told)
                .build();
        XdcModel model = trainer.fit()) {
      whole = weights(model);
    }
    assertThat(told.rounds).hasSize(1);
    assertThat(told.rounds.get(0).clusterings()).isEmpty();
    assertThat(told.rounds.get(0).clips()).isEqualTo(40);
    assertThat(told.epochs).hasSize(4).allMatch(e -> e.validationLoss() > 0);
    assertThat(told.rounds.get(0).streams())
        .allSatisfy(
            s -> {
              assertThat(s.classes()).containsExactly(4);
              assertThat(s.chanceLoss()).isEqualTo(Math.log(4));
            });
    assertThat(told.score(1).set()).isEqualTo("test");
    assertThat(told.score(1).measure()).isEqualTo("top-1");
    assertThat(told.score(1).videos()).isEqualTo(20);

    List<String> stops = new ArrayList<>();
    Map<String, float[]> resumed = null;
    Noting last = told;
    Path out = folder.resolve("run");
    for (int pause = 2; resumed == null && stops.size() < 30; pause = pause % 6 + 2) {
      last = new Noting(pause);
      try (SyntheticClips clips = TinyRuns.clips();
          SyntheticClips test = test();
          XdcTrainer trainer =
              trainer(clips, 2, 0.1)
                  .setVideoEncoder(video())
                  .setAudioEncoder(audio())
                  .optTestSet(test)
                  .optOutputDir(out)
                  .optCheckpoints(CheckpointPolicy.standard().withEverySteps(2))
                  .addListener(last)
                  .build()) {
        last.trainer = trainer;
        try (XdcModel model = trainer.fit()) {
          resumed = weights(model);
        } catch (RunStoppedException e) {
          stops.add(e.getMessage());
        }
      }
    }
    assertThat(stops).hasSizeGreaterThan(4);
    assertThat(resumed).usingRecursiveComparison().isEqualTo(whole);
    assertThat(last.rounds.get(0).streams())
        .extracting(StreamMetrics::heldOut)
        .isEqualTo(told.rounds.get(0).streams().stream().map(StreamMetrics::heldOut).toList());
    assertThat(Files.readString(out.resolve("metrics.jsonl")))
        .contains("\"heldOut\":{\"set\":\"test\",\"measure\":\"top-1\",\"score\":");
  }

  @Test
  void anEncoderAloneBecomesWhatItBecomesBesideTheOther() throws IOException {
    Map<String, float[]> both;
    Map<String, float[]> alone;
    try (SyntheticClips clips = TinyRuns.clips();
        XdcTrainer trainer =
            trainer(clips, 1, 0).setVideoEncoder(video()).setAudioEncoder(audio()).build();
        XdcModel model = trainer.fit()) {
      both = weights(model);
    }
    Noting told = new Noting(0);
    try (SyntheticClips clips = TinyRuns.clips();
        XdcTrainer trainer =
            trainer(clips, 1, 0)
                .setAudioEncoder(audio())
                .optOutputDir(folder)
                .addListener(told)
                .build();
        XdcModel model = trainer.fit()) {
      alone = weights(model);
      assertThat(model.has(Modality.VIDEO)).isFalse();
      assertThat(model.provenance())
          .containsEntry("method", "supervised")
          .containsKeys("labels", "audio encoder", "config.schedule.baseRate")
          .doesNotContainKeys("video encoder", "exchange", "clusters");
    }
    both.keySet().removeIf(name -> name.startsWith("video"));
    assertThat(alone).usingRecursiveComparison().isEqualTo(both);
    assertThat(told.progress).allMatch(p -> p.stream().equals("audio"));
    assertThat(told.progress)
        .as("a rest can be told")
        .noneMatch(p -> Double.isNaN(p.remainingSeconds()));
    assertThat(told.rounds.get(0).streams().get(0).heldOut()).as("nothing to test on").isNull();
    try (Stream<Path> checkpoints = Files.list(folder.resolve("checkpoints"))) {
      assertThat(checkpoints.map(path -> path.getFileName().toString().substring(7)))
          .containsExactlyInAnyOrder("round1-audio-epoch2", "round2");
    }
  }

  /** Synthetic clips with tags in place of labels: odd or even, and the class itself but for 0. */
  private static final class Tagged extends ForwardingClips {
    private final List<String> names;

    Tagged(ClipDataset clips, String... names) {
      super(clips);
      this.names = List.of(names);
    }

    @Override
    public Optional<Labels> labels() {
      return Optional.empty();
    }

    @Override
    public Optional<Tags> tags() {
      int[] labels = clips.labels().orElseThrow().classes();
      int[][] tags =
          Arrays.stream(labels)
              .mapToObj(c -> c == 0 ? new int[] {0} : new int[] {c % 2, c + 1})
              .toArray(int[][]::new);
      return Optional.of(new Tags(tags, names));
    }
  }

  private static Tagged tagged(ClipDataset clips) {
    return new Tagged(clips, "even", "odd", "one", "two", "three", "none");
  }

  // constant scores have the mean of the shares, (0.5 + 0.5 + 3 x 0.25) / 5 = 0.35
  @Test
  void tagsAreLearnedByBinaryCrossEntropy() throws IOException {
    TrainingPlan fast = plan(1).withSchedule(Schedule.of(0.5, 0, 9, 0.1, 1));
    Noting told = new Noting(0);
    try (SyntheticClips clips = new SyntheticClips(TinyRuns.SPEC, 120, 4, 0.3, 1);
        Tagged train = tagged(clips);
        SyntheticClips others = new SyntheticClips(TinyRuns.SPEC, 40, 4, 0.3, 2);
        Tagged test = tagged(others);
        XdcTrainer trainer =
            trainer(train, 1, 0)
                .setAudioEncoder(audio())
                .optConfig(XdcConfig.supervised(fast, 0))
                .optTestSet(test)
                .addListener(told)
                .build()) {
      trainer.fit().close();
    }
    StreamMetrics metrics = told.rounds.get(0).streams().get(0);
    assertThat(metrics.classes()).as("one logit a tag").containsExactly(6);
    // (2 H(1/2) + 3 H(1/4) + 0) / 6
    assertThat(metrics.chanceLoss()).isCloseTo(0.512216, within(1e-6));
    assertThat(told.epochs.get(0).loss()).isBetween(0.5, 0.75);
    assertThat(metrics.loss()).isLessThan(0.4);
    HeldOutScore score = told.score(0);
    assertThat(score.measure()).isEqualTo("mAP");
    assertThat(score.score()).isGreaterThan(0.8);
    assertThat(score.videos()).isEqualTo(40);
  }

  @Test
  void heldOutVideosAreTestedOnUnlessThereAreOthers() throws IOException {
    Noting told = new Noting(0);
    try (SyntheticClips clips = TinyRuns.clips();
        Tagged train = tagged(clips);
        XdcTrainer trainer =
            trainer(train, 1, 0.25).setAudioEncoder(audio()).addListener(told).build()) {
      trainer.fit().close();
    }
    assertThat(told.score(0).set()).isEqualTo("held-out");
    assertThat(told.score(0).videos()).isEqualTo(11);
    assertThat(told.rounds.get(0).clips()).isEqualTo(33);
  }

  @Test
  void refusesToGoOnWithOtherLabels() throws IOException {
    try (SyntheticClips clips = TinyRuns.clips();
        Tagged train = tagged(clips);
        XdcTrainer trainer =
            trainer(train, 1, 0).setAudioEncoder(audio()).optOutputDir(folder).build()) {
      trainer.fit().close();
    }
    try (SyntheticClips clips = TinyRuns.clips();
        Tagged train = new Tagged(clips, "even", "odd", "1", "two", "three", "none");
        XdcTrainer trainer =
            trainer(train, 1, 0)
                .setAudioEncoder(audio())
                .optOutputDir(folder)
                .optChangedSettings(true)
                .build()) {
      assertThatThrownBy(trainer::fit)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("labels was 6 classes, 44 labels, ")
          .hasMessageContaining("labels cannot change in a run");
    }
    try (SyntheticClips clips = TinyRuns.clips()) {
      assertThatThrownBy(() -> XdcTrainer.retrain(folder).setDataset(clips).build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is a supervised run and has no clusters");
    }
  }

  @Test
  void refusesWhatDoesNotGoWithLabels() {
    try (SyntheticClips clips = TinyRuns.clips();
        Tagged tags = tagged(clips);
        Tagged others = new Tagged(clips, "even", "odd", "1", "2", "3", "4")) {
      assertThatThrownBy(() -> trainer(clips, 1, 0).build())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("call setVideoEncoder or setAudioEncoder");
      assertThatThrownBy(() -> trainer(clips, 1, 0).setSameModality(audio(), audio()).build())
          .hasMessageContaining("leave out setSameModality");
      assertThatThrownBy(
              () ->
                  trainer(clips, 1, 0).setAudioEncoder(audio()).optConfig(TinyRuns.CONFIG).build())
          .hasMessageContaining("rounds is 2, must be 1 for supervised training");
      assertThatThrownBy(
              () -> trainer(tags, 1, 0).setAudioEncoder(audio()).optTestSet(others).build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the test set has tags of 6 classes (even, odd, 1, 2, 3, ...)")
          .hasMessageContaining("the training set has tags of 6 classes (even, odd, one, two,");
      assertThatThrownBy(
              () -> trainer(tags, 1, 0).setAudioEncoder(audio()).optTestSet(clips).build())
          .hasMessageContaining("the test set has labels of 4 classes");
      SyntheticClips longer =
          new SyntheticClips(TinyRuns.SPEC.toBuilder().optFrames(4).build(), 44, 4, 0.3, 1);
      assertThatThrownBy(
              () -> trainer(clips, 1, 0).setVideoEncoder(video()).optTestSet(longer).build())
          .hasMessageContaining("the test set is cut as ")
          .hasMessageContaining("both must be cut alike");
      XdcConfig balanced =
          XdcConfig.supervised(plan(1), 0).toBuilder().optBalanceClusters(true).build();
      assertThatThrownBy(
              () -> trainer(tags, 1, 0).setAudioEncoder(audio()).optConfig(balanced).build())
          .hasMessageContaining("balanceClasses is true, must be false where a video has several");
      assertThatThrownBy(() -> TinyRuns.trainer(clips).optTestSet(clips).build())
          .hasMessageContaining("call setSupervised");
      assertThatThrownBy(() -> trainer(new Bare(clips), 1, 0).setAudioEncoder(audio()).build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("supervised training needs labels, the data set has none");
    }
  }

  private static final class Bare extends ForwardingClips {
    Bare(ClipDataset clips) {
      super(clips);
    }

    @Override
    public Optional<Labels> labels() {
      return Optional.empty();
    }
  }

  @Test
  void theConfigurationIsThePlan() {
    TrainingPlan plan = Preset.audioSet().supervised();
    assertThat(XdcConfig.supervised(plan, 0).plan(1)).isEqualTo(plan);
    TrainingPlan odd =
        new TrainingPlan(
            Schedule.of(1, 2, 3, 0.4, 0.5),
            new Sgd(0.5, false, 0.1, DecayedParameters.ALL),
            7,
            9,
            2,
            true,
            0.3,
            4);
    assertThat(XdcConfig.supervised(odd, 0.1).plan(1)).isEqualTo(odd);
    assertThatThrownBy(() -> XdcConfig.supervised(odd, 0))
        .hasMessageContaining("patience is 2, must be 0");
  }
}
