package dev.xdc.cli.option;

import dev.xdc.internal.file.JsonFile;
import dev.xdc.internal.file.PlainFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

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
    LoadSettings settings = LoadSettings.builder().setLabel(path.toString()).build();
    try (BufferedReader in = Files.newBufferedReader(PlainFile.require(path))) {
      // events, not nodes: those are composed by recursion, which a deep file lets overflow
      Iterator<Event> events = new Parse(settings).parseReader(in).iterator();
      events.next(); // the stream starts
      if (events.next().getEventId() != Event.ID.DocumentStart) {
        return new RunFile(path, Map.of());
      }
      return new RunFile(path, entries(path, events));
    } catch (YamlEngineException e) {
      String reason = JsonFile.oneLine(String.valueOf(e.getMessage()));
      throw new IllegalArgumentException(path + " is not YAML: " + reason, e);
    }
  }

  private static Map<String, Entry> entries(Path path, Iterator<Event> events) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    Event first = events.next();
    if (first instanceof ScalarEvent nothing && nothing.getValue().isEmpty()) {
      return entries;
    }
    if (first.getEventId() != Event.ID.MappingStart) {
      throw new IllegalArgumentException(path + " must hold lines of the form key: value");
    }
    Event event = events.next();
    while (event.getEventId() != Event.ID.MappingEnd) {
      int line = event.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
      if (!(event instanceof ScalarEvent key) || !(events.next() instanceof ScalarEvent value)) {
        throw new IllegalArgumentException(
            path + " line " + line + ": a key must have one value, no list and no mapping");
      }
      if (entries.put(key.getValue(), new Entry(value.getValue(), line)) != null) {
        throw new IllegalArgumentException(
            path + " line " + line + ": key " + key.getValue() + " appears twice");
      }
      event = events.next();
    }
    return entries;
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
                    NearestName.of(key, known)
                        .map("did you mean '%s'?"::formatted)
                        .orElse("see " + command + " --help")));
      }
    }
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
