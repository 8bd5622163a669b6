package dev.xdc.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.xdc.internal.file.Unfinished;
import dev.xdc.train.ClusterMetrics;
import dev.xdc.train.EpochMetrics;
import dev.xdc.train.RoundMetrics;
import dev.xdc.train.XdcListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the curves of a run as an event file for TensorBoard. Tags are the fields of {@link
 * EpochMetrics} under the stream's name ({@code video/loss}, {@code video/memory/heapMegabytes}) at
 * the number of epochs that the stream has had, of {@link RoundMetrics} under {@code round} ({@code
 * round/crossModalAmi}) and {@code round-video}, and of {@link ClusterMetrics} under {@code
 * clusters-video}, at the number of the round. Numbers that do not exist are left out. The
 * clustering after the last round, notes and warnings are not written.
 *
 * <p>A run that is resumed gets a new file that begins with what its {@code metrics.jsonl} holds,
 * so that a curve has each point once. An instance belongs to one run.
 */
public final class TensorBoardListener implements XdcListener {
  private static final String NAME = "events.out.tfevents.%s.xdc";
  private static final String NAMES = "events.out.tfevents.*.xdc";

  private final Path folder;
  private final @Nullable MetricsJsonl metrics;
  private final Map<String, Integer> epochs = new HashMap<>();
  private @Nullable Path file;

  private TensorBoardListener(Path folder, @Nullable MetricsJsonl metrics) {
    this.folder = folder;
    this.metrics = metrics;
  }

  /** Returns a listener that writes to {@code folder}, for a run without an output folder. */
  public static TensorBoardListener of(Path folder) {
    return new TensorBoardListener(folder, null);
  }

  /**
   * Returns a listener that writes to the folder {@code tensorboard} in the output folder of a run:
   * {@code tensorboard --logdir} of the folder above shows several runs beside each other.
   */
  public static TensorBoardListener ofRun(Path run) {
    return new TensorBoardListener(folder(run), MetricsJsonl.ofRun(run));
  }

  /**
   * Writes the event file of a run that is finished, interrupted or under way.
   *
   * @return its folder
   * @throws IOException if the run has no metrics, they are damaged, or the file cannot be written
   */
  public static Path write(Path run) throws IOException {
    MetricsJsonl metrics = MetricsJsonl.ofRun(run);
    if (metrics.length() == 0) {
      throw new IOException(run + " holds no metrics.jsonl: give the output folder of a run");
    }
    new TensorBoardListener(folder(run), metrics).begin(metrics.rowsSoFar());
    return folder(run);
  }

  private static Path folder(Path run) {
    return run.resolve("tensorboard");
  }

  /** {@inheritDoc} Begins a file, with the history of the run if it is resumed. */
  @Override
  public void onStart() {
    try {
      begin(metrics == null ? List.of() : metrics.rows());
    } catch (IOException e) {
      throw new UncheckedIOException("no event file can be written to " + folder, e);
    }
  }

  private void begin(List<JsonObject> history) throws IOException {
    epochs.clear();
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    records.writeBytes(EventRecords.version());
    records.writeBytes(EventRecords.start());
    for (JsonObject row : history) {
      records.writeBytes(record(row));
    }
    Files.createDirectories(folder);
    List<Path> earlier = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, NAMES)) {
      files.forEach(earlier::add);
    }
    Path begun = folder.resolve(NAME.formatted(System.currentTimeMillis() / 1000));
    Unfinished.bytes(begun, records::writeTo);
    earlier.remove(begun);
    for (Path old : earlier) {
      Files.delete(old);
    }
    file = begun;
  }

  @Override
  public void onEpoch(EpochMetrics metrics) {
    append(record(MetricsJsonl.row("epoch", metrics)));
  }

  @Override
  public void onRound(RoundMetrics metrics) {
    append(record(MetricsJsonl.row("round", metrics)));
  }

  private void append(byte[] record) {
    if (file == null) {
      throw new IllegalStateException("no event file was begun in " + folder);
    }
    try {
      Files.write(file, record, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("curves cannot be written to " + file, e);
    }
  }

  /** Returns the record of a row of metrics; nothing for those without curves. */
  private byte[] record(JsonObject row) {
    Map<String, Double> values = new LinkedHashMap<>();
    int step;
    if (MetricsJsonl.isOf(row, "epoch")) {
      String stream = row.get("stream").getAsString();
      step = epochs.merge(stream, 1, Integer::sum);
      numbers(row, stream, values);
      numbers(row.getAsJsonObject("memory"), stream + "/memory", values);
    } else if (MetricsJsonl.isOf(row, "round")) {
      step = row.get("round").getAsInt();
      numbers(row, "round", values);
      for (JsonElement stream : row.getAsJsonArray("streams")) {
        numbers(stream.getAsJsonObject(), "round-" + name(stream, "stream"), values);
      }
      for (JsonElement clusters : row.getAsJsonArray("clusterings")) {
        numbers(clusters.getAsJsonObject(), "clusters-" + name(clusters, "source"), values);
      }
    } else {
      return new byte[0];
    }
    return EventRecords.scalars(step, values);
  }

  private static String name(JsonElement object, String field) {
    return object.getAsJsonObject().get(field).getAsString();
  }

  private static void numbers(
      @Nullable JsonObject object, String prefix, Map<String, Double> values) {
    if (object == null) {
      return;
    }
    object
        .entrySet()
        .forEach(
            field -> {
              if (field.getValue().isJsonPrimitive()
                  && field.getValue().getAsJsonPrimitive().isNumber()) {
                values.put(prefix + "/" + field.getKey(), field.getValue().getAsDouble());
              }
            });
  }
}
