package dev.xdc.page;

import com.google.gson.JsonObject;
import dev.xdc.timing.Phase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a page says of a run in words. */
final class RunFacts {
  private static final Pattern SETTING = Pattern.compile("(?m)^([A-Za-z][\\w.-]*): (.+)$");
  private static final List<String> VERSIONS =
      List.of("xdc", "java", "djl", "pytorch", "system", "host", "threads", "device", "precision");

  private static final String SUPERVISED = "supervised";

  private final RunRecord run;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final Map<String, String> chosen = new LinkedHashMap<>();

  RunFacts(RunRecord run) {
    this.run = run;
    run.provenance().forEach(settings::put);
    Matcher lines = SETTING.matcher(run.settings());
    while (lines.find()) {
      chosen.put(lines.group(1), unquoted(lines.group(2).strip()));
    }
    settings.putAll(chosen);
  }

  private static String unquoted(String value) {
    boolean quoted =
        value.length() > 1
            && (value.startsWith("\"") || value.startsWith("'"))
            && value.charAt(0) == value.charAt(value.length() - 1);
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  /** Returns the settings of {@code run.yaml} by name. */
  Map<String, String> chosen() {
    return Collections.unmodifiableMap(chosen);
  }

  /** Returns what was run. */
  Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    put(facts, "Method", first("method", "exchange"));
    put(facts, "Preset", settings.get("preset"));
    put(facts, "Data", settings.get("data"));
    put(facts, "Videos", settings.get("videos"));
    boolean clustered = !SUPERVISED.equals(settings.get("method"));
    put(facts, "Clusters, K", clustered ? settings.get("clusters") : null);
    put(facts, "Rounds", first("config.rounds", "rounds"));
    put(facts, "Epochs a round", first("config.schedule.epochs", "epochs"));
    put(facts, "Clustering", clustered ? settings.get("clustering") : null);
    put(facts, "Feature transform", clustered ? settings.get("config.featureTransform") : null);
    put(facts, "Video encoder", settings.get("video encoder"));
    put(facts, "Audio encoder", settings.get("audio encoder"));
    put(facts, "Seed", settings.get("seed"));
    put(facts, "Started", settings.get("started"));
    put(facts, "Folder", run.folder().toString());
    return facts;
  }

  private @Nullable String first(String name, String other) {
    String found = settings.get(name);
    return found == null ? settings.get(other) : found;
  }

  private static void put(Map<String, String> facts, String name, @Nullable String value) {
    if (value != null && !value.isBlank()) {
      facts.put(name, value);
    }
  }

  /** Returns which versions and which machine made the run. */
  Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    VERSIONS.forEach(name -> put(versions, name, run.provenance().get(name)));
    return versions;
  }

  /** Returns the command that repeats the run; empty without a run.yaml. */
  String command() {
    return run.settings().isEmpty()
        ? ""
        : "xdc pretrain --config " + quoted(run.folder().resolve("run.yaml")) + " --out NEW_FOLDER";
  }

  private static String quoted(Object path) {
    String text = path.toString();
    return text.matches("[\\w./:@%+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  /** Returns the rows of the metrics, less what no curve shows. */
  List<JsonObject> rows() {
    List<JsonObject> rows = new ArrayList<>();
    for (JsonObject row : run.rows()) {
      JsonObject kept = row.deepCopy();
      if (!"run".equals(type(row))) {
        kept.remove("phases");
      }
      rows.add(kept);
    }
    return rows;
  }

  private static String type(JsonObject row) {
    return row.has("type") ? row.get("type").getAsString() : "";
  }

  /** Returns what phases are called. */
  static Map<String, String> phases() {
    Map<String, String> names = new LinkedHashMap<>();
    for (Phase phase : Phase.values()) {
      names.put(phase.name(), phase.toString());
    }
    return names;
  }
}
