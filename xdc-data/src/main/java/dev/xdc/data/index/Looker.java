package dev.xdc.data.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at files of a scan, but for those of which what is known is still true.
 *
 * @param looks reads them
 * @param rules what they must meet
 */
record Looker(FileLooks looks, FileRules rules) {

  /**
   * What is known of a file now.
   *
   * @param fresh whether it was looked at
   */
  record Look(IndexRow row, boolean fresh) {}

  /**
   * Looks at some files.
   *
   * @param known for each what an earlier scan has found; null if it has found nothing
   */
  List<Look> look(List<IndexItem> items, List<@Nullable IndexRow> known) throws IOException {
    List<@Nullable FileStamp> stamps = new ArrayList<>();
    List<@Nullable IndexRow> kept = new ArrayList<>();
    List<Path> unread = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      IndexItem item = items.get(i);
      FileStamp stamp = FileStamp.of(item.path());
      IndexRow row = stillTrue(known.get(i), item, stamp);
      stamps.add(stamp);
      kept.add(row);
      if (row == null) {
        unread.add(item.path());
      }
    }
    Iterator<Finding> findings =
        unread.isEmpty() ? Collections.emptyIterator() : looks.look(unread).iterator();
    List<Look> found = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      IndexRow row = kept.get(i);
      found.add(
          row == null ? fresh(items.get(i), stamps.get(i), findings.next()) : new Look(row, false));
    }
    return found;
  }

  private Look fresh(IndexItem item, @Nullable FileStamp stamp, Finding finding)
      throws IOException {
    if (stamp == null && finding.media() != null) {
      // It has appeared in between.
      return look(List.of(item), Collections.singletonList(null)).get(0);
    }
    return new Look(row(item, stamp, finding), true);
  }

  private static @Nullable IndexRow stillTrue(
      @Nullable IndexRow known, IndexItem item, @Nullable FileStamp stamp) {
    if (known == null || stamp == null) {
      return null;
    }
    Refusal refusal = known.refusal();
    boolean stays =
        known.path().equals(item.path())
            && stamp.equals(known.stamp())
            && (known.media() != null || refusal == null || refusal.kind().isLasting());
    return stays ? known : null;
  }

  /** Returns the row of a file. */
  IndexRow row(IndexItem item, @Nullable FileStamp stamp, Finding finding) {
    Refusal refusal = finding.media() == null ? finding.refusal() : rules.refusal(finding.media());
    return new IndexRow(
        item.id(), item.path(), item.label(), item.tags(), stamp, finding.media(), refusal);
  }
}
