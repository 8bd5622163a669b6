package dev.xdc.cli.option;

import dev.xdc.Preset;
import dev.xdc.suite.compare.SweepSetting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Settings that are compared with each other, value by value. */
public final class SweepOptions {

  @Option(
      names = "--k",
      split = ",",
      converter = Ranges.AtLeastTwo.class,
      showDefaultValue = Visibility.NEVER,
      paramLabel = "K",
      description = "Numbers of clusters to compare, such as 16,32,64, in place of methods.")
  private List<Integer> clusters = List.of();

  @Option(
      names = "--sweep",
      showDefaultValue = Visibility.NEVER,
      paramLabel = "NAME=V,V",
      description =
          "Values of another setting to compare, such as lr=0.03,0.06; may be given several times.")
  private Map<String, String> swept = new LinkedHashMap<>();

  /** Nothing is given yet. */
  public SweepOptions() {}

  /** Returns whether settings are to be compared. */
  public boolean isGiven() {
    return !clusters.isEmpty() || !swept.isEmpty();
  }

  /**
   * Returns all combinations, of the first option's first value first.
   *
   * @throws IllegalArgumentException if a setting does not exist or cannot have a value
   */
  public List<SweepSetting> settings(Preset preset) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    if (!clusters.isEmpty()) {
      values.put("k", clusters.stream().map(String::valueOf).toList());
    }
    swept.forEach((name, list) -> values.put(name.strip(), List.of(list.split(",", -1))));
    return SweepSetting.all(preset, values);
  }
}
