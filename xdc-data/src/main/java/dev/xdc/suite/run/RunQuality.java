package dev.xdc.suite.run;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.xdc.cluster.ClusterCount;
import dev.xdc.report.MetricsJsonl;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run of pretraining is worth, as far as its own record shows without labels. A collapse is
 * measured; the rest compares the run with those that were measured on one set of small videos, and
 * is a hint. Only labels, in a probe, decide.
 *
 * @param videos that took part in the last round; 0 without a round
 * @param clusters the most that one modality has
 * @param rounds that have ended
 * @param collapsed whether the last round warned of a collapse
 * @param warnings of all rounds, in their order
 * @param nmi normalised mutual information with the round before, from the second round on and of
 *     the clusters after the last one, by what was clustered; in [0, 1]
 * @param crossModalAmi adjusted mutual information of video and audio clusters of each round; empty
 *     unless both were clustered
 */
public record RunQuality(
    int videos,
    int clusters,
    int rounds,
    boolean collapsed,
    List<Warning> warnings,
    Map<String, List<Double>> nmi,
    List<Double> crossModalAmi) {

  /** With that many videos the video encoder stayed where a random one is. */
  public static final int TOO_FEW_VIDEOS = 600;

  /** With that many videos it learned. */
  public static final int ENOUGH_VIDEOS = 1200;

  /** Rounds after which more of them gained little. */
  private static final int ENOUGH_ROUNDS = 5;

  private static final double CHANGE = 0.02;
  private static final String COLLAPSE = "collapse: ";
  private static final String MEMORISED = "memorised: ";

  /**
   * A warning of a round.
   *
   * @param round from 1
   * @param text a sentence
   */
  public record Warning(int round, String text) {
    /** Returns whether it warns of a collapse. */
    public boolean isCollapse() {
      return text.startsWith(COLLAPSE);
    }

    /** Returns whether it says that the encoders know their labels by heart. */
    public boolean isMemorised() {
      return text.startsWith(MEMORISED);
    }
  }

  /** How the number of videos compares with the sets of which the results are known. */
  public enum DataSize {
    /** As few as taught the video encoder nothing. */
    FEW,
    /** More than that, and fewer than were seen to suffice. */
    BETWEEN,
    /** As many as were seen to suffice. */
    ENOUGH
  }

  /** How a figure moves from its first to its last round. */
  public enum Trend {
    /** Up by more than 0.02. */
    RISING,
    /** By 0.02 or less. */
    FLAT,
    /** Down by more than 0.02. */
    FALLING,
    /** There are fewer than two figures. */
    UNKNOWN
  }

  /** What to try next. */
  public enum Advice {
    /** After a collapse. */
    LOWER_RATE,
    /** Few videos, or their labels were memorised. */
    MORE_VIDEOS,
    /** Labels were memorised. */
    SHORTER_ROUNDS,
    /** Clusters with hardly any videos. */
    FEWER_CLUSTERS,
    /** Fewer rounds than were seen to be of use. */
    MORE_ROUNDS
  }

  /** Makes the collections unmodifiable. */
  public RunQuality {
    warnings = List.copyOf(warnings);
    Map<String, List<Double>> copy = new LinkedHashMap<>();
    nmi.forEach((source, values) -> copy.put(source, List.copyOf(values)));
    nmi = Collections.unmodifiableMap(copy);
    crossModalAmi = List.copyOf(crossModalAmi);
  }

  /**
   * Reads the record of the run in a folder, finished or not.
   *
   * @throws IOException if {@code metrics.jsonl} cannot be read; a folder without one has no rounds
   */
  public static RunQuality of(Path run) throws IOException {
    Reader reader = new Reader();
    for (JsonObject row : MetricsJsonl.ofRun(run).rowsSoFar()) {
      if (MetricsJsonl.isOf(row, "round")) {
        reader.round(row);
      } else if (MetricsJsonl.isOf(row, "clusters")) {
        reader.clusterings(row);
      }
    }
    return reader.quality();
  }

  private static final class Reader {
    private final List<Warning> warnings = new ArrayList<>();
    private final Map<String, List<Double>> nmi = new LinkedHashMap<>();
    private final List<Double> ami = new ArrayList<>();
    private int videos;
    private int clusters;
    private int round;

    void round(JsonObject row) {
      round = row.get("round").getAsInt();
      videos = row.get("clips").getAsInt();
      clusterings(row);
      row.getAsJsonArray("warnings")
          .forEach(text -> warnings.add(new Warning(round, text.getAsString())));
      Double found = number(row.get("crossModalAmi"));
      if (found != null) {
        ami.add(found);
      }
    }

    void clusterings(JsonObject row) {
      for (JsonElement element : row.getAsJsonArray("clusterings")) {
        JsonObject clustering = element.getAsJsonObject();
        clusters = Math.max(clusters, clustering.get("k").getAsInt());
        Double found = number(clustering.get("nmiPrevious"));
        if (found != null) {
          nmi.computeIfAbsent(clustering.get("source").getAsString(), s -> new ArrayList<>())
              .add(found);
        }
      }
    }

    RunQuality quality() {
      boolean collapsed = warnings.stream().anyMatch(w -> w.round() == round && w.isCollapse());
      return new RunQuality(videos, clusters, round, collapsed, warnings, nmi, ami);
    }
  }

  private static @Nullable Double number(@Nullable JsonElement value) {
    return value == null || value.isJsonNull() ? null : Double.valueOf(value.getAsDouble());
  }

  /** Returns whether the last round warned that the encoders know their labels by heart. */
  public boolean memorised() {
    return warnings.stream().anyMatch(w -> w.round() == rounds && w.isMemorised());
  }

  /** Returns how the number of videos compares with what was measured. */
  public DataSize dataSize() {
    if (videos <= TOO_FEW_VIDEOS) {
      return DataSize.FEW;
    }
    return videos < ENOUGH_VIDEOS ? DataSize.BETWEEN : DataSize.ENOUGH;
  }

  /** Returns how figures of rounds, such as those of {@link #nmi}, move. */
  public static Trend trend(List<Double> figures) {
    if (figures.size() < 2) {
      return Trend.UNKNOWN;
    }
    double change = figures.get(figures.size() - 1) - figures.get(0);
    if (Math.abs(change) <= CHANGE) {
      return Trend.FLAT;
    }
    return change > 0 ? Trend.RISING : Trend.FALLING;
  }

  /** Returns what to try, the most pressing first; none if nothing stands out. */
  public List<Advice> advice() {
    List<Advice> advice = new ArrayList<>();
    if (collapsed) {
      advice.add(Advice.LOWER_RATE);
    }
    if (dataSize() == DataSize.FEW || memorised()) {
      advice.add(Advice.MORE_VIDEOS);
    }
    if (memorised()) {
      advice.add(Advice.SHORTER_ROUNDS);
    }
    if (ClusterCount.isTooLarge(clusters, videos)) {
      advice.add(Advice.FEWER_CLUSTERS);
    }
    if (!collapsed && !nmi.isEmpty() && rounds < ENOUGH_ROUNDS) {
      advice.add(Advice.MORE_ROUNDS);
    }
    return advice;
  }
}
