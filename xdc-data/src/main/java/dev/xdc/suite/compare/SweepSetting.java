package dev.xdc.suite.compare;

import dev.xdc.NamedSettings;
import dev.xdc.Preset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A combination of values of a sweep.
 *
 * @param name such as {@code k=16, lr=0.03}
 * @param preset with these values
 */
public record SweepSetting(String name, Preset preset) {

  /** Short names for settings that are swept often. */
  private static final Map<String, List<String>> SHORT =
      Map.of(
          "k", List.of("clusters"),
          "rounds", List.of("config.rounds"),
          "epochs", List.of("config.schedule.epochs", "config.lastSchedule.epochs"),
          "lr", List.of("config.schedule.baseRate", "config.lastSchedule.baseRate"));

  /**
   * Returns all combinations, of the first setting's first value first.
   *
   * @param preset what the values change
   * @param values of each setting; its name is {@code k}, {@code rounds}, {@code epochs}, {@code
   *     lr} or one of {@link NamedSettings}
   * @throws IllegalArgumentException if a setting does not exist or cannot have a value
   */
  public static List<SweepSetting> all(Preset preset, Map<String, List<String>> values) {
    List<SweepSetting> settings = List.of(new SweepSetting("", preset));
    for (Map.Entry<String, List<String>> entry : values.entrySet()) {
      List<SweepSetting> next = new ArrayList<>();
      for (SweepSetting before : settings) {
        for (String value : entry.getValue().stream().map(String::strip).distinct().toList()) {
          next.add(before.with(entry.getKey(), value));
        }
      }
      settings = next;
    }
    return settings;
  }

  private SweepSetting with(String setting, String value) {
    Map<String, String> values =
        SHORT.getOrDefault(setting, List.of(setting)).stream()
            .collect(Collectors.toMap(full -> full, full -> value));
    String own = setting + "=" + value;
    return new SweepSetting(
        name.isEmpty() ? own : name + ", " + own, NamedSettings.changed(preset, values));
  }

  /** Returns the name as that of a folder. */
  public String folder() {
    return name.replace(", ", "-").replaceAll("[^A-Za-z0-9.=_-]", "_");
  }
}
