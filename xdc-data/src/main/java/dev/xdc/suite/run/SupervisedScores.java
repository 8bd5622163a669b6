package dev.xdc.suite.run;

import com.google.gson.JsonObject;
import dev.xdc.report.MetricsJsonl;
import dev.xdc.suite.store.Json;
import dev.xdc.train.HeldOutScore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the encoders of a supervised run scored, as its folder records, whenever it was trained. */
public final class SupervisedScores {

  private SupervisedScores() {}

  /** Returns the scores by modality; none without a test. */
  public static Map<String, HeldOutScore> of(Path run) throws IOException {
    Map<String, HeldOutScore> scores = new LinkedHashMap<>();
    for (JsonObject row : MetricsJsonl.ofRun(run).rows()) {
      if (MetricsJsonl.isOf(row, "round")) {
        row.getAsJsonArray("streams").forEach(stream -> put(stream.getAsJsonObject(), scores));
      }
    }
    return scores;
  }

  private static void put(JsonObject stream, Map<String, HeldOutScore> scores) {
    if (stream.has("heldOut")) {
      scores.put(
          stream.get("stream").getAsString(),
          Json.LINE.fromJson(stream.get("heldOut"), HeldOutScore.class));
    }
  }
}
