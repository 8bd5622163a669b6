package dev.xdc.data.index;

import dev.xdc.clip.Modality;
import dev.xdc.internal.OrderedWork;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks at every file of a list and writes an index of them: a row for each, in the order of the
 * list, whatever the number of threads.
 *
 * <p>If the index exists already, only files that are new or have changed in size or time are read,
 * and those whose refusal may have passed, see {@link dev.xdc.data.media.RefusalKind#isLasting()}.
 * A scan that was stopped, in whatever way, has left what it had read in a file beside the index,
 * ending in {@code .partial}; the next one resumes there. The index itself is only ever replaced by
 * a complete one.
 *
 * <p>Memory for a million files is that of their list.
 */
public final class IndexScan {

  private final List<IndexItem> items;
  private final Looker looker;
  private final int filesAtOnce;
  private final Path out;
  private final IndexHeader header;
  private final int threads;
  private final boolean keepGone;
  private final ScanProgress progress;

  private IndexScan(Builder builder, List<IndexItem> items, Path root, Path out, FileLooks looks) {
    this.items = items;
    this.out = out.toAbsolutePath().normalize();
    header = new IndexHeader(root, builder.rules, 0);
    looker = new Looker(looks, builder.rules);
    filesAtOnce = builder.filesAtOnce;
    threads = builder.threads;
    keepGone = builder.keepGone;
    progress = builder.progress;
  }

  /** Returns a builder with all options at their defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Scans.
   *
   * @throws IOException if FFmpeg cannot be started, if the index cannot be written, or if there is
   *     a file of its name that is no index
   * @throws InterruptedIOException if this thread is interrupted; its interrupt status stays set
   */
  public ScanReport run() throws IOException {
    Path partial = out.resolveSibling(out.getFileName() + ".partial");
    boolean known = Files.exists(out);
    if (known) {
      // Better now than after hours: nothing but an index is ever replaced.
      IndexReader.open(out).close();
    }
    Count count = new Count();
    List<IndexItem> all = known && keepGone ? withGone() : items;
    try (ScanJournal journal = ScanJournal.open(partial, header)) {
      List<Path> sources = known ? List.of(out, partial) : List.of(partial);
      try (KnownRows rows = KnownRows.open(all, sources)) {
        OrderedWork.run(
            (all.size() + filesAtOnce - 1) / filesAtOnce,
            threads,
            part -> looks(all, rows, part * filesAtOnce),
            (part, looks) -> {
              for (int i = part * filesAtOnce; i < part * filesAtOnce + looks.size(); i++) {
                Looker.Look look = looks.get(i - part * filesAtOnce);
                if (look.fresh()) {
                  rows.put(i, sources.size() - 1, journal.append(look.row()));
                }
                count.add(look, i + 1, all.size());
              }
            });
        ScanReport report = write(all, rows, count.read);
        journal.delete();
        return report;
      }
    }
  }

  /** Returns the items, and those of the index that has been whose files are no longer there. */
  private List<IndexItem> withGone() throws IOException {
    Set<String> ids = new HashSet<>();
    items.forEach(item -> ids.add(item.id()));
    boolean labelled = items.stream().anyMatch(item -> item.label() != null);
    boolean tagged = items.stream().anyMatch(item -> !item.tags().isEmpty());
    List<IndexItem> all = new ArrayList<>(items);
    try (IndexReader reader = IndexReader.open(out)) {
      boolean same = reader.header().root().equals(header.root());
      for (IndexRow row = reader.nextReadable(); row != null; row = reader.nextReadable()) {
        // A list has labels for all of its files or for none.
        String label = labelled ? row.label() : null;
        List<String> tags = tagged ? row.tags() : List.of();
        if (same
            && labelled == (label != null)
            && tagged != tags.isEmpty()
            && !ids.contains(row.id())
            && Files.notExists(row.path())) {
          all.add(new IndexItem(row.id(), row.path(), label, tags));
        }
      }
    }
    return all;
  }

  private List<Looker.Look> looks(List<IndexItem> all, KnownRows rows, int first)
      throws IOException {
    int end = Math.min(all.size(), first + filesAtOnce);
    List<@Nullable IndexRow> known = new ArrayList<>();
    for (int i = first; i < end; i++) {
      known.add(rows.get(i));
    }
    return looker.look(all.subList(first, end), known);
  }

  /** How far one run is. */
  private final class Count {

    private int read;
    private int doneBefore;
    private long firstRead;

    void add(Looker.Look look, int done, int planned) {
      if (look.fresh() && look.row().stamp() != null && read++ == 0) {
        // Known files take no time: they say nothing of those that have to be read.
        firstRead = System.nanoTime();
        doneBefore = done;
      }
      boolean measured = read > 0 && done > doneBefore;
      double seconds = (System.nanoTime() - firstRead) * 1e-9;
      progress.update(
          done, planned, measured ? seconds / (done - doneBefore) * (planned - done) : Double.NaN);
    }
  }

  private ScanReport write(List<IndexItem> all, KnownRows rows, int read) throws IOException {
    ScanReport.Counter counter = new ScanReport.Counter();
    IndexHeader whole = new IndexHeader(header.root(), header.rules(), all.size());
    try (IndexWriter writer = IndexWriter.create(out, whole)) {
      for (int i = 0; i < all.size(); i++) {
        IndexRow row = Objects.requireNonNull(rows.get(i));
        // Labels and rules may be others than in an earlier scan.
        Finding found = new Finding(row.media(), row.refusal());
        IndexRow now = looker.row(all.get(i), row.stamp(), found);
        writer.write(now);
        counter.add(now);
      }
      writer.finish();
    }
    return counter.report(read);
  }

  /**
   * Settings of an {@link IndexScan}. Required: {@link #setItems}, {@link #setRoot}, {@link
   * #setReading} and {@link #setOut}. Defaults: picture and sound required of every file, any
   * length, as many threads as there are processors, files that are no longer listed are dropped.
   */
  public static final class Builder {

    private @Nullable List<IndexItem> items;
    private @Nullable Path root;
    private @Nullable Path out;
    private @Nullable FileLooks looks;
    private int filesAtOnce = 1;
    private FileRules rules = new FileRules(Set.of(Modality.values()), 0);
    private int threads = Runtime.getRuntime().availableProcessors();
    private boolean keepGone;
    private ScanProgress progress = (done, planned, secondsLeft) -> {};

    private Builder() {}

    /**
     * Sets the files to look at.
     *
     * @throws IllegalArgumentException if two have the same id
     */
    public Builder setItems(List<IndexItem> items) {
      Set<String> ids = new HashSet<>();
      for (IndexItem item : items) {
        if (!ids.add(item.id())) {
          throw new IllegalArgumentException(item.id() + " is listed twice");
        }
      }
      this.items = List.copyOf(items);
      return this;
    }

    /** Sets the folder from which paths in the index count; files outside of it are absolute. */
    public Builder setRoot(Path root) {
      this.root = Objects.requireNonNull(root, "root");
      return this;
    }

    /** Sets the index to write, or to bring up to date. */
    public Builder setOut(Path out) {
      this.out = Objects.requireNonNull(out, "out");
      return this;
    }

    /** Sets how a file is read, usually {@code new MediaProbe(programs)::probe}. */
    public Builder setReading(MediaReading reading) {
      return setLooks(FileLooks.here(Objects.requireNonNull(reading, "reading")), 1);
    }

    /**
     * Sets how files are read, in place of {@link #setReading}: elsewhere, or several at once.
     *
     * @param filesAtOnce how many each of the threads asks for together, at least 1
     * @throws IllegalArgumentException if they are fewer
     */
    public Builder setLooks(FileLooks looks, int filesAtOnce) {
      if (filesAtOnce < 1) {
        throw new IllegalArgumentException(
            "filesAtOnce is " + filesAtOnce + ", must be at least 1");
      }
      this.looks = Objects.requireNonNull(looks, "looks");
      this.filesAtOnce = filesAtOnce;
      return this;
    }

    /** Sets what a file must meet to be used, default picture and sound of any length. */
    public Builder optRules(FileRules rules) {
      this.rules = Objects.requireNonNull(rules, "rules");
      return this;
    }

    /**
     * Sets how many files are read side by side, default the number of processors.
     *
     * @throws IllegalArgumentException if {@code threads} is not in [1, 256]
     */
    public Builder optThreads(int threads) {
      if (threads < 1 || threads > 256) {
        throw new IllegalArgumentException("threads is " + threads + ", must be in [1, 256]");
      }
      this.threads = threads;
      return this;
    }

    /**
     * Sets whether files of the index that has been keep their rows, as missing ones at the end,
     * when they are no longer listed and no longer there, default no. For lists that are read off a
     * folder: a file that vanishes from it should not do so unseen. If the list has labels or tags,
     * a row without is dropped all the same; if it has none, the row loses its own.
     */
    public Builder optKeepGone(boolean keep) {
      this.keepGone = keep;
      return this;
    }

    /** Sets who hears of the progress, default nobody. */
    public Builder optProgress(ScanProgress progress) {
      this.progress = Objects.requireNonNull(progress, "progress");
      return this;
    }

    /**
     * Returns the scan.
     *
     * @throws IllegalStateException if a required setting is missing
     */
    public IndexScan build() {
      return new IndexScan(
          this,
          required(items, "setItems"),
          required(root, "setRoot"),
          required(out, "setOut"),
          required(looks, "setReading"));
    }

    private static <T> T required(@Nullable T value, String setter) {
      if (value == null) {
        throw new IllegalStateException("a setting is missing: call " + setter);
      }
      return value;
    }
  }
}
