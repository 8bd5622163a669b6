package dev.xdc;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Every setting that decides the result of a run, one by one, and which of them may change when it
 * is resumed.
 */
final class RunSettings {
  /**
   * What a run may change from the next step, or from the next clustering on. All else would not
   * fit what is saved: other encoders and clips, or another split into training and validation.
   */
  private static final Set<String> CHANGEABLE =
      Set.of(
          "config.rounds",
          "config.schedule",
          "config.lastSchedule",
          "config.sgd",
          "config.rateScale",
          "config.patience",
          "config.headDeviation",
          "config.headInit",
          "config.warmupRounds",
          "config.featureTransform",
          "exchange",
          "clustering",
          "clusters",
          "precision",
          "batch statistics",
          "shared training");

  private final Map<String, String> values = new LinkedHashMap<>();

  /**
   * Adds a setting, of a record its components, as {@code name.component}; null is no setting, so
   * that a new one leaves the settings of older runs as they are.
   */
  RunSettings put(String name, @Nullable Object value) {
    if (value == null) {
      return this;
    }
    if (value instanceof Record whole && NamedSettings.isDivided(whole.getClass())) {
      NamedSettings.eachPart(whole, (part, found) -> put(name + "." + part.getName(), found));
    } else {
      values.put(name, text(value));
    }
    return this;
  }

  /** Returns a text that is the same in every process. */
  private static String text(Object value) {
    Class<?> type = value.getClass();
    if (type.isHidden() || type.isSynthetic()) {
      return type.getName().replaceAll("\\$\\$Lambda.*", "") + " (lambda)";
    }
    String text = value.toString();
    return text.equals(type.getName() + "@" + Integer.toHexString(value.hashCode()))
        ? type.getName()
        : text;
  }

  Map<String, String> values() {
    return values;
  }

  /**
   * Checks that a run may be resumed with these settings.
   *
   * @param saved the settings it had
   * @param force whether those that may change may differ
   * @throws IllegalStateException if not; lists what differs
   */
  void check(Path folder, Map<String, String> saved, boolean force) {
    Map<String, String> earlier = OlderSettings.complete(saved);
    List<String> differences = new ArrayList<>();
    List<String> fatal = new ArrayList<>();
    Map<String, String> all = new LinkedHashMap<>(earlier);
    values.forEach(all::putIfAbsent);
    for (String name : all.keySet()) {
      String before = earlier.getOrDefault(name, "not set");
      String now = values.getOrDefault(name, "not set");
      if (!before.equals(now)) {
        differences.add(name + " was " + before + ", now " + now);
        if (!isChangeable(name)) {
          fatal.add(name);
        }
      }
    }
    if (!differences.isEmpty() && !(force && fatal.isEmpty())) {
      String remedy =
          fatal.isEmpty()
              ? "the same settings to resume, or force the change (optChangedSettings)"
              : "the same settings to resume ("
                  + String.join(", ", fatal)
                  + " cannot change in a run)";
      throw new IllegalStateException(
          folder
              + " holds a run with other settings ("
              + String.join("; ", differences)
              + "): choose another folder, or "
              + remedy);
    }
  }

  private static boolean isChangeable(String name) {
    return CHANGEABLE.stream().anyMatch(key -> name.equals(key) || name.startsWith(key + "."));
  }
}
