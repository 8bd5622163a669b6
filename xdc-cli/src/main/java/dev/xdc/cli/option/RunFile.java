package dev.xdc.cli.option;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Options of a command in a YAML file: one {@code key: value} each, keys as the long options. */
public final class RunFile {
  private final Path path;
  private final Map<String, Entry> entries;

  /** A value, and the line it is on, from 1. */
  private record Entry(String value, int line) {}

  private RunFile(Path path, Map<String, Entry> entries) {
    this.path = path;
    this.entries = entries;
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException if it is no YAML mapping of single values, or has a key twice;
   *     names file and line
   */
  public static RunFile read(Path path) throws IOException {
    Node root;
    try (BufferedReader in = Files.newBufferedReader(path)) {
      LoadSettings settings = LoadSettings.builder().setLabel(path.toString()).build();
      root = new Compose(settings).composeReader(in).orElse(null);
    } catch (YamlEngineException e) {
      throw new IllegalArgumentException(path + " is not YAML: " + e.getMessage(), e);
    }
    Map<String, Entry> entries = new LinkedHashMap<>();
    if (root == null) {
      return new RunFile(path, entries);
    }
    if (!(root instanceof MappingNode mapping)) {
      throw new IllegalArgumentException(path + " must hold lines of the form key: value");
    }
    for (NodeTuple tuple : mapping.getValue()) {
      int line = tuple.getKeyNode().getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
      if (!(tuple.getKeyNode() instanceof ScalarNode key)
          || !(tuple.getValueNode() instanceof ScalarNode value)) {
        throw new IllegalArgumentException(
            path + " line " + line + ": a key must have one value, no list and no mapping");
      }
      if (entries.put(key.getValue(), new Entry(value.getValue(), line)) != null) {
        throw new IllegalArgumentException(
            path + " line " + line + ": key " + key.getValue() + " appears twice");
      }
    }
    return new RunFile(path, entries);
  }

  /**
   * Checks that all keys are known.
   *
   * @param command whose help lists them
   * @throws IllegalArgumentException for the first that is not; suggests the nearest if one is near
   */
  void requireKnown(Collection<String> known, String command) {
    for (Map.Entry<String, Entry> entry : entries.entrySet()) {
      String key = entry.getKey();
      if (!known.contains(key)) {
        throw new IllegalArgumentException(
            "%s line %d: unknown key '%s', %s"
                .formatted(
                    path,
                    entry.getValue().line(),
                    key,
                    nearest(key, known)
                        .map("did you mean '%s'?"::formatted)
                        .orElse("see " + command + " --help")));
      }
    }
  }

  /** Returns the known key that {@code key} may be a slip of: a third of its letters may differ. */
  private static Optional<String> nearest(String key, Collection<String> known) {
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    return known.stream()
        .min(Comparator.comparingInt(other -> distance.apply(other, key)))
        .filter(other -> distance.apply(other, key) <= Math.max(1, key.length() / 3));
  }

  /** Returns the keys in their order. */
  Collection<String> keys() {
    return entries.keySet();
  }

  /** Returns the value of a key, if it is there. */
  Optional<String> value(String key) {
    return Optional.ofNullable(entries.get(key)).map(Entry::value);
  }

  /** Returns where a key is, such as {@code run.yaml line 3, key epochs}, if it is there. */
  Optional<String> place(String key) {
    return Optional.ofNullable(entries.get(key))
        .map(entry -> "%s line %d, key %s".formatted(path, entry.line(), key));
  }
}
