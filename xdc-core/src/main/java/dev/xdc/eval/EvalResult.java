package dev.xdc.eval;

import dev.xdc.clip.Modality;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What an encoder scored on labelled videos.
 *
 * @param modality the encoder's modality
 * @param top1 share of videos whose own class has the highest score, from 0 to 1
 * @param top5 share of videos whose own class is among the five highest; 1 with fewer than six
 *     classes
 * @param clipTop1 share of clips whose own class has the highest score, from 0 to 1: "clip
 *     accuracy", where {@code top1} is "video accuracy"
 * @param perClass top-1 of the videos of each class, by name in the order of the class numbers;
 *     classes without a video are absent
 * @param confusion for each class of {@code perClass} how many of its videos got which class;
 *     classes that none got are absent
 * @param videos the number of videos
 * @param clips the number of clips scored
 * @param seconds what it took, training included
 */
public record EvalResult(
    Modality modality,
    double top1,
    double top5,
    double clipTop1,
    Map<String, Double> perClass,
    Map<String, Map<String, Integer>> confusion,
    int videos,
    int clips,
    double seconds) {

  /** Keeps copies of the maps in their order. */
  public EvalResult {
    perClass = Collections.unmodifiableMap(new LinkedHashMap<>(perClass));
    Map<String, Map<String, Integer>> copy = new LinkedHashMap<>();
    confusion.forEach(
        (own, got) -> copy.put(own, Collections.unmodifiableMap(new LinkedHashMap<>(got))));
    confusion = Collections.unmodifiableMap(copy);
  }

  /**
   * Counts hits. Of equal scores the class with the lower number ranks first, so that constant
   * scores get no more than chance.
   *
   * @param videoScores the score of each class for each video, of any scale
   * @param labels the class of each video
   * @param classNames the name of each class, no name twice
   * @param clipTop1 accuracy over single clips
   * @throws IllegalArgumentException if lengths differ, a label is out of range, or a score is not
   *     a number
   */
  public static EvalResult of(
      Modality modality,
      float[][] videoScores,
      int[] labels,
      List<String> classNames,
      double clipTop1,
      int clips,
      double seconds) {
    if (videoScores.length != labels.length || labels.length == 0) {
      throw new IllegalArgumentException(
          "there are scores of " + videoScores.length + " videos and " + labels.length + " labels");
    }
    if (classNames.stream().distinct().count() != classNames.size()) {
      throw new IllegalArgumentException("a class name occurs twice in " + classNames);
    }
    int classes = classNames.size();
    int[] videos = new int[classes];
    int[][] got = new int[classes][classes];
    int first = 0;
    int firstFive = 0;
    for (int v = 0; v < labels.length; v++) {
      int rank = rank(v, videoScores[v], labels[v], classes);
      videos[labels[v]]++;
      got[labels[v]][highest(videoScores[v])]++;
      if (rank == 1) {
        first++;
      }
      if (rank <= 5) {
        firstFive++;
      }
    }
    Map<String, Double> perClass = new LinkedHashMap<>();
    Map<String, Map<String, Integer>> confusion = new LinkedHashMap<>();
    for (int c = 0; c < classes; c++) {
      if (videos[c] > 0) {
        perClass.put(classNames.get(c), got[c][c] / (double) videos[c]);
        confusion.put(classNames.get(c), counts(got[c], classNames));
      }
    }
    double n = labels.length;
    return new EvalResult(
        modality,
        first / n,
        firstFive / n,
        clipTop1,
        perClass,
        confusion,
        labels.length,
        clips,
        seconds);
  }

  private static Map<String, Integer> counts(int[] got, List<String> classNames) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (int c = 0; c < got.length; c++) {
      if (got[c] > 0) {
        counts.put(classNames.get(c), got[c]);
      }
    }
    return counts;
  }

  private static int highest(float[] scores) {
    int best = 0;
    for (int c = 1; c < scores.length; c++) {
      if (scores[c] > scores[best]) {
        best = c;
      }
    }
    return best;
  }

  private static int rank(int video, float[] scores, int label, int classes) {
    if (scores.length != classes || label < 0 || label >= classes) {
      throw new IllegalArgumentException(
          "video "
              + video
              + " has "
              + scores.length
              + " scores and label "
              + label
              + " for "
              + classes
              + " classes");
    }
    int rank = 1;
    for (int c = 0; c < classes; c++) {
      if (Float.isNaN(scores[c])) {
        throw new IllegalArgumentException(
            "score of video " + video + ", class " + c + " is " + scores[c]);
      }
      if (scores[c] > scores[label] || (scores[c] == scores[label] && c < label)) {
        rank++;
      }
    }
    return rank;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "EvalResult[%s, top-1 %.1f %%, top-5 %.1f %%, clips %.1f %%, %d videos, %d clips, %.1f s]",
        modality,
        100 * top1,
        100 * top5,
        100 * clipTop1,
        videos,
        clips,
        seconds);
  }
}
