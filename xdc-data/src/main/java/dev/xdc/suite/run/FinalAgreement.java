package dev.xdc.suite.run;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.xdc.report.MetricsJsonl;
import java.io.IOException;
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
    Map<String, Double> nmi = new LinkedHashMap<>();
    for (JsonObject row : MetricsJsonl.ofRun(run).rows()) {
      if (MetricsJsonl.isOf(row, "clusters")) {
        nmi.clear();
        row.getAsJsonArray("clusterings").forEach(one -> put(nmi, one.getAsJsonObject()));
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
