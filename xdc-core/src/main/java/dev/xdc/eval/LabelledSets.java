package dev.xdc.eval;

import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Labels;
import dev.xdc.clip.Modality;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** What the evaluations share: labelled data sets that fit each other. */
final class LabelledSets {

  private LabelledSets() {}

  /** Returns the labels of a data set that must have some. */
  static Labels labels(ClipDataset dataset, String role) {
    return dataset
        .labels()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the "
                        + role
                        + " set has no labels: give a CSV with the columns path,label or class folders"));
  }

  /** Checks that both sets number their classes alike. */
  static void checkSameClasses(Labels train, Labels test) {
    if (!train.names().equals(test.names())) {
      throw new IllegalArgumentException(
          "training classes are "
              + train.names()
              + ", test classes are "
              + test.names()
              + ": they must be the same");
    }
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

  /** Scores the videos of which at least one clip could be read. */
  static EvalResult result(
      Modality modality,
      List<ClipRequest> clips,
      float[][] logits,
      Labels labels,
      ScoreAverage average,
      double seconds) {
    int[] videos = clips.stream().mapToInt(ClipRequest::index).distinct().toArray();
    int[] rank = new int[labels.classes().length];
    int[] truth = new int[videos.length];
    for (int i = 0; i < videos.length; i++) {
      rank[videos[i]] = i;
      truth[i] = labels.classes()[videos[i]];
    }
    int[] videoOfClip = clips.stream().mapToInt(clip -> rank[clip.index()]).toArray();
    return EvalResult.of(
        modality,
        average.perVideo(logits, videoOfClip, videos.length),
        truth,
        labels.names(),
        clips.size(),
        seconds);
  }
}
