package dev.xdc.examples.cli;

import dev.xdc.NamedSettings;
import dev.xdc.Preset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Settings that are compared with each other, value by value. */
final class SweepOptions {

  /** Short names for settings that are swept often. */
  private static final Map<String, List<String>> SHORT =
      Map.of(
          "k", List.of("clusters"),
          "rounds", List.of("config.rounds"),
          "epochs", List.of("config.schedule.epochs", "config.lastSchedule.epochs"),
          "lr", List.of("config.schedule.baseRate", "config.lastSchedule.baseRate"));

  @Option(
      names = "--k",
      split = ",",
      converter = Ranges.AtLeastTwo.class,
      showDefaultValue = Visibility.NEVER,
      paramLabel = "K",
      description =
          "Numbers of clusters to compare, such as 16,32,64, in place of methods: each is pretrained, and those with the best"
              + " signs of learning without labels are marked. With --test, a linear probe is shown beside them.")
  private List<Integer> clusters = List.of();

  @Option(
      names = "--sweep",
      showDefaultValue = Visibility.NEVER,
      paramLabel = "NAME=V,V",
      description =
          "Values of another setting to compare in the same way: rounds, epochs, lr, or a name that --set takes, as in"
              + " lr=0.03,0.06; may be given several times, also with --k, for all combinations.")
  private Map<String, String> swept = new LinkedHashMap<>();

  SweepOptions() {}

  /**
   * A combination of values.
   *
   * @param name such as {@code k=16, lr=0.03}
   */
  record Setting(String name, Preset preset) {
    /** Returns the name as that of a folder. */
    String folder() {
      return name.replace(", ", "-").replaceAll("[^A-Za-z0-9.=_-]", "_");
    }
  }

  /** Tells whether settings are to be compared. */
  boolean isGiven() {
    return !clusters.isEmpty() || !swept.isEmpty();
  }

  /**
   * Returns all combinations, of the first option's first value first.
   *
   * @throws IllegalArgumentException if a setting does not exist or cannot have a value
   */
  List<Setting> settings(Preset preset) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    if (!clusters.isEmpty()) {
      values.put("k", clusters.stream().map(String::valueOf).toList());
    }
    swept.forEach((name, list) -> values.put(name.strip(), List.of(list.split(",", -1))));
    List<Setting> settings = List.of(new Setting("", preset));
    for (Map.Entry<String, List<String>> entry : values.entrySet()) {
      List<Setting> next = new ArrayList<>();
      for (Setting before : settings) {
        for (String value : entry.getValue().stream().map(String::strip).distinct().toList()) {
          next.add(changed(before, entry.getKey(), value));
        }
      }
      settings = next;
    }
    return settings;
  }

  private static Setting changed(Setting before, String name, String value) {
    Map<String, String> values =
        SHORT.getOrDefault(name, List.of(name)).stream()
            .collect(Collectors.toMap(full -> full, full -> value));
    String own = name + "=" + value;
    return new Setting(
        before.name().isEmpty() ? own : before.name() + ", " + own,
        NamedSettings.changed(before.preset(), values));
  }
}
