package dev.xdc.page;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** One HTML page that compares runs: results side by side, the settings that differ, curves. */
public final class RunsPage {

  /** Settings of where a run lies rather than of what it does. */
  private static final Set<String> PLACES = Set.of("out", "force", "started", "host");

  private static final int LEAST_RUNS = 2;

  private final List<RunRecord> runs;
  private final List<EvaluationFile> evaluations;

  /**
   * A run as the page's script reads it.
   *
   * @param name of its folder
   * @param facts what was run
   * @param rows as in {@link PageData}
   */
  record Run(String name, Map<String, String> facts, List<JsonObject> rows) {}

  /**
   * What the page shows.
   *
   * @param differing settings that are not the same in all runs: a value for each, empty if absent
   */
  record Data(
      List<Run> runs, Map<String, List<String>> differing, List<EvaluationFile> evaluations) {}

  /**
   * Prepares a page; nothing is written yet.
   *
   * @param runs at least two, shown in this order
   * @param evaluations results to be shown as well; none is fine
   * @throws IllegalArgumentException if there are fewer than two runs
   */
  public RunsPage(List<RunRecord> runs, List<EvaluationFile> evaluations) {
    if (runs.size() < LEAST_RUNS) {
      throw new IllegalArgumentException(
          "there are " + runs.size() + " runs to compare, must be at least " + LEAST_RUNS);
    }
    this.runs = List.copyOf(runs);
    this.evaluations = List.copyOf(evaluations);
  }

  /**
   * Writes the page, whole or not at all.
   *
   * @param folder is made; one that holds an earlier page is written over
   * @return the page
   * @throws IllegalArgumentException if the folder holds a page of something else
   */
  public Path write(Path folder) throws IOException {
    PageFolder out = PageFolder.of(folder);
    List<RunFacts> facts = runs.stream().map(RunFacts::new).toList();
    List<String> names = names();
    List<Run> shown = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      shown.add(new Run(names.get(i), facts.get(i).facts(), facts.get(i).rows()));
    }
    return out.write(PageText.of(new Data(shown, differing(facts), evaluations)));
  }

  /** Returns the names of the folders, with as many parents as tell them apart. */
  private List<String> names() {
    List<Path> folders = runs.stream().map(RunRecord::folder).toList();
    int deepest = folders.stream().mapToInt(Path::getNameCount).max().orElse(1);
    for (int parts = 1; parts < deepest; parts++) {
      int last = parts;
      List<String> names = folders.stream().map(folder -> end(folder, last)).toList();
      if (names.stream().distinct().count() == names.size()) {
        return names;
      }
    }
    return folders.stream().map(Path::toString).toList();
  }

  private static String end(Path folder, int parts) {
    int count = folder.getNameCount();
    return folder.subpath(Math.max(0, count - parts), count).toString();
  }

  private static Map<String, List<String>> differing(List<RunFacts> facts) {
    Set<String> names = new TreeSet<>();
    facts.forEach(one -> names.addAll(one.chosen().keySet()));
    names.removeAll(PLACES);
    Map<String, List<String>> differing = new LinkedHashMap<>();
    for (String name : names) {
      List<String> values = facts.stream().map(one -> one.chosen().getOrDefault(name, "")).toList();
      if (values.stream().distinct().count() > 1) {
        differing.put(name, values);
      }
    }
    return differing;
  }

  @Override
  public String toString() {
    return "RunsPage" + runs.stream().map(RunRecord::folder).toList();
  }
}
