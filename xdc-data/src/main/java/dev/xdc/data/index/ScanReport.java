package dev.xdc.data.index;

import dev.xdc.data.media.RefusalKind;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a scan has come to.
 *
 * @param files how many were looked at
 * @param usable how many of them can be used
 * @param read how many had to be read anew; the others were as in an earlier scan
 * @param refusals the others by reason, the most frequent first
 */
public record ScanReport(int files, int usable, int read, Map<RefusalKind, Group> refusals) {

  /**
   * Files that are refused for the same reason.
   *
   * @param files how many
   * @param example id of the first of them
   * @param detail why that one is refused
   */
  public record Group(int files, String example, String detail) {}

  /** Makes the map unmodifiable. */
  public ScanReport {
    refusals = Collections.unmodifiableMap(new LinkedHashMap<>(refusals));
  }

  /** Returns how many files are refused. */
  public int refused() {
    return files - usable;
  }

  /** Counts rows. */
  static final class Counter {

    private final Map<RefusalKind, Group> groups = new EnumMap<>(RefusalKind.class);
    private int files;
    private int usable;

    void add(IndexRow row) {
      files++;
      Refusal refusal = row.refusal();
      if (refusal == null) {
        usable++;
      } else {
        groups.merge(
            refusal.kind(),
            new Group(1, row.id(), refusal.detail()),
            (all, one) -> new Group(all.files() + 1, all.example(), all.detail()));
      }
    }

    ScanReport report(int read) {
      Map<RefusalKind, Group> sorted = new LinkedHashMap<>();
      groups.entrySet().stream()
          .sorted(Map.Entry.comparingByValue(Comparator.comparingInt(Group::files).reversed()))
          .forEach(e -> sorted.put(e.getKey(), e.getValue()));
      return new ScanReport(files, usable, read, sorted);
    }
  }
}
