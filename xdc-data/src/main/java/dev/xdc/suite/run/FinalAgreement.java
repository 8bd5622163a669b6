package dev.xdc.suite.run;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How far the clusters of a run's final encoders agree with the labels trained on last.
 *
 * @param nmi normalised mutual information by stream, in [0, 1]; empty without such clusters
 */
public record FinalAgreement(Map<String, Double> nmi) {

  /** Reads the last clusterings in the record of a run. */
  public static FinalAgreement of(Path run) throws IOException {
    Path file = run.resolve("metrics.jsonl");
    Map<String, Double> nmi = new LinkedHashMap<>();
    if (Files.isRegularFile(file)) {
      for (String line : Files.readAllLines(file)) {
        try {
          JsonObject row = JsonParser.parseString(line).getAsJsonObject();
          if (row.get("type").getAsString().equals("clusters")) {
            nmi.clear();
            row.getAsJsonArray("clusterings").forEach(one -> put(nmi, one.getAsJsonObject()));
          }
        } catch (JsonParseException | IllegalStateException e) {
          throw new IOException(file + " has a line that is no JSON object: " + e.getMessage(), e);
        }
      }
    }
    return new FinalAgreement(nmi);
  }

  private static void put(Map<String, Double> nmi, JsonObject clustering) {
    JsonElement value = clustering.get("nmiPrevious");
    if (value != null && !value.isJsonNull()) {
      nmi.put(clustering.get("source").getAsString(), value.getAsDouble());
    }
  }

  /** Returns whether there is any. */
  public boolean isKnown() {
    return !nmi.isEmpty();
  }

  /** Returns the figures, such as {@code video 0.812, audio 0.764}. */
  @Override
  public String toString() {
    return nmi.entrySet().stream()
        .map(e -> String.format(Locale.ROOT, "%s %.3f", e.getKey(), e.getValue()))
        .collect(Collectors.joining(", "));
  }
}
