package dev.xdc;

import dev.xdc.clip.PerModality;
import dev.xdc.internal.checkpoint.RoundState;
import dev.xdc.internal.checkpoint.RunState;
import dev.xdc.label.PseudoLabels;
import dev.xdc.report.MetricsJsonl;
import dev.xdc.train.ClusterMetrics;
import dev.xdc.train.StreamPosition;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a run stands between two steps: its round, what that round trains on, the stream that is
 * being trained and how far.
 */
final class RunPosition {
  private final List<Stream> streams;
  private int round = 1;
  private long steps;
  private List<ClusteredItems> clusters = List.of();
  private List<String> sources = List.of();
  private @Nullable Labelled labelled;
  private Stream stream;
  private StreamPosition inStream = StreamPosition.START;

  /** The start of the first round. */
  RunPosition(List<Stream> streams) {
    this.streams = streams;
    stream = streams.get(0);
  }

  /** Moves to where a checkpoint was made. */
  void restore(RunFolder.Saved saved) {
    RunState state = saved.state();
    round = state.round();
    steps = state.steps();
    clusters = saved.clusters();
    RoundState inside = state.inside();
    PerModality<PseudoLabels> labels = saved.labels();
    if (inside == null || labels == null) {
      labelled = null;
      startStream(streams.get(0));
    } else {
      labelled = Labelled.of(inside, labels, saved.heads());
      stream = streams.stream().filter(s -> s.slot() == inside.stream()).findFirst().orElseThrow();
      inStream = inside.position();
    }
  }

  /** Returns the round under way, from 1. */
  int round() {
    return round;
  }

  /** Returns the steps taken since the beginning, over all streams. */
  long steps() {
    return steps;
  }

  /** Returns each clustering of the last round that was clustered. */
  List<ClusteredItems> clusters() {
    return clusters;
  }

  /**
   * Returns the clusterings of the round that ended last by what was clustered: some of the names
   * of streams and {@code joint}.
   *
   * @param folder whose record knows the order of those of a restored run; null for none
   */
  Map<String, int[]> lastLabels(@Nullable RunFolder folder) throws IOException {
    List<String> made = sources;
    if (made.isEmpty() && folder != null) {
      made =
          folder.metrics().clusterings(round - 1).stream()
              .map(MetricsJsonl.Clustering::source)
              .toList();
    }
    Map<String, int[]> labels = new LinkedHashMap<>();
    for (int i = 0; i < Math.min(made.size(), clusters.size()); i++) {
      labels.put(made.get(i), clusters.get(i).labels());
    }
    return labels;
  }

  /** Returns what clustering has left for this round; null if that is still to be done. */
  @Nullable Labelled labelled() {
    return labelled;
  }

  /** Returns the stream that is being trained, or is next. */
  Stream stream() {
    return stream;
  }

  /** Returns where the training of the stream under way stands. */
  StreamPosition inStream() {
    return inStream;
  }

  /** Returns the streams that are still to be trained in this round, wholly or in part. */
  List<Stream> streamsLeft() {
    return streams.subList(streams.indexOf(stream), streams.size());
  }

  /** Moves to the training of the first stream on new labels. */
  void label(Labelled made, List<ClusteredItems> clusterings) {
    labelled = made;
    clusters = clusterings;
    startStream(streams.get(0));
  }

  /** Moves one step on. */
  void step() {
    steps++;
  }

  /** Notes how far the training of the stream under way is. */
  void moveTo(StreamPosition now) {
    inStream = now;
  }

  /** Moves behind the training of a stream. */
  void endStream(Stream ended) {
    startStream(streams.get(Math.min(streams.indexOf(ended) + 1, streams.size() - 1)));
  }

  /**
   * Moves to the next round.
   *
   * @return what the round that ended was trained on
   * @throws IllegalStateException if it was not clustered
   */
  Labelled endRound() {
    Labelled done = labelled;
    if (done == null) {
      throw new IllegalStateException("round " + round + " was not clustered");
    }
    round++;
    sources = done.metrics().stream().map(ClusterMetrics::source).toList();
    labelled = null;
    startStream(streams.get(0));
    return done;
  }

  private void startStream(Stream next) {
    stream = next;
    inStream = StreamPosition.START;
  }

  /**
   * Returns what a checkpoint made here says besides its arrays.
   *
   * @param metricsBytes length of the run's record
   * @param score of the round that ended here; null inside a round
   */
  RunState state(
      DivergenceRetries retries, RunReporter reporter, long metricsBytes, @Nullable Double score) {
    RoundState inside =
        labelled == null
            ? null
            : labelled.state(reporter.seconds(), reporter.finished(), stream.slot(), inStream);
    return new RunState(
        round,
        inside,
        steps,
        retries.rateFactor(),
        retries.used(),
        metricsBytes,
        reporter.spent(),
        score);
  }
}
