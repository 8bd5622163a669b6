package dev.xdc.eval;

import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Labels;
import dev.xdc.clip.Modality;
import dev.xdc.clip.Seeds;
import dev.xdc.train.Learner;
import dev.xdc.train.StreamPosition;
import dev.xdc.train.StreamTraining;
import dev.xdc.train.TrainingClips;
import dev.xdc.train.TrainingPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** What the evaluations share: labelled data sets that fit each other. */
final class LabelledSets {

  private LabelledSets() {}

  /** The labels of a training and a test set that number their classes alike. */
  record Known(Labels train, Labels test) {}

  /** Returns the labels of both sets, which must have some, of the same classes. */
  static Known labels(ClipDataset train, ClipDataset test) {
    Known known = new Known(labels(train, "training"), labels(test, "test"));
    if (!known.train.names().equals(known.test.names())) {
      throw new IllegalArgumentException(
          "training classes are "
              + known.train.names()
              + ", test classes are "
              + known.test.names()
              + ": they must be the same");
    }
    return known;
  }

  private static Labels labels(ClipDataset dataset, String role) {
    return dataset
        .labels()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the "
                        + role
                        + " set has no labels: give a CSV with the columns path,label or class folders"));
  }

  /** Trains {@code learner} on the labels of all videos that are not left out. */
  static void learn(
      Learner learner,
      Modality modality,
      ClipDataset train,
      Labels labels,
      BitSet leftOut,
      TrainingPlan plan,
      long seed,
      StreamTraining.Watcher watcher)
      throws IOException {
    StreamTraining training =
        new StreamTraining(train, modality, TrainingClips.all(train.size()), plan, watcher);
    StreamTraining.Task task =
        new StreamTraining.Task(
            List.of(labels.classes()),
            leftOut,
            Seeds.stream(seed, "fine-tune"),
            0,
            modality.toString());
    training.train(learner, task, StreamPosition.START);
  }

  /** Returns {@code perVideo} uniform clips of every video that is not left out. */
  static List<ClipRequest> clips(int videos, BitSet leftOut, int perVideo) {
    List<ClipRequest> clips = new ArrayList<>();
    for (int video = leftOut.nextClearBit(0);
        video < videos;
        video = leftOut.nextClearBit(video + 1)) {
      clips.addAll(ClipRequest.uniform(video, perVideo));
    }
    return clips;
  }

  /** Reads the test clips of every video of {@code test}. */
  static void forEachBatch(
      Modality modality, ClipDataset test, EvalProtocol protocol, Consumer<ClipBatch> action)
      throws IOException {
    List<ClipRequest> clips = clips(test.size(), new BitSet(), protocol.testClips());
    try (ClipReader reader = test.read(EnumSet.of(modality), clips, protocol.batchSize())) {
      for (ClipBatch batch = reader.next(); batch != null; batch = reader.next()) {
        action.accept(batch);
      }
    }
  }

  /**
   * What a head says of the test clips that could be read.
   *
   * @param clips the clips
   * @param values for each clip the logit of each class
   */
  record Logits(List<ClipRequest> clips, float[][] values) {
    /** Returns the videos that have a clip, in the order of their first one. */
    int[] videos() {
      return clips.stream().mapToInt(ClipRequest::index).distinct().toArray();
    }

    /** Returns the place of each clip's video in {@code videos}. */
    int[] videoOfClip(int[] videos) {
      int[] place = new int[Arrays.stream(videos).max().orElse(-1) + 1];
      for (int i = 0; i < videos.length; i++) {
        place[videos[i]] = i;
      }
      return clips.stream().mapToInt(clip -> place[clip.index()]).toArray();
    }
  }

  /** Asks the first head of {@code learner} about the test clips of every video. */
  static Logits logits(
      Learner learner,
      Modality modality,
      ClipDataset test,
      EvalProtocol protocol,
      IntConsumer progress)
      throws IOException {
    List<ClipRequest> scored = new ArrayList<>();
    List<float[]> logits = new ArrayList<>();
    forEachBatch(
        modality,
        test,
        protocol,
        batch -> {
          logits.addAll(List.of(learner.logits(batch).get(0)));
          scored.addAll(batch.clips());
          progress.accept(scored.size());
        });
    return new Logits(scored, logits.toArray(float[][]::new));
  }

  /** Scores the videos of which at least one clip could be read. */
  static EvalResult result(
      Modality modality,
      List<ClipRequest> clips,
      float[][] logits,
      Labels labels,
      ScoreAverage average,
      double seconds) {
    return result(modality, new Logits(clips, logits), labels, average, seconds);
  }

  /** Scores the videos of which at least one clip could be read. */
  static EvalResult result(
      Modality modality, Logits scored, Labels labels, ScoreAverage average, double seconds) {
    int[] videos = scored.videos();
    int[] truth = Arrays.stream(videos).map(video -> labels.classes()[video]).toArray();
    int[] truthOfClip =
        scored.clips().stream().mapToInt(clip -> labels.classes()[clip.index()]).toArray();
    double clipTop1 =
        EvalResult.of(modality, scored.values(), truthOfClip, labels.names(), 0, 0, 0).top1();
    return EvalResult.of(
        modality,
        average.perVideo(scored.values(), scored.videoOfClip(videos), videos.length),
        truth,
        labels.names(),
        clipTop1,
        scored.clips().size(),
        seconds);
  }
}
