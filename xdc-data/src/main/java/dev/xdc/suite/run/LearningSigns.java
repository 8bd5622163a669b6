package dev.xdc.suite.run;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.xdc.report.MetricsJsonl;
import dev.xdc.train.RoundMetrics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a run's last round says of its encoders without labels; see {@link RoundMetrics}.
 *
 * @param labelInformation in nats; null without held-out clips
 * @param labelEntropy what it could be at most, in nats; null if it is
 * @param crossModalAmi null unless two modalities were clustered
 */
public record LearningSigns(
    @Nullable Double labelInformation,
    @Nullable Double labelEntropy,
    @Nullable Double crossModalAmi) {

  private static final LearningSigns NONE = new LearningSigns(null, null, null);

  /** Reads the last round of the run in a folder; nothing is known of a run without one. */
  public static LearningSigns of(Path run) throws IOException {
    JsonObject last = null;
    for (JsonObject row : MetricsJsonl.ofRun(run).rows()) {
      last = MetricsJsonl.isOf(row, "round") ? row : last;
    }
    return last == null ? NONE : of(last);
  }

  private static LearningSigns of(JsonObject round) {
    Double information = number(round.get("labelInformation"));
    double entropy = 0;
    int streams = 0;
    for (JsonElement stream : round.getAsJsonArray("streams")) {
      Double own = number(stream.getAsJsonObject().get("labelEntropy"));
      entropy += own == null ? 0 : own;
      streams++;
    }
    return new LearningSigns(
        information,
        information == null ? null : Double.valueOf(entropy / streams),
        number(round.get("crossModalAmi")));
  }

  private static @Nullable Double number(@Nullable JsonElement value) {
    return value == null || value.isJsonNull() ? null : Double.valueOf(value.getAsDouble());
  }

  /** Returns whether there is any. */
  public boolean isKnown() {
    return labelInformation != null || crossModalAmi != null;
  }

  /** Returns whether cross-modal AMI means anything: it rises when clips are memorised, too. */
  public boolean amiCounts() {
    return labelInformation == null || labelInformation > 0;
  }

  @Override
  public String toString() {
    List<String> signs = new ArrayList<>();
    if (labelInformation != null) {
      signs.add(
          String.format(
              Locale.ROOT, "label information %.2f of %.2f nats", labelInformation, labelEntropy));
    }
    if (crossModalAmi != null) {
      signs.add(String.format(Locale.ROOT, "cross-modal AMI %.3f", crossModalAmi));
    }
    return String.join(", ", signs);
  }
}
