package dev.xdc.cli.output;

import dev.xdc.NamedSettings;
import dev.xdc.Preset;
import java.io.PrintWriter;
import java.util.List;

/** Settings with the names that {@code --set} and {@code run.yaml} take, two in a line. */
final class SettingsTable {

  private SettingsTable() {}

  /**
   * Prints those of a group.
   *
   * @param group what their names begin with, such as {@code config.}
   */
  static void print(Preset preset, String group, PrintWriter out) {
    List<String> cells =
        NamedSettings.of(preset).entrySet().stream()
            .filter(setting -> setting.getKey().startsWith(group))
            .map(setting -> "%-38s %s".formatted(setting.getKey(), setting.getValue()))
            .toList();
    int rows = (cells.size() + 1) / 2;
    int width = cells.stream().limit(rows).mapToInt(String::length).max().orElse(0);
    for (int row = 0; row < rows; row++) {
      String right = rows + row < cells.size() ? cells.get(rows + row) : "";
      String left = cells.get(row);
      out.println(("  " + left + " ".repeat(width + 3 - left.length()) + right).stripTrailing());
    }
  }
}
