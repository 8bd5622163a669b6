package dev.xdc.spark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The average of what parts were trained to, each as heavy as the clips it was trained on. */
final class Average {

  private Average() {}

  /** Averages values, in the order of the parts, whichever came first. */
  static TrainTask.Trained of(Iterable<TrainTask.Trained> parts) {
    List<TrainTask.Trained> ordered = new ArrayList<>();
    parts.forEach(ordered::add);
    ordered.sort(Comparator.comparingInt(TrainTask.Trained::part));
    int clips = ordered.stream().mapToInt(TrainTask.Trained::clips).sum();
    TrainTask.Trained first = ordered.get(0);
    int steps = first.counts().length;
    double[] losses = new double[steps];
    double[] accuracies = new double[steps];
    int[] counts = new int[steps];
    int[] unread = new int[steps];
    double[] values = new double[first.values().size()];
    for (TrainTask.Trained part : ordered) {
      double weight = clips == 0 ? 0 : (double) part.clips() / clips;
      float[] own = part.values().values();
      for (int i = 0; i < values.length && weight > 0; i++) {
        values[i] += weight * own[i];
      }
      for (int step = 0; step < steps; step++) {
        losses[step] += part.losses()[step];
        accuracies[step] += part.accuracies()[step];
        counts[step] += part.counts()[step];
        unread[step] += part.unread()[step];
      }
    }
    WireFloats average = WireFloats.of(toFloat(values), first.values().precision());
    List<String> places = ordered.stream().flatMap(part -> part.places().stream()).toList();
    return new TrainTask.Trained(0, clips, losses, accuracies, counts, unread, places, average);
  }

  private static float[] toFloat(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /** Puts pieces of values together, in their order. */
  static float[] joined(List<TrainTask.Trained> pieces) {
    float[] values = new float[pieces.stream().mapToInt(piece -> piece.values().size()).sum()];
    int at = 0;
    for (TrainTask.Trained piece : pieces) {
      float[] own = piece.values().values();
      System.arraycopy(own, 0, values, at, own.length);
      at += own.length;
    }
    return values;
  }
}
