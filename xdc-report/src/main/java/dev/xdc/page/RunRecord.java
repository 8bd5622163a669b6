package dev.xdc.page;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import dev.xdc.internal.file.JsonFile;
import dev.xdc.report.MetricsJsonl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What a run wrote of itself: its metrics, its settings, and which versions made it. The run may be
 * finished, interrupted or under way; its folder is only read.
 *
 * @param folder the run's output folder, absolute
 * @param rows the rows of {@code metrics.jsonl}, in their order
 * @param settings the text of {@code run.yaml}; empty for a run that was started from Java
 * @param provenance versions, device and settings as the model keeps them; empty before the end
 */
public record RunRecord(
    Path folder, List<JsonObject> rows, String settings, Map<String, String> provenance) {

  private static final String METRICS = "metrics.jsonl";
  private static final String SETTINGS = "run.yaml";
  private static final Gson GSON = new Gson();

  /** Copies the rows and the provenance. */
  public RunRecord {
    rows = List.copyOf(rows);
    provenance = Map.copyOf(provenance);
  }

  /**
   * Reads the files of a run.
   *
   * @param run the run's output folder
   * @throws IllegalArgumentException if it holds no {@code metrics.jsonl}
   * @throws IOException if a file cannot be read or is no JSON; names it
   */
  public static RunRecord read(Path run) throws IOException {
    Path settings = run.resolve(SETTINGS); // alone in the folder of a run before its first epoch
    if (!Files.isRegularFile(run.resolve(METRICS)) && !Files.isRegularFile(settings)) {
      throw new IllegalArgumentException(
          run + " holds no " + METRICS + ": give the output folder of xdc pretrain");
    }
    return new RunRecord(
        run.toAbsolutePath().normalize(),
        MetricsJsonl.ofRun(run).rowsSoFar(),
        Files.isRegularFile(settings)
            ? Objects.requireNonNull(JsonFile.read(settings, "cannot be shown", text -> text))
            : "",
        provenance(run.resolve("final").resolve("model.json")));
  }

  private static Map<String, String> provenance(Path model) throws IOException {
    Map<String, String> found = new TreeMap<>();
    if (Files.isRegularFile(model)) {
      JsonFile.read(
          model,
          "is not the description of a model",
          text -> {
            JsonObject json = GSON.fromJson(text, JsonObject.class);
            if (json != null && json.getAsJsonObject("provenance") != null) {
              json.getAsJsonObject("provenance")
                  .entrySet()
                  .forEach(e -> found.put(e.getKey(), e.getValue().getAsString()));
            }
            return found;
          });
    }
    return found;
  }

  @Override
  public String toString() {
    return "RunRecord[" + folder + ", " + rows.size() + " rows]";
  }
}
