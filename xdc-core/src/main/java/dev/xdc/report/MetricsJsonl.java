package dev.xdc.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import dev.xdc.internal.file.PlainFile;
import dev.xdc.timing.PhaseTimes;
import dev.xdc.train.ClusterMetrics;
import dev.xdc.train.EpochMetrics;
import dev.xdc.train.RoundMetrics;
import dev.xdc.train.RunMetrics;
import dev.xdc.train.XdcListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends one JSON object per line to a file: {@code "type":"epoch"} for every epoch of a stream,
 * {@code "type":"round"} for every round, {@code "type":"clusters"} for the clusterings after the
 * last one and {@code "type":"run"} at the end, with the fields of {@link EpochMetrics}, {@link
 * RoundMetrics}, {@link ClusterMetrics} in {@code clusterings}, and {@link RunMetrics}. {@code
 * phases} holds {@code seconds} and {@code calls} of each {@link dev.xdc.timing.Phase} that was
 * entered, as in {@code "BACKWARD":{"seconds":4.1,"calls":72}}; {@code waitShare} is the share of
 * the time spent waiting for data, a run's {@code laterWaitShare} that from the second epoch on,
 * and {@code otherSeconds} what belongs to no phase. A number that does not exist, such as the
 * validation loss without validation clips, is absent.
 */
public final class MetricsJsonl implements XdcListener {
  private static final JsonSerializer<Double> FINITE_ONLY =
      (value, type, context) ->
          Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;
  private static final JsonSerializer<PhaseTimes> BY_PHASE =
      (times, type, context) -> {
        JsonObject all = new JsonObject();
        times
            .byPhase()
            .forEach(
                (phase, time) -> {
                  JsonObject one = new JsonObject();
                  one.addProperty("seconds", time.seconds());
                  one.addProperty("calls", time.calls());
                  all.add(phase.name(), one);
                });
        return all;
      };
  private static final Gson GSON =
      new GsonBuilder()
          .registerTypeAdapter(Double.class, FINITE_ONLY)
          .registerTypeAdapter(double.class, FINITE_ONLY)
          .registerTypeAdapter(PhaseTimes.class, BY_PHASE)
          .create();

  private static final Logger LOGGER = LoggerFactory.getLogger(MetricsJsonl.class);

  /** A file is read several times by one command, and may be damaged from end to end. */
  private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();

  private static final int MOST_WARNINGS = 100;

  private final Path file;

  /** Returns the file in the output folder of a run. */
  public static MetricsJsonl ofRun(Path run) {
    return new MetricsJsonl(run.resolve("metrics.jsonl"));
  }

  /** Appends to {@code file}, whose folder exists. */
  public MetricsJsonl(Path file) {
    this.file = file;
  }

  /** Returns the length of the file in bytes; 0 if there is none. */
  public long length() throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  /** Cuts the file off after {@code length} bytes: what follows will be reported again. */
  public void truncate(long length) throws IOException {
    if (length() > length) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(length);
      }
    }
  }

  /**
   * Returns the rows, in their order; none if there is no file. A warning names file, line and
   * value of each that nobody can have measured, such as a share of 1.7 or a round after a later
   * one. Lines that are no rows, or lack what their type has, are left out with a warning.
   *
   * @throws IOException if the file cannot be read
   */
  public List<JsonObject> rows() throws IOException {
    return rows(false);
  }

  /** Returns {@link #rows()} of a run that may be under way, without a last row that is torn. */
  public List<JsonObject> rowsSoFar() throws IOException {
    return rows(true);
  }

  private List<JsonObject> rows(boolean underWay) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    // bytes that are no UTF-8 become signs that no row has
    String text = new String(Files.readAllBytes(PlainFile.require(file)), StandardCharsets.UTF_8);
    List<String> lines = text.lines().toList();
    List<JsonObject> rows = new ArrayList<>(lines.size());
    MetricsCheck check = new MetricsCheck();
    for (int i = 0; i < lines.size(); i++) {
      MetricsCheck.Line line = check.next(lines.get(i));
      if (line.row() != null) {
        rows.add(line.row());
      } else if (underWay && i == lines.size() - 1 && !text.endsWith("\n")) {
        break; // on its way
      }
      if (!line.faults().isEmpty()) {
        warn(i + 1, line);
      }
    }
    return rows;
  }

  private void warn(int number, MetricsCheck.Line line) {
    String warning =
        "%s, line %d: %s; %s"
            .formatted(
                file,
                number,
                String.join(", ", line.faults()),
                line.row() == null ? "it is left out" : "it is used, though the file is damaged");
    if (WARNED.size() < MOST_WARNINGS && WARNED.add(warning)) {
      LOGGER.warn(warning);
    }
  }

  /** Returns whether a row is of a type, such as {@code round}. */
  public static boolean isOf(JsonObject row, String type) {
    return row.has("type") && row.get("type").getAsString().equals(type);
  }

  /**
   * What was clustered.
   *
   * @param source video, audio or joint
   * @param k number of clusters, empty ones included
   */
  public record Clustering(String source, int k) {}

  /**
   * Returns the clusterings of a round that has ended, in the order they were made.
   *
   * @throws IOException if the file holds no row of that round
   */
  public List<Clustering> clusterings(int round) throws IOException {
    for (JsonObject row : rows()) {
      if (isOf(row, "round") && row.get("round").getAsInt() == round) {
        return row.getAsJsonArray("clusterings").asList().stream()
            .map(clustering -> GSON.fromJson(clustering, Clustering.class))
            .toList();
      }
    }
    throw new IOException(
        file + " has no record of round " + round + ": give the whole folder of the run");
  }

  @Override
  public void onEpoch(EpochMetrics metrics) {
    append(row("epoch", metrics));
  }

  @Override
  public void onRound(RoundMetrics metrics) {
    append(row("round", metrics));
  }

  @Override
  public void onClusters(List<ClusterMetrics> clusterings) {
    append(row("clusters", new Clusters(clusterings)));
  }

  private record Clusters(List<ClusterMetrics> clusterings) {}

  @Override
  public void onRun(RunMetrics metrics) {
    append(row("run", metrics));
  }

  /** Returns a row of a type with the fields of {@code metrics} and the shares they amount to. */
  static JsonObject row(String type, Object metrics) {
    JsonObject row = new JsonObject();
    row.addProperty("type", type);
    JsonElement tree = GSON.toJsonTree(metrics);
    tree.getAsJsonObject().entrySet().forEach(e -> row.add(e.getKey(), e.getValue()));
    if (metrics instanceof EpochMetrics epoch) {
      row.addProperty("waitSeconds", epoch.waitSeconds());
      row.addProperty("waitShare", epoch.waitShare());
    } else if (metrics instanceof RunMetrics run) {
      row.addProperty("otherSeconds", run.otherSeconds());
      row.addProperty("waitShare", run.waitShare());
      if (run.laterSeconds() > 0) {
        row.addProperty("laterWaitShare", run.laterWaitShare());
      }
    }
    return row;
  }

  private void append(JsonObject line) {
    try {
      Files.writeString(
          file,
          GSON.toJson(line) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND,
          StandardOpenOption.DSYNC); // a checkpoint counts on what it holds
    } catch (IOException e) {
      throw new UncheckedIOException("metrics cannot be written to " + file, e);
    }
  }
}
